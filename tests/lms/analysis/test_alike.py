"""Papers alike beyond chance: seldom by chance, found when copied."""

from itertools import product
from math import isclose, prod
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from lms.analysis.alike_rules import (
    ALPHA,
    FEWEST_TAKERS,
    FEWEST_WRONG,
    agreement,
    alike,
    tail,
)

CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@given(CHANCES, st.integers(0, 8))
def test_the_tail_is_exact(chances: list[float], at_least: int) -> None:
    wanted = sum(
        prod(p if hit else 1 - p for p, hit in zip(chances, hits, strict=True))
        for hits in product((0, 1), repeat=len(chances))
        if sum(hits) >= at_least
    )
    assert isclose(tail(chances, at_least), wanted, abs_tol=1e-9)


def papers(random: Random, takers: int, places: int) -> list[list[int | None]]:
    """Pupils of unlike strength who work apart; some wrong ways are far more liked than others."""
    strength = [random.gauss(0, 1) for _ in range(takers)]
    table: list[list[int | None]] = []
    for _ in range(places):
        hard, liked = random.uniform(0.25, 0.75), [random.uniform(0.2, 1) for _ in range(3)]
        table.append(
            [
                None
                if random.random() > min(0.95, max(0.05, hard - 0.2 * one))
                else random.choices(range(3), liked)[0]
                for one in strength
            ]
        )
    return table


def test_independent_papers_are_listed_less_often_than_alpha() -> None:
    """400 exams of 40 pupils and 40 questions: with alpha 1 in 100, 4 are expected at most."""
    random = Random(7)
    listed = sum(bool(alike(papers(random, 40, 40))) for _ in range(400))
    assert listed <= 400 * ALPHA


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_a_copied_paper_is_found_and_no_other(seed: int) -> None:
    random = Random(seed)
    table = papers(random, 40, 40)
    weak = max(range(40), key=lambda one: sum(column[one] is not None for column in table))
    copier = (weak + 1) % 40
    for column in table:
        column[copier] = column[weak]
    found = alike(table)
    assert {(pair.first, pair.second) for pair in found} == {tuple(sorted((weak, copier)))}
    assert found[0].same == found[0].both_wrong > found[0].expected
    assert found[0].chance <= ALPHA / (40 * 39 / 2)


@given(st.integers(0, 10**6))
@settings(deadline=None, max_examples=20)
def test_what_is_skipped_would_not_have_been_listed(seed: int) -> None:
    """The same by working every pair out in full; some copy half of a neighbour's paper."""
    random = Random(seed)
    table = papers(random, FEWEST_TAKERS, 30)
    for taker in (3, 8, 13):
        for column in table[:20]:
            column[taker] = column[taker - 1]
    chances = [
        agreement([sum(one == way for one in column) for way in range(3)]) for column in table
    ]
    limit, listed = ALPHA / (FEWEST_TAKERS * (FEWEST_TAKERS - 1) / 2), set()
    for a in range(FEWEST_TAKERS):
        for b in range(a + 1, FEWEST_TAKERS):
            both = [n for n, column in enumerate(table) if None not in (column[a], column[b])]
            same = sum(table[n][a] == table[n][b] for n in both)
            if len(both) >= FEWEST_WRONG and tail([chances[n] for n in both], same) <= limit:
                listed.add((a, b))
    assert {(pair.first, pair.second) for pair in alike(table)} == listed


def test_nothing_is_said_of_too_few() -> None:
    random = Random(1)
    assert alike(papers(random, FEWEST_TAKERS - 1, 40)) == []
    few = papers(random, 40, 10)
    for column in few:
        column[1] = column[0]
    assert alike(few) == []
    assert alike([]) == []
    assert alike(papers(random, 40, 40), []) == []
