"""Words inside one book, by the engine: with or without marks over the letters, at the page."""

from dataclasses import dataclass

from repository.catalogue.models import WorkFile
from repository.search import service
from repository.search.engine import PageHit, Query
from school.api import Who

MOST_PAGES = 60


@dataclass(frozen=True)
class FoundPages:
    """Pages in the order of the book. `more`: there are others, these are the best. `known` is
    False while the index does not have the book."""

    pages: tuple[PageHit, ...] = ()
    more: bool = False
    known: bool = True


def find(file: WorkFile, text: str, who: Who) -> FoundPages:
    """The pages of a file that hold all words of `text`, as far as `who` may see them."""
    work = file.work
    known = 0 < work.index_wanted == work.index_done and work.published_at is not None
    query = Query(text, frozenset(), work_id=work.id, per_page=1, pages_per_book=MOST_PAGES)
    found = service.find(query, who).found if text else ()
    if not found:
        return FoundPages(known=known)
    hits = [hit for hit in found[0].hit.pages if hit.file_id == file.id and hit.page_no]
    ordered = tuple(sorted(hits, key=lambda hit: hit.page_no))
    return FoundPages(ordered, more=found[0].hit.page_count > MOST_PAGES)
