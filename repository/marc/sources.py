"""The places that librarians harvest."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.catalogue import rules
from repository.catalogue.models import Work
from repository.catalogue.permissions import REVIEWERS
from repository.marc import fetching
from repository.marc.harvest import PREFIXES
from repository.marc.models import Origin, Source
from school.api import Who
from suite import audit, clock, jobs
from suite.db import db

MOST_SOURCES = 50


@dataclass(frozen=True)
class Asked:
    """What a librarian typed of a new source."""

    name: str
    base_url: str
    prefix: str = "oai_dc"
    set_spec: str = ""

    def wrong(self) -> str:
        """The field that is wrong; empty when none is."""
        if not self.name or len(self.name) > 200:
            return "name"
        try:
            fetching.judged(self.base_url)
        except fetching.Refused:
            return "base_url"
        if len(self.base_url) > 500 or "?" in self.base_url or "#" in self.base_url:
            return "base_url"
        if self.prefix not in PREFIXES:
            return "prefix"
        return "set_spec" if len(self.set_spec) > 300 or not self.set_spec.isprintable() else ""


def units(who: Who) -> set[int]:
    """The units whose sources somebody keeps."""
    return {grant.unit_id for grant in who.grants if grant.role in REVIEWERS}


def listed(who: Who) -> list[Source]:
    """The sources that somebody keeps, those in use first."""
    query = select(Source).where(Source.unit_id.in_(units(who))).options(joinedload(Source.unit))
    return list(db.session.scalars(query.order_by(Source.closed_at.is_not(None), Source.id)))


def one(source_id: int, who: Who) -> Source | None:
    """A source that somebody keeps."""
    return next((source for source in listed(who) if source.id == source_id), None)


def came(who: Who, most: int = 50) -> list[Origin]:
    """What came last for the units of somebody, and still waits as a draft."""
    query = select(Origin).join(Origin.work).options(joinedload(Origin.work))
    query = query.where(Work.unit_id.in_(units(who)), Work.state == rules.DRAFT)
    return list(db.session.scalars(query.order_by(Origin.id.desc()).limit(most)))


def add(unit_id: int, person_id: int, asked: Asked) -> Source:
    """Keep a new source. Commits."""
    source = Source(
        unit_id=unit_id,
        name=asked.name,
        base_url=asked.base_url,
        prefix=asked.prefix,
        set_spec=asked.set_spec or None,
        counts={},
        added_by=person_id,
        added_at=clock.now(),
    )
    db.session.add(source)
    db.session.flush()
    audit.record("source.added", f"source:{source.id}", detail={"url": asked.base_url})
    db.session.commit()
    return source


def close(source: Source) -> None:
    """Harvest a source no more; what came from it stays. Commits."""
    source.closed_at = clock.now()
    audit.record("source.closed", f"source:{source.id}")
    db.session.commit()


def ask(source: Source, person_id: int) -> jobs.Job:
    """Harvest a source now. Commits."""
    row = jobs.enqueue("repository.harvest", owner_id=person_id, source_id=source.id)
    db.session.commit()
    return row
