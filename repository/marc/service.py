"""Descriptions of other catalogues become drafts, each once; nothing is published by itself.

What came before is known by its source and number. A draft that nobody sent on yet follows its
source; what moved on stays as people made it, and the difference is told.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.catalogue import rules
from repository.catalogue import service as catalogue
from repository.catalogue.service import Description
from repository.marc import links
from repository.marc.mapping import Described
from repository.marc.models import Origin
from repository.marc.reading import Read
from suite import clock
from suite.db import db

NEW, CHANGED, SAME, KEPT, BROKEN, GONE = "new", "changed", "same", "kept", "broken", "gone"
MOST_LINES = 500


@dataclass(frozen=True)
class Into:
    """Where descriptions go: the unit, who answers for the drafts, and by which name their source
    is known."""

    unit_id: int
    person_id: int
    source: str


@dataclass
class Told:
    """What became of the records: numbers by outcome, and the broken ones with their places."""

    counts: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[int, int, str]] = field(default_factory=list)


def take_in(records: Iterable[Read], into: Into) -> Told:
    """Take a file's records in. Does not commit: a trial is the same, rolled back."""
    told = Told()
    for one in records:
        if one.described is None:
            told.counts[BROKEN] += 1
            if len(told.broken) < MOST_LINES:
                told.broken.append((one.number, one.offset, one.broken))
            continue
        agency = one.described.agency
        named = Into(into.unit_id, into.person_id, f"{into.source}:{agency}")
        told.counts[take(one.described, named)] += 1
    return told


def take(said: Described, into: Into) -> str:
    """Take one description in; what became of it. Does not commit."""
    number = said.number or f"digest:{said.digest}"
    origin = held(into.source, number)
    if origin is None:
        work = catalogue.new_work(into.unit_id, into.person_id, _description(said))
        origin = Origin(
            source=into.source,
            number=number,
            work_id=work.id,
            digest=said.digest,
            seen_at=clock.now(),
        )
        links.keep(origin, said.url)
        db.session.add(origin)
        db.session.flush()
        return NEW
    origin.seen_at, returned, origin.gone_at = clock.now(), origin.gone_at is not None, None
    if origin.digest == said.digest:
        return CHANGED if returned else SAME
    if origin.work.state != rules.DRAFT or origin.work.depositor_id != into.person_id:
        return KEPT
    _follow(origin, said, into.person_id)
    return CHANGED


def gone(source: str, number: str) -> str:
    """Note that a description was deleted at its source. Does not commit."""
    origin = held(source, number)
    if origin is None or origin.gone_at is not None:
        return SAME
    origin.gone_at = clock.now()
    return GONE


def held(source: str, number: str) -> Origin | None:
    """What came before of a source under a number."""
    query = select(Origin).where(Origin.source == source, Origin.number == number)
    return db.session.scalar(query.options(joinedload(Origin.work)))


def _follow(origin: Origin, said: Described, person_id: int) -> None:
    work = origin.work
    work.title, work.description, work.language = said.title, said.description, said.language
    work.creators, work.grades = list(said.creators), list(said.grades)
    origin.digest = said.digest
    links.keep(origin, said.url)
    catalogue.note(work, "edited", person_id, detail={"source": origin.source})
    catalogue.touch(work)


def _description(said: Described) -> Description:
    return Description(
        title=said.title,
        kind=said.kind,
        licence="link" if said.url else "unknown",
        audience=rules.SCHOOL,
        creators=said.creators,
        grades=said.grades,
        language=said.language,
        description=said.description,
    )
