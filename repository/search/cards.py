"""The card of a work as one indexed value, so that one count over it gives totals and facets."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from repository.search.engine import Facets, PageDoc, Query

_SEPARATOR = "\t"


@dataclass(frozen=True)
class Card:
    """What the facets know of a work. `is_page` is False for the work's own document (page 0)."""

    work_id: int
    subject: str
    grades: tuple[int, ...]
    kind: str
    is_page: bool


def encode(doc: PageDoc) -> str:
    """The card of the work that a page belongs to, as text."""
    grades = ",".join(str(grade) for grade in sorted(set(doc.grades)))
    parts = (str(doc.work_id), doc.subject, grades, doc.kind, "p" if doc.page_no else "")
    return _SEPARATOR.join(part.replace(_SEPARATOR, " ") for part in parts)


@lru_cache(maxsize=65_536)
def decode(value: str) -> Card:
    """The card from its text."""
    work_id, subject, grades, kind, page = value.split(_SEPARATOR)
    numbers = tuple(int(grade) for grade in grades.split(",") if grade)
    return Card(int(work_id), subject, numbers, kind, bool(page))


def tally(found: Mapping[str, int], query: Query) -> tuple[dict[int, int], Facets]:
    """From documents found per card, before filters: pages per work that passes, and facets."""
    pages: dict[int, int] = {}
    cards: dict[int, Card] = {}
    for value, documents in found.items():
        card = decode(value)
        cards.setdefault(card.work_id, card)
        pages[card.work_id] = pages.get(card.work_id, 0) + (documents if card.is_page else 0)
    passing: dict[int, int] = {}
    subjects: Counter[str] = Counter()
    grades: Counter[int] = Counter()
    kinds: Counter[str] = Counter()
    for work_id, card in cards.items():
        subject_ok = not query.subjects or card.subject in query.subjects
        grade_ok = not query.grades or not query.grades.isdisjoint(card.grades)
        kind_ok = not query.kinds or card.kind in query.kinds
        if grade_ok and kind_ok and card.subject:
            subjects[card.subject] += 1
        if subject_ok and kind_ok:
            grades.update(card.grades)
        if subject_ok and grade_ok and card.kind:
            kinds[card.kind] += 1
        if subject_ok and grade_ok and kind_ok:
            passing[work_id] = pages[work_id]
    return passing, Facets(dict(subjects), dict(grades), dict(kinds))
