"""The search port on Whoosh: pure Python, for machines without a wheel and small libraries."""

import os
import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from whoosh import index

from repository.search import rank
from repository.search.cards import by_score, encode, tally
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
from repository.search.grouping import window
from repository.search.query import Clause, exact_words, folded_words, parse
from repository.search.snippets import marked, snippet
from repository.search.suggestions import completing, ranked
from repository.search.whoosh_reader import State
from repository.search.whoosh_schema import schema

LAYOUT = "whoosh 2.7.4 layout 4"


class WhooshEngine:
    """An index in `folder`. Writers wait `wait` seconds for each other, then EngineBusy."""

    name = "whoosh"
    warn_size: int | None = 5_000

    def __init__(self, folder: Path, wait: float = 5.0) -> None:
        self._generations = Generations(folder, LAYOUT)
        self._wait = wait
        self._writer: Any = None
        self._added: set[int] = set()
        self._folder: Path | None = None
        self._state: State | None = None
        # Whoosh's readers share file positions; one query at a time costs nothing under the GIL.
        self._turn = threading.RLock()

    @property
    def needs_rebuild(self) -> bool:
        return not self._generations.complete()

    def add(self, docs: Iterable[PageDoc]) -> None:
        for doc in docs:
            self._writing().add_document(**_document(doc))
            self._added.add(doc.work_id)

    def delete_work(self, work_id: int) -> None:
        # A writer deletes only from what was there before it.
        if work_id in self._added:
            self._finish()
        self._writing().delete_by_term("work_id", str(work_id))

    def commit(self) -> None:
        self._finish()
        self._generations.unlock()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.cancel()
            self._writer = None
        self._added.clear()
        with self._turn:
            self._forget()
        self._generations.unlock()

    def count(self) -> int:
        with self._turn:
            state = self._current()
            return state.searcher.doc_count() if state else 0

    def rebuild(self, docs: Iterable[PageDoc], late: Callable[[], Late] = dict) -> int:
        self.commit()
        with self._generations.making(self._wait):
            self._generations.sweep()
            made = self._generations.new()
            writer = index.create_in(str(made), schema()).writer(limitmb=128)
            try:
                for doc in docs:
                    writer.add_document(**_document(doc))
                writer.commit(optimize=True)
                self._generations.lock(self._wait * PATIENCE)
                writer = index.open_dir(str(made)).writer(limitmb=64)
                for work_id, changed in late().items():
                    writer.delete_by_term("work_id", str(work_id))
                    for doc in changed:
                        writer.add_document(**_document(doc))
                writer.commit()
                _sync(made)
                self._generations.publish(made, complete=True)
            except BaseException:
                if not writer.is_closed:
                    writer.cancel()
                shutil.rmtree(made, ignore_errors=True)
                raise
            finally:
                self._generations.unlock()
        return self.count()

    def search(self, query: Query) -> Result:
        clauses = parse(query.text)
        if not query.allowed or (query.text.strip() and not clauses):
            return Result()
        with self._turn:
            state = self._current()
            return _search(state, query, clauses) if state else Result()

    def suggest(self, prefix: str, allowed: frozenset[str], limit: int = 8) -> list[Suggestion]:
        kept = self._beginning("title", prefix, allowed)
        titles = [Suggestion(one["work_id"], one["title"]) for one in kept]
        return ranked(titles, exact_words(prefix), limit)

    def names(self, prefix: str, allowed: frozenset[str], limit: int = 8) -> list[Suggestion]:
        kept = self._beginning("people", prefix, allowed)
        names = [Suggestion(one["work_id"], name) for one in kept for name in one["creators"]]
        typed = exact_words(prefix)
        return ranked(completing(names, typed), typed, limit) if names else []

    def alike(
        self, traits: Traits, allowed: frozenset[str], limit: int = 24
    ) -> list[tuple[float, int]]:
        with self._turn:
            state = self._current()
            return state.alike(traits, allowed)[:limit] if state and allowed else []

    def vocabulary(self, limit: int) -> list[tuple[str, int]]:
        with self._turn:
            state = self._current()
            return state.frequent(limit) if state else []

    def spread(self, asked: Iterable[str], allowed: frozenset[str]) -> dict[str, int]:
        with self._turn:
            state = self._current()
            if state is None or not allowed:
                return dict.fromkeys(asked, 0)
            seen = state.with_access(allowed)
            return {words: len(seen & state.holding(words.split())) for words in asked}

    def _beginning(self, field: str, prefix: str, allowed: frozenset[str]) -> list[dict[str, Any]]:
        """What is kept of works whose `field` holds the words typed, the last as a beginning."""
        words = folded_words(prefix)
        if not words or not allowed:
            return []
        with self._turn:
            state = self._current()
            if state is None:
                return []
            found = state.beginning(field, words[:-1], words[-1]) & state.with_access(allowed)
            return [state.stored(number) for number in found]

    def _current(self) -> State | None:
        folder = self._generations.current()
        if folder != self._folder or (self._state and not self._state.searcher.up_to_date()):
            self._forget()
        if self._state is None and folder is not None:
            # A new searcher, never refresh(): that one may show deleted documents.
            self._state = State(index.open_dir(str(folder)).searcher())
            self._folder = folder
        return self._state

    def _forget(self) -> None:
        if self._state is not None:
            self._state.close()
        self._state = self._folder = None

    def _writing(self) -> Any:
        if self._writer is None:
            self._generations.lock(self._wait)
            folder = self._generations.current()
            if folder is None:
                folder = self._generations.new()
                index.create_in(str(folder), schema()).close()
                self._generations.publish(folder, complete=False)
            self._writer = index.open_dir(str(folder)).writer(limitmb=64)
        return self._writer

    def _finish(self) -> None:
        if self._writer is not None:
            self._writer.commit()
            self._writer = None
            folder = self._generations.current()
            if folder is not None:
                _sync(folder)
        self._added.clear()


def _document(doc: PageDoc) -> dict[str, Any]:
    kept: dict[str, Any] = {
        "work_id": doc.work_id,
        "file_id": doc.file_id,
        "page_no": doc.page_no,
        "title": doc.title,
        "text": doc.text,
    }
    if not doc.page_no:
        kept["creators"] = doc.creators
    return {
        "text": doc.text if doc.page_no else "\n".join((doc.text, *doc.labels)),
        "title": doc.title,
        "people": " ".join(doc.creators) if not doc.page_no else "",
        "named": " ".join(doc.names),
        "whole": ",".join(dict.fromkeys(" ".join(folded_words(name)) for name in doc.names)),
        "access": ",".join(sorted(doc.access)),
        "work_id": str(doc.work_id),
        "page_no": str(doc.page_no),
        "card": encode(doc),
        "payload": kept,
    }


def _search(state: State, query: Query, clauses: tuple[Clause, ...]) -> Result:
    seen = state.matching(clauses, query)
    all_of_it = tally(state.count_cards(seen), query)
    passing = all_of_it.pages
    start, end = window(query, len(passing))
    docs = state.passing(seen, passing)
    ranked_docs = state.best(clauses, docs)
    if by_score(query, clauses):
        works = rank.ranked((score, work_id) for score, work_id, _ in ranked_docs)
    else:
        works = [(0.0, work_id) for work_id in all_of_it.listed(query.sort)]
    scores = {work_id: score for score, work_id in works[start:end]}
    pages: dict[int, list[tuple[float, int]]] = {work_id: [] for work_id in scores}
    for score, work_id, number in ranked_docs:
        if work_id in pages and len(pages[work_id]) <= query.pages_per_book:
            pages[work_id].append((score, number))
    return Result(
        books=tuple(
            _book(state, (scores[w], w), query, clauses, passing[w], found)
            for w, found in pages.items()
        ),
        total_pages=sum(passing.values()),
        total_books=len(passing),
        facets=all_of_it.facets,
    )


def _book(
    state: State,
    work: tuple[float, int],
    query: Query,
    clauses: tuple[Clause, ...],
    page_count: int,
    found: list[tuple[float, int]],
) -> BookHit:
    """One work (score, work) with its best pages; its own document only when no page was found."""
    best = [(score, state.stored(n)) for score, n in found]
    title = marked(best[0][1]["title"], clauses)
    shown = [(score, kept) for score, kept in best if kept["page_no"]] or best
    made = tuple(
        PageHit(kept["file_id"], kept["page_no"], score, snippet(kept["text"], clauses))
        for score, kept in (shown[: query.pages_per_book] if clauses else ())
    )
    score, work_id = work
    return BookHit(work_id, title, score, page_count, made)


def _sync(folder: Path) -> None:
    """Whoosh leaves its files in the system's memory; put them on the disk."""
    for path in [*folder.iterdir(), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
