from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.formulas.disclosure import Sum, derivable
from indicators.formulas.params import suppress_params
from indicators.formulas.suppress import Cell, Figure, Mark, Shown, suppress
from tests.indicators.seedfiles import values

PARAMS = suppress_params(values())
TIERS = ("reached", "regular", "daily")
SMALL, HIDDEN = Figure(Mark.SMALL), Figure(Mark.HIDDEN)


def table(*parts: Cell) -> tuple[dict[str, Cell], list[Sum]]:
    keys = [f"s{n}" for n in range(len(parts))]
    names = parts[0].nums
    total = Cell(
        sum(cell.den for cell in parts),
        {name: sum(cell.nums[name] for cell in parts) for name in names},
    )
    return {**dict(zip(keys, parts, strict=True)), "all": total}, [Sum("all", tuple(keys))]


def show(*parts: Cell) -> dict[str, Shown]:
    cells, sums = table(*parts)
    return suppress(cells, sums, PARAMS, TIERS)


def cell(den: int, num: int) -> Cell:
    return Cell(den, {"I1": num})


def dens(shown: dict[str, Shown]) -> list[int | None]:
    return [each.den for each in shown.values()]


def figures(shown: dict[str, Shown]) -> list[Figure]:
    return [each.nums["I1"] for each in shown.values()]


def test_a_small_school_takes_the_smallest_sibling_with_it() -> None:
    assert dens(show(cell(9, 5), cell(300, 100), cell(120, 60), cell(400, 90))) == [
        None, 300, None, 400, 829,
    ]  # fmt: skip


def test_the_total_goes_last() -> None:
    assert dens(show(cell(9, 5), cell(300, 100))) == [None, None, 309]
    assert dens(show(cell(3, 1), cell(4, 1))) == [None, None, None]
    assert dens(show(cell(9, 5), cell(0, 0))) == [None, 0, None]


def test_a_hidden_group_under_k_takes_one_more() -> None:
    assert dens(show(cell(3, 1), cell(4, 1), cell(50, 20), cell(60, 20))) == [
        None, None, None, 60, 117,
    ]  # fmt: skip


def test_ten_ones_give_each_other_away() -> None:
    assert dens(show(*[cell(1, 1)] * 10)) == [None] * 11


def test_nothing_small_shows_all() -> None:
    cells, sums = table(cell(10, 5), cell(300, 0), cell(20, 20))
    assert suppress(cells, sums, PARAMS) == {
        key: Shown(each.den, {"I1": Figure(Mark.VALUE, each.nums["I1"])})
        for key, each in cells.items()
    }


def test_one_to_four_of_many() -> None:
    shown = show(cell(50, 4), cell(60, 30), cell(70, 35))
    assert dens(shown) == [50, 60, 70, 180]
    assert figures(shown) == [SMALL, HIDDEN, Figure(Mark.VALUE, 35), Figure(Mark.VALUE, 69)]


def test_one_to_four_left_out_hides_the_numerator_and_shows_the_denominator() -> None:
    shown = show(cell(50, 48), cell(60, 30), cell(70, 35))
    assert shown["s0"] == Shown(50, {"I1": HIDDEN})


def test_two_ones_are_not_printed_beside_their_sum() -> None:
    shown = show(cell(50, 1), cell(60, 1), cell(70, 35))
    assert figures(shown) == [SMALL, SMALL, HIDDEN, Figure(Mark.VALUE, 37)]


def test_empty_units_are_not_applicable() -> None:
    shown = show(cell(0, 0), cell(60, 30))
    assert shown["s0"] == Shown(0, {"I1": Figure(Mark.NOT_APPLICABLE)})


def test_a_hidden_den_hides_every_indicator() -> None:
    many = [Cell(den, {"I1": den // 2, "I2": 0}) for den in (9, 100, 200)]
    shown = show(*many)
    assert shown["s0"] == Shown(None, {"I1": HIDDEN, "I2": HIDDEN})
    assert shown["s1"] == Shown(None, {"I1": HIDDEN, "I2": HIDDEN})


def test_tiers_do_not_squeeze_each_other() -> None:
    parts = [
        Cell(50, {"reached": 20, "regular": 20, "daily": 20}),
        Cell(60, {"reached": 20, "regular": 3, "daily": 0}),
        Cell(90, {"reached": 40, "regular": 25, "daily": 22}),
    ]
    shown = show(*parts)
    assert shown["s0"].nums["regular"] == HIDDEN
    assert shown["s0"].nums["reached"] == HIDDEN
    assert shown["s0"].nums["daily"] == Figure(Mark.VALUE, 20)


def test_a_commune_hidden_for_its_neighbour_is_not_rebuilt_from_its_schools() -> None:
    cells = {
        "a": cell(5, 1), "b1": cell(30, 10), "b2": cell(40, 10), "b": cell(70, 20),
        "c1": cell(50, 10), "c": cell(50, 10), "all": cell(125, 31),
    }  # fmt: skip
    sums = [Sum("all", ("a", "b", "c")), Sum("b", ("b1", "b2")), Sum("c", ("c1",))]
    shown = suppress(cells, sums, PARAMS)
    hidden = {key for key, each in shown.items() if each.den is None}
    assert hidden == {"a", "c", "c1"}
    assert not derivable(sums, hidden)


def test_a_second_view_of_the_same_people_is_checked_with_the_first() -> None:
    """As was: {a, b} and {c, d}; as now: {a} joined c and d."""
    cells = {
        "a": cell(9, 5), "b": cell(40, 10), "c": cell(50, 10), "d": cell(60, 10),
        "was1": cell(49, 15), "was2": cell(110, 20), "now2": cell(119, 25),
    }  # fmt: skip
    sums = [Sum("was1", ("a", "b")), Sum("was2", ("c", "d")), Sum("now2", ("a", "was2"))]
    hidden = {key for key, each in suppress(cells, sums, PARAMS).items() if each.den is None}
    assert "a" in hidden
    assert not derivable(sums, hidden)


def test_tables_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="all is 3, its parts make 2"):
        suppress({"a": cell(2, 1), "all": cell(3, 1)}, [Sum("all", ("a",))], PARAMS)
    with pytest.raises(ValueError, match="does not fit"):
        suppress({"a": cell(2, 1), "b": Cell(3, {})}, [], PARAMS)


def parts_of(sizes: Sequence[int]) -> st.SearchStrategy[list[Cell]]:
    def one(den: int) -> st.SearchStrategy[Cell]:
        return st.lists(st.integers(0, den), min_size=3, max_size=3).map(
            lambda nums: Cell(den, dict(zip(TIERS, sorted(nums, reverse=True), strict=True)))
        )

    return st.tuples(*(one(den) for den in sizes)).map(list)


small_parts = st.lists(st.integers(0, 25), min_size=1, max_size=4).flatmap(parts_of)
large_parts = st.lists(st.integers(0, 60), min_size=1, max_size=12).flatmap(parts_of)


@given(large_parts)
def test_nothing_small_is_printed(parts: list[Cell]) -> None:
    for key, each in show(*parts).items():
        if each.den is not None:
            assert each.den == 0 or each.den >= PARAMS.k
        for name, figure in each.nums.items():
            if figure.value is not None:
                assert each.den is not None, key
                assert not 1 <= figure.value <= PARAMS.small, name
                assert not 1 <= each.den - figure.value <= PARAMS.small, name


@given(large_parts)
def test_subtraction_reveals_no_den(parts: list[Cell]) -> None:
    cells, sums = table(*parts)
    shown = suppress(cells, sums, PARAMS, TIERS)
    hidden = [key for key, each in shown.items() if each.den is None]
    assert len(hidden) != 1
    visible = shown["all"].den
    if visible is not None and hidden:
        rest = visible - sum(shown[f"s{n}"].den or 0 for n in range(len(parts)))
        assert rest >= PARAMS.k
        assert rest > len(hidden)
    for name in TIERS:
        unknown = {key for key, each in shown.items() if each.nums[name].value is None}
        unknown -= {key for key, each in cells.items() if not each.den}
        assert len(unknown) != 1, name


@settings(max_examples=60)
@given(st.lists(st.integers(10, 16), min_size=2, max_size=3).flatmap(parts_of))
def test_every_hidden_numerator_has_two_possible_values(parts: list[Cell]) -> None:
    """By trying all: whatever is printed fits at least two values of each hidden one."""
    cells, sums = table(*parts)
    shown = suppress(cells, sums, PARAMS, TIERS)
    assert all(each.den is not None for each in shown.values())
    for name in TIERS:
        options = []
        for key in sums[0].parts:
            figure, den = shown[key].nums[name], cells[key].den
            if figure.mark is Mark.VALUE:
                options.append([cells[key].nums[name]])
            elif figure.mark is Mark.SMALL:
                options.append(list(range(1, PARAMS.small + 1)))
            else:
                options.append(list(range(den + 1)))
        total = shown["all"].nums[name]
        if total.value == 0:
            continue  # Nobody at all is no secret of any part.
        fitting = [
            combo
            for combo in product(*options)
            if total.mark is Mark.HIDDEN
            or (total.mark is Mark.SMALL and 1 <= sum(combo) <= PARAMS.small)
            or total.mark is Mark.NOT_APPLICABLE
            or sum(combo) == total.value
        ]
        for place, key in enumerate(sums[0].parts):
            if shown[key].nums[name].mark in (Mark.SMALL, Mark.HIDDEN):
                assert len({combo[place] for combo in fitting}) > 1


@given(small_parts, st.randoms(use_true_random=False))
def test_order_does_not_matter(parts: list[Cell], random: object) -> None:
    cells, sums = table(*parts)
    keys = list(cells)
    random.shuffle(keys)  # type: ignore[attr-defined]
    turned = [Sum(row.total, row.parts[::-1]) for row in sums]
    mixed = suppress({key: cells[key] for key in keys}, turned, PARAMS, TIERS)
    assert mixed == suppress(cells, sums, PARAMS, TIERS)


@settings(max_examples=40)
@given(st.lists(large_parts, min_size=1, max_size=4))
def test_no_den_of_a_tree_comes_out_by_elimination(communes: list[list[Cell]]) -> None:
    cells: dict[str, Cell] = {}
    sums: list[Sum] = []
    for place, schools in enumerate(communes):
        below, _ = table(*schools)
        keys = {key: f"c{place}.{key}" for key in below}
        cells |= {keys[key]: each for key, each in below.items()}
        sums.append(Sum(keys["all"], tuple(keys[key] for key in below if key != "all")))
    tops = [row.total for row in sums]
    province, _ = table(*(cells[key] for key in tops))
    cells["all"] = province["all"]
    sums.append(Sum("all", tuple(tops)))
    shown = suppress(cells, sums, PARAMS, TIERS)
    hidden = {key for key, each in shown.items() if each.den is None}
    assert hidden >= {key for key, each in cells.items() if 0 < each.den < PARAMS.k}
    assert not derivable(sums, hidden)
