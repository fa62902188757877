"""The order of works: what a document is, before how much it says, before how many there are.

A document's score is the sum of its kinds (bits, below) times UNIT, and beneath it the BM25 of its
words. A work stands by the best kinds among its documents; works of the same kinds by what their
best documents say together, each counting half of the one before: so goes a reader who opens the
best page and then, with a chance of one half each time, the next. The sum stays below twice the
best page, so that many poor pages never weigh more than two good ones.
"""

from collections.abc import Iterable

# More than BM25 gives to 24 words in all fields; ten bits of it still leave a float32 its decimals.
UNIT = 10_000.0
# All words with marks stand as they were typed.
SPELLED = 32
# A title, or somebody's name, is just what was typed.
WHOLE = 16
# The words stand one after another; as typed, marks or none included; in a title or name.
RUN, RUN_AS_TYPED, RUN_IN_NAME = 8, 4, 2
# All words stand in the title and the names of people, subject and grades.
NAMED = 1

NEXT_PAGE, MOST_PAGES = 0.5, 8


def kinds_of(score: float) -> int:
    """The kinds of a document (or work) with this score."""
    return int(score // UNIT)


def ranked(hits: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
    """Works (score, work), best first, from the scores of their documents; those that score the
    same stay in the order of their first document."""
    scores: dict[int, list[float]] = {}
    for score, work_id in hits:
        scores.setdefault(work_id, []).append(score)
    together = [(_together(of_work), work_id) for work_id, of_work in scores.items()]
    return sorted(together, key=lambda pair: -pair[0])


def _together(scores: list[float]) -> float:
    kinds = kinds_of(max(scores))
    best = sorted((score % UNIT for score in scores), reverse=True)[:MOST_PAGES]
    words = sum(one * NEXT_PAGE**at for at, one in enumerate(best))
    return kinds * UNIT + min(words, UNIT - 1)
