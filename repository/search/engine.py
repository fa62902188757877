"""The port of the full-text search, and what goes in and out.

One document is one page of one file; page 0 is the work itself (title, description, creators), so
that a work without readable pages is found too. An engine is derived from the database and can
be thrown away: `rebuild` makes it anew. It is written by one process; readers are many.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

# What can be filtered by: the same names in Query and Facets, in the order of a card.
FACETS = ("subjects", "grades", "nodes", "tags", "kinds", "languages", "licences", "formats")
RELEVANCE, NEWEST, TITLE = "relevance", "newest", "title"
SORTS = (RELEVANCE, NEWEST, TITLE)


class EngineBusy(Exception):
    """Another process is writing to the index."""


@dataclass(frozen=True)
class PageDoc:
    """One page to be found. `access` are tokens ("public", "school:12") of who may see it.

    `doc_key` is unique in the index; page_no counts from 1, 0 is the work itself. `since` is the
    minute since 1970 from which the work can be read; `creators` and `labels` (the names of subject
    and grades) are asked of page 0 only. `nodes` are codes of the curriculum with those above them,
    `tags` are "scheme:code".
    """

    doc_key: str
    work_id: int
    file_id: int | None
    page_no: int
    title: str
    text: str
    access: frozenset[str]
    subject: str = ""
    grades: tuple[int, ...] = ()
    kind: str = ""
    language: str = ""
    licence: str = ""
    formats: tuple[str, ...] = ()
    creators: tuple[str, ...] = ()
    since: int = 0
    nodes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What a work is called by: its title, people, subject and grades; nothing of a page."""
        return () if self.page_no else (self.title, *self.creators, *self.labels)


@dataclass(frozen=True)
class Query:
    """What is looked for. `allowed` are the tokens the reader holds: nothing else is ever seen.

    Several values of one filter mean any of them. `sort` is one of SORTS; an empty text lists
    works, newest first unless by title. Works of `hidden` are as if they were not in the index.
    """

    text: str
    allowed: frozenset[str]
    subjects: frozenset[str] = frozenset()
    grades: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    licences: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    sort: str = RELEVANCE
    work_id: int | None = None
    hidden: frozenset[int] = frozenset()
    page: int = 1
    per_page: int = 10
    pages_per_book: int = 3

    @property
    def is_filtered(self) -> bool:
        """Whether the reader asks for a part of the library only."""
        return any((
            self.subjects, self.grades, self.kinds, self.languages, self.licences, self.formats,
            self.nodes, self.tags,
        ))  # fmt: skip


@dataclass(frozen=True)
class Fragment:
    """A piece of plain text, to be escaped when shown; `marked` where the query was found."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class PageHit:
    """A page that was found; open the file at `page_no`. Page 0 is the work's description."""

    file_id: int | None
    page_no: int
    score: float
    snippet: tuple[Fragment, ...]


@dataclass(frozen=True)
class BookHit:
    """A work that was found, with its best pages; `page_count` is the number of all its hits.
    `score` is that of rank.py where the best come first."""

    work_id: int
    title: tuple[Fragment, ...]
    score: float
    page_count: int
    pages: tuple[PageHit, ...]


@dataclass(frozen=True)
class Facets:
    """Numbers of works by value. Each facet obeys all filters but its own."""

    subjects: Mapping[str, int] = field(default_factory=dict)
    grades: Mapping[int, int] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    licences: Mapping[str, int] = field(default_factory=dict)
    formats: Mapping[str, int] = field(default_factory=dict)
    nodes: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """One screen of works; the totals count everything the reader may see."""

    books: tuple[BookHit, ...] = ()
    total_pages: int = 0
    total_books: int = 0
    facets: Facets = field(default_factory=Facets)


@dataclass(frozen=True)
class Suggestion:
    """A work whose title, or one of whose creators, completes what is being typed."""

    work_id: int
    title: str


@dataclass(frozen=True)
class Traits:
    """What works are compared by; `title` is cut into words without marks."""

    work_id: int
    title: str
    subject: str = ""
    grades: tuple[int, ...] = ()


# The documents of works, by their ids; none for a work that is no longer to be found.
Late = Mapping[int, Sequence[PageDoc]]


class SearchEngine(Protocol):
    """An index of pages. Changes are seen by readers after `commit`."""

    name: str
    warn_size: int | None

    @property
    def needs_rebuild(self) -> bool:
        """True when there is no index yet, or one made by another version."""
        ...

    def add(self, docs: Iterable[PageDoc]) -> None:
        """Put pages in. Raises EngineBusy."""
        ...

    def delete_work(self, work_id: int) -> None:
        """Take out all pages of a work. Raises EngineBusy."""
        ...

    def commit(self) -> None:
        """Make the changes durable and visible, and let go of the writer's lock."""
        ...

    def search(self, query: Query) -> Result:
        """Find. Never raises on what a reader typed."""
        ...

    def suggest(self, prefix: str, allowed: frozenset[str], limit: int = 8) -> list[Suggestion]:
        """Works whose titles hold all the words typed, the last one as a beginning."""
        ...

    def names(self, prefix: str, allowed: frozenset[str], limit: int = 8) -> list[Suggestion]:
        """The same for creators: `title` is the name of one, and each name may stand for
        several works."""
        ...

    def alike(
        self, traits: Traits, allowed: frozenset[str], limit: int = 24
    ) -> list[tuple[float, int]]:
        """Other works (score, work) that share words of the title, or subject and grade; those
        most alike first."""
        ...

    def vocabulary(self, limit: int) -> list[tuple[str, int]]:
        """The most frequent folded words with their numbers of pages, whoever may see these:
        a list to look for likenesses in, never to be shown."""
        ...

    def spread(self, asked: Iterable[str], allowed: frozenset[str]) -> dict[str, int]:
        """For each of the folded words (or several with spaces between) the number of pages that
        hold it (or all of them) and that the reader may see."""
        ...

    def count(self) -> int:
        """The number of documents."""
        ...

    def rebuild(self, docs: Iterable[PageDoc], late: Callable[[], Late] = dict) -> int:
        """Make the index anew while the old one serves and is written; the number of documents.
        What `late` says at the end (of each work that changed meanwhile, all its documents) takes
        the place of what came before. Raises EngineBusy."""
        ...

    def close(self) -> None:
        """Let go of files and locks; uncommitted changes are lost."""
        ...
