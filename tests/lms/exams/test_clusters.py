"""Questions about one text come into a paper together, whatever is drawn."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lms.exams.clusters import Candidate, drawn, mixed, together


def bank(sizes: list[int], alone: int, cells: int, chance: Random) -> dict[int, list[Candidate]]:
    """Texts with so many questions each, and questions alone, spread over cells."""
    made = [Candidate(100 * text + n, text, n) for text, size in enumerate(sizes, 1)
            for n in range(size)]  # fmt: skip
    made += [Candidate(10_000 + n) for n in range(alone)]
    fits: dict[int, list[Candidate]] = {cell: [] for cell in range(cells)}
    for one in made:
        fits[chance.randrange(cells)].append(one)
    return fits


sizes = st.lists(st.integers(1, 6), max_size=6)


@given(sizes, st.integers(0, 6), st.lists(st.integers(0, 7), min_size=1, max_size=4),
       st.integers(0, 2**32))  # fmt: skip
def test_every_cell_gets_what_there_is_and_nothing_twice(
    sizes: list[int], alone: int, wanted: list[int], seed: int
) -> None:
    chance = Random(seed)
    fits = bank(sizes, alone, len(wanted), chance)
    found = drawn(dict(enumerate(wanted)), fits, chance.randrange)
    for cell, number in enumerate(wanted):
        assert len(found[cell]) == min(number, len(fits[cell]))
        assert set(found[cell]) <= set(fits[cell])
    ids = [one.id for ones in found.values() for one in ones]
    assert len(ids) == len(set(ids))


@given(sizes, st.integers(0, 6), st.integers(0, 15), st.integers(0, 2**32))
def test_at_most_one_text_of_a_cell_is_torn_and_it_begins_at_its_beginning(
    sizes: list[int], alone: int, number: int, seed: int
) -> None:
    chance = Random(seed)
    fits = bank(sizes, alone, 1, chance)
    found = drawn({0: number}, fits, chance.randrange)[0]
    torn = 0
    for text, size in enumerate(sizes, 1):
        places = [one.place for one in found if one.text == text]
        assert places == list(range(len(places))), "in the order of the text, the first ones"
        torn += 0 < len(places) < size
    assert torn <= 1
    order = together(found)
    texts = [one // 100 for one in order if one < 10_000]
    assert len([1 for n, text in enumerate(texts) if n == 0 or texts[n - 1] != text]) == len(
        set(texts)
    ), "next to each other"


@given(st.integers(0, 2**32))
def test_the_questions_about_a_text_come_along_into_other_cells(seed: int) -> None:
    on = [Candidate(n, 1, n) for n in range(3)]
    fits: dict[Any, list[Candidate]] = {
        "know": [on[0], *(Candidate(10 + n) for n in range(9))],
        "apply": [on[1], on[2], *(Candidate(20 + n) for n in range(9))],
    }
    found = drawn({"know": 2, "apply": 2}, fits, Random(seed).randrange)
    if on[0] in found["know"]:
        assert found["apply"] == [on[1], on[2]]
    assert (on[1] in found["apply"]) == (on[2] in found["apply"]) == (on[0] in found["know"])


@given(st.lists(st.integers(), unique=True), st.integers(0, 2**32))
def test_mixing_loses_nothing(things: list[int], seed: int) -> None:
    assert sorted(mixed(things, Random(seed).randrange)) == sorted(things)
