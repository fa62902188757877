"""From pages in the order of their score to one screen of works."""

from collections.abc import Callable, Sequence

from repository.search.engine import Query

# Fetch (score, work_id, document) of the best `limit` pages, best first.
Fetched = Sequence[tuple[float, int, object]]

_FIRST_FETCH = 100
MAX_PER_PAGE = 100


def window(query: Query, total_books: int) -> tuple[int, int]:
    """Which works, counted from the best, the asked screen shows."""
    per_page = min(max(query.per_page, 1), MAX_PER_PAGE)
    start = (max(query.page, 1) - 1) * per_page
    return min(start, total_books), min(start + per_page, total_books)


def best_works(
    fetch: Callable[[int], Fetched], wanted: int, total: int
) -> tuple[list[int], Fetched]:
    """The first `wanted` works by their best page, and the pages that were fetched for it.

    `total` bounds the number of documents. One long book may fill the first fetch, so it grows.
    """
    limit = max(_FIRST_FETCH, wanted * 10)
    while True:
        hits = fetch(limit)
        order = list(dict.fromkeys(work_id for _, work_id, _ in hits))
        if len(order) >= wanted or limit >= total or len(hits) < limit:
            return order[:wanted], hits
        limit *= 4
