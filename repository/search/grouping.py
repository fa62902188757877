"""From documents in the order of their score to one screen of works."""

from collections.abc import Callable, Sequence

from repository.search import rank
from repository.search.engine import Query

# Fetch (score, work_id, document) of the best `limit` documents, best first.
Fetched = Sequence[tuple[float, int, object]]

# So many of the best documents are gathered into works. It is the same number for every screen,
# so that no work is shown twice or skipped between two of them.
POOL = 1_000
MAX_PER_PAGE = 100


def window(query: Query, total_books: int) -> tuple[int, int]:
    """Which works, counted from the best, the asked screen shows."""
    per_page = min(max(query.per_page, 1), MAX_PER_PAGE)
    start = (max(query.page, 1) - 1) * per_page
    return min(start, total_books), min(start + per_page, total_books)


def best_works(
    fetch: Callable[[int], Fetched], wanted: int, total: int
) -> tuple[list[tuple[float, int]], Fetched]:
    """The first `wanted` works (score, work), and the documents of the pool.

    Those of the pool come first, by several of their documents; what lies behind, by its best one.
    `total` bounds the number of documents. Long books may fill the pool, so more is fetched then.
    """
    pool = hits = fetch(POOL)
    works = rank.ranked((score, work_id) for score, work_id, _ in pool)
    limit = POOL
    while len(works) < wanted and limit < total and len(hits) == limit:
        limit *= 4
        hits = fetch(limit)
        known = {work_id for _, work_id in works}
        for score, work_id, _ in hits[len(pool) :]:
            if work_id not in known:
                known.add(work_id)
                works.append((score, work_id))
    return works[:wanted], pool
