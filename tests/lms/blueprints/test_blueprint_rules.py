"""Sums and checks of a blueprint, exact."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.bank.rules import LEVELS
from lms.blueprints import grids, rules
from lms.blueprints.rules import Part, Plan, Row

PARTS = [
    Part("single_choice", "Phần I", Decimal("0.25")),
    Part("true_false", "Phần II", Decimal(1)),
    Part("short_number", "Phần III", Decimal("0.5")),
    Part("essay", "Phần IV", Decimal(1)),
]


def official() -> Plan:
    """3 + 2 + 2 + 3 points, 40/30/30 by level."""
    return Plan(
        PARTS,
        [
            Row("", "Số nguyên", cells={(0, "know"): 8, (1, "know"): 1, (2, "understand"): 2}),
            Row(
                "", "Phân số",
                cells={(0, "know"): 4, (1, "understand"): 1, (2, "apply"): 2,
                       (3, "understand"): 1, (3, "apply"): 2},
            ),
        ],
    )  # fmt: skip


def codes(plan: Plan, **more: object) -> list[str]:
    return [one.code for one in rules.check(plan, **more)]  # type: ignore[arg-type]


def test_the_sample_of_the_letter_holds() -> None:
    wished = [Decimal(n) for n in (40, 30, 30)]
    plan = official()
    assert plan.points() == 10
    assert [plan.points(n) for n in range(4)] == [3, 2, 2, 3]
    assert codes(plan, levels=wished, shares=[Decimal(n) for n in (3, 2, 2, 3)]) == []
    assert [plan.share(level=level) * 100 for level in LEVELS] == [40, 30, 30]


def test_what_does_not_hold_is_named() -> None:
    plan = Plan(PARTS[:1], [Row("", "Số", cells={(0, "know"): 39})])
    (found,) = rules.check(plan)
    assert (found.code, found.blocks, found.params["points"]) == ("sum", True, Decimal("9.75"))
    assert codes(Plan(PARTS, [])) == ["empty"]
    plan = official()
    has = dict(rules.needs(plan))
    assert codes(plan, has=has) == []
    place = ("", "Số nguyên", "single_choice", "know")
    found = rules.check(plan, {**has, place: 7})[0]
    assert (found.code, found.blocks, found.params["needs"], found.params["has"]) == (
        "short", True, 8, 7,
    )  # fmt: skip
    assert set(codes(plan, levels=[Decimal(50), Decimal(30), Decimal(20)])) == {"level_share"}


cells = st.dictionaries(
    st.tuples(st.integers(0, 3), st.sampled_from(LEVELS)), st.integers(1, 60), max_size=12
)


@settings(deadline=None)
@given(st.lists(cells, max_size=10))
def test_sums_agree_however_they_are_added(rows: list[dict[tuple[int, str], int]]) -> None:
    plan = Plan(PARTS, [Row("", f"Chủ đề {n}", cells=held) for n, held in enumerate(rows)])
    assert sum(plan.points(at) for at in range(4)) == plan.points()
    assert sum(plan.points(level=level) for level in LEVELS) == plan.points()
    assert sum(rules.needs(plan).values()) == plan.count()
    assert rules.plan_of(*rules.as_json(plan)) == plan


@settings(deadline=None)
@given(st.text(max_size=8))
def test_points_are_numbers_or_nothing(text: str) -> None:
    found = rules.decimal(text)
    assert found is None or 0 <= found <= 10


def test_shares_of_points_are_rounded_half_up() -> None:
    plan = Plan([Part("essay", "Phần I", Decimal("0.5"))], [Row("", "x", cells={(0, "know"): 16})])
    assert plan.points() == 8
    assert grids._percent(plan, Decimal("0.5")) == "6,3"
