"""The search port on tantivy: the default engine, for libraries of any size."""

import shutil
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy

from repository.search import tantivy_query as build
from repository.search.cards import by_score, tally
from repository.search.engine import (
    BookHit,
    Late,
    PageDoc,
    PageHit,
    Query,
    Result,
    Suggestion,
    Traits,
)
from repository.search.generations import PATIENCE, Generations
from repository.search.grouping import POOL, Fetched, best_works, window
from repository.search.query import Clause, exact_words, folded_words, parse
from repository.search.snippets import marked, snippet
from repository.search.suggestions import completing, ranked
from repository.search.tantivy_documents import document, payload
from repository.search.tantivy_query import SCHEMA, WRITER_THREADS

LAYOUT = f"tantivy {version('tantivy')} layout 4"
_HEAP, _REBUILD_HEAP = 30_000_000, 100_000_000
_MAX_BOOKS = 60_000


class TantivyEngine:
    """An index in `folder`. Writers wait `wait` seconds for each other, then EngineBusy."""

    name = "tantivy"
    warn_size: int | None = None

    def __init__(self, folder: Path, wait: float = 5.0) -> None:
        self._generations = Generations(folder, LAYOUT)
        self._wait = wait
        self._writer: Any = None
        self._open: tuple[Path, Any] | None = None

    @property
    def needs_rebuild(self) -> bool:
        return not self._generations.complete()

    def add(self, docs: Iterable[PageDoc]) -> None:
        writer = self._writing()
        for doc in docs:
            writer.add_document(document(doc))

    def delete_work(self, work_id: int) -> None:
        # By query: deleting by term on a number deletes nothing and says nothing.
        self._writing().delete_documents_by_query(build.of_work(work_id))

    def commit(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._writer.wait_merging_threads()
        self.close()

    def close(self) -> None:
        self._writer = None
        self._generations.unlock()

    def count(self) -> int:
        searcher = self._searcher()
        return searcher.num_docs if searcher else 0

    def rebuild(self, docs: Iterable[PageDoc], late: Callable[[], Late] = dict) -> int:
        self.commit()
        with self._generations.making(self._wait):
            self._generations.sweep()
            made = self._generations.new()
            try:
                writer = tantivy.Index(SCHEMA, path=str(made)).writer(_REBUILD_HEAP, WRITER_THREADS)
                for doc in docs:
                    writer.add_document(document(doc))
                writer.commit()
                self._generations.lock(self._wait * PATIENCE)
                for work_id, changed in late().items():
                    writer.delete_documents_by_query(build.of_work(work_id))
                    for doc in changed:
                        writer.add_document(document(doc))
                writer.commit()
                writer.wait_merging_threads()
                self._generations.publish(made, complete=True)
            except BaseException:
                shutil.rmtree(made, ignore_errors=True)
                raise
            finally:
                self.close()
        return self.count()

    def search(self, query: Query) -> Result:
        searcher = self._searcher()
        clauses = parse(query.text)
        if searcher is None or not query.allowed or (query.text.strip() and not clauses):
            return Result()
        seen = build.allowed(clauses, query)
        counts = {"cards": {"terms": {"field": "card", "size": 2 * _MAX_BOOKS}}}
        buckets = searcher.aggregate(build.counted(clauses, query), counts)["cards"]["buckets"]
        all_of_it = tally({b["key"]: b["doc_count"] for b in buckets}, query)
        passing = all_of_it.pages
        start, end = window(query, len(passing))
        if by_score(query, clauses):
            found = build.filtered(seen, query)
            works, pool = best_works(_fetcher(searcher, found), end, searcher.num_docs)
        else:
            works, pool = [(0.0, work_id) for work_id in all_of_it.listed(query.sort)], ()
        scores = {work_id: score for score, work_id in works[start:end]}
        shown = {work_id: passing[work_id] for work_id in scores}
        wanted = query.pages_per_book + 1 if clauses else 1
        hits = _best_pages(searcher, seen, shown, wanted, pool)
        return Result(
            books=tuple(
                _book(searcher, (scores[work_id], work_id), query, clauses, pages, hits[work_id])
                for work_id, pages in shown.items()
                if hits[work_id]
            ),
            total_pages=sum(passing.values()),
            total_books=len(passing),
            facets=all_of_it.facets,
        )

    def suggest(self, prefix: str, allowed: frozenset[str], limit: int = 8) -> list[Suggestion]:
        kept = self._beginning("title_folded", prefix, allowed, limit)
        titles = [Suggestion(one["work_id"], one["title"]) for one in kept]
        return ranked(titles, exact_words(prefix), limit)

    def names(self, prefix: str, allowed: frozenset[str], limit: int = 8) -> list[Suggestion]:
        kept = self._beginning("people", prefix, allowed, limit)
        names = [Suggestion(one["work_id"], name) for one in kept for name in one["creators"]]
        typed = exact_words(prefix)
        return ranked(completing(names, typed), typed, limit) if names else []

    def alike(
        self, traits: Traits, allowed: frozenset[str], limit: int = 24
    ) -> list[tuple[float, int]]:
        searcher = self._searcher()
        if searcher is None or not allowed:
            return []
        hits = _fetcher(searcher, build.alike(traits, allowed))(limit + 1)
        return [(score, work) for score, work, _ in hits if work != traits.work_id][:limit]

    def vocabulary(self, limit: int) -> list[tuple[str, int]]:
        searcher = self._searcher()
        return searcher.terms_with_prefix("folded", "", limit=limit) if searcher else []

    def spread(self, asked: Iterable[str], allowed: frozenset[str]) -> dict[str, int]:
        searcher = self._searcher()
        if searcher is None or not allowed:
            return dict.fromkeys(asked, 0)
        return {
            words: searcher.search(build.holding(words.split(), allowed), limit=1).count
            for words in asked
        }

    def _beginning(
        self, field: str, prefix: str, allowed: frozenset[str], limit: int
    ) -> list[dict[str, Any]]:
        """What is kept of works whose `field` holds the words typed, the last as a beginning."""
        searcher, words = self._searcher(), folded_words(prefix)
        if searcher is None or not words or not allowed:
            return []
        works = build.works_allowed(allowed)
        ends = searcher.terms_with_prefix(field, words[-1], filter_query=works, limit=64)
        found = build.beginning(field, works, words[:-1], [term for term, _ in ends])
        hits = searcher.search(found, limit=max(limit * 8, 64), count=False).hits
        return [payload(searcher, address) for _, address in hits]

    def _searcher(self) -> Any:
        folder = self._generations.current()
        if folder is None:
            return None
        if self._open is None or self._open[0] != folder:
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual")
            self._open = (folder, index)
        index = self._open[1]
        index.reload()
        return index.searcher()

    def _writing(self) -> Any:
        if self._writer is None:
            self._generations.lock(self._wait)
            folder = self._generations.current()
            if folder is None:
                folder = self._generations.new()
                tantivy.Index(SCHEMA, path=str(folder))
                self._generations.publish(folder, complete=False)
            self._writer = tantivy.Index.open(str(folder)).writer(_HEAP, WRITER_THREADS)
        return self._writer


def _fetcher(searcher: Any, found: Any) -> Callable[[int], Fetched]:
    def fetch(limit: int) -> Fetched:
        hits = searcher.search(found, limit=limit, count=False).hits
        addresses = [address for _, address in hits]
        works = searcher.fast_field_values("work_id", addresses) if hits else []
        return [(score, work, a) for (score, a), work in zip(hits, works, strict=True)]

    return fetch


def _best_pages(
    searcher: Any, found: Any, pages: dict[int, int], wanted: int, pool: Fetched
) -> dict[int, list[tuple[float, Any]]]:
    """The best `wanted` hits of each work, of which `pages` says how many pages were found.

    Taken from the pool where it has them; else by one query for all such works, and one more for
    a work that others crowded out of it.
    """
    best: dict[int, list[tuple[float, Any]]] = {work_id: [] for work_id in pages}
    _share_out(pool, best, wanted)
    if lacking := _lacking(best, pages, wanted):
        limit = min(sum(lacking.values()) + len(lacking), POOL)
        again: dict[int, list[tuple[float, Any]]] = {work_id: [] for work_id in lacking}
        _share_out(_fetcher(searcher, build.within(found, lacking))(limit), again, wanted)
        best.update(again)
        for work_id in _lacking(again, lacking, wanted):
            of_book = build.within(found, (work_id,))
            best[work_id] = searcher.search(of_book, limit=wanted, count=False).hits
    return best


def _share_out(hits: Fetched, best: dict[int, list[tuple[float, Any]]], wanted: int) -> None:
    for score, work_id, address in hits:
        if work_id in best and len(best[work_id]) < wanted:
            best[work_id].append((score, address))


def _lacking(
    best: dict[int, list[tuple[float, Any]]], pages: dict[int, int], wanted: int
) -> dict[int, int]:
    """Works of which fewer hits are known than there are and are wanted."""
    return {
        work_id: pages[work_id]
        for work_id, kept in best.items()
        if not kept or len(kept) < min(wanted, pages[work_id])
    }


def _book(
    searcher: Any,
    work: tuple[float, int],
    query: Query,
    clauses: tuple[Clause, ...],
    pages: int,
    hits: list[tuple[float, Any]],
) -> BookHit:
    """One work (score, work) with its best pages; its own document only when no page was found."""
    found = [(score, payload(searcher, address)) for score, address in hits]
    title = marked(found[0][1]["title"], clauses)
    shown = [(score, kept) for score, kept in found if kept["page_no"]] or found
    made = tuple(
        PageHit(kept["file_id"], kept["page_no"], score, snippet(kept["text"], clauses))
        for score, kept in (shown[: query.pages_per_book] if clauses else ())
    )
    score, work_id = work
    return BookHit(work_id, title, score, pages, made)
