"""The card of a work as one indexed value, so that one count over it gives totals and facets."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from repository.search.engine import FACETS, NEWEST, TITLE, Facets, PageDoc, Query
from suite.text import numbered_sort_key

_SEPARATOR, _WITHIN = "\t", ","
_KEY = 200


@dataclass(frozen=True)
class Card:
    """What lists know of a work. `is_page` is False for the work's own document (page 0);
    `values` stand in the order of FACETS."""

    work_id: int
    is_page: bool
    since: int
    title_key: str
    values: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Tally:
    """The works that pass the filters with their numbers of pages, and the facets."""

    pages: dict[int, int]
    facets: Facets
    cards: Mapping[int, Card]

    def listed(self, sort: str) -> list[int]:
        """The works by title in Vietnamese order, else the newest first."""
        cards = [self.cards[work_id] for work_id in self.pages]
        if sort == TITLE:
            cards.sort(key=lambda card: (card.title_key, card.work_id))
        else:
            cards.sort(key=lambda card: (-card.since, -card.work_id))
        return [card.work_id for card in cards]


def by_score(query: Query, clauses: object) -> bool:
    """Whether the best come first; without words there is no best."""
    return bool(clauses) and query.sort not in (NEWEST, TITLE)


def encode(doc: PageDoc) -> str:
    """The card of the work that a page belongs to, as text."""
    grades = _WITHIN.join(str(grade) for grade in sorted(set(doc.grades)))
    key = numbered_sort_key(doc.title)[:_KEY]
    nodes, tags, formats = (_joined(one) for one in (doc.nodes, doc.tags, doc.formats))
    values = (doc.subject, grades, nodes, tags, doc.kind, doc.language, doc.licence, formats)
    parts = (str(doc.work_id), "p" if doc.page_no else "", str(doc.since), key, *values)
    return _SEPARATOR.join(part.replace(_SEPARATOR, " ") for part in parts)


@lru_cache(maxsize=65_536)
def decode(value: str) -> Card:
    """The card from its text."""
    work_id, page, since, key, subject, grades, nodes, tags, kind, language, licence, formats = (
        value.split(_SEPARATOR)
    )
    values = (
        _one(subject),
        tuple(int(grade) for grade in _parted(grades)),
        _parted(nodes),
        _parted(tags),
        _one(kind),
        _one(language),
        _one(licence),
        _parted(formats),
    )
    return Card(int(work_id), bool(page), int(since), key, values)


def tally(found: Mapping[str, int], query: Query) -> Tally:
    """From documents found per card, before filters: what passes, and each facet's numbers."""
    pages: dict[int, int] = {}
    cards: dict[int, Card] = {}
    for value, documents in found.items():
        card = decode(value)
        cards.setdefault(card.work_id, card)
        pages[card.work_id] = pages.get(card.work_id, 0) + (documents if card.is_page else 0)
    chosen = [(at, set(getattr(query, name))) for at, name in enumerate(FACETS)]
    chosen = [(at, values) for at, values in chosen if values]
    passing: list[Card] = []
    failing: list[list[Card]] = [[] for _ in FACETS]  # what only the filter of one facet keeps out
    for card in cards.values():
        failed = [at for at, values in chosen if values.isdisjoint(card.values[at])]
        if not failed:
            passing.append(card)
        elif len(failed) == 1:
            failing[failed[0]].append(card)
    counts = {name: _counted(at, passing + failing[at]) for at, name in enumerate(FACETS)}
    return Tally({card.work_id: pages[card.work_id] for card in passing}, Facets(**counts), cards)


def _counted(at: int, cards: Iterable[Card]) -> dict[Any, int]:
    """Works by the values of a facet. Many have the same values, so these are counted first."""
    counts: dict[Any, int] = {}
    for values, works in Counter(card.values[at] for card in cards).items():
        for value in values:
            counts[value] = counts.get(value, 0) + works
    return counts


def _joined(values: Iterable[str]) -> str:
    return _WITHIN.join(sorted({value.replace(_WITHIN, " ") for value in values}))


def _parted(value: str) -> tuple[str, ...]:
    return tuple(one for one in value.split(_WITHIN) if one)


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
