"""What stands beside a work in the rooms of the library: asked once for its page, so that a room
that has nothing to tell costs no statement."""

from flask import g
from sqlalchemy import exists, select

from repository.catalogue.models import Work, WorkFile
from repository.deposit.versions.models import Version
from repository.flow.models import DecisionWork
from repository.links.models import Link
from repository.merging.models import WorkMerge
from repository.packs.models import PackOrigin
from repository.printed.models import PrintTitle
from repository.reading.models import Note, Place, Reading
from repository.records.models import Record
from repository.sharing.models import Rating
from school.api import who
from suite.db import db

COPIES, LINKS, ORIGIN, VERSIONS = "copies", "links", "origin", "versions"
DECISIONS, EDITIONS, NOTES, PLACE = "decisions", "editions", "notes", "place"
RATINGS, READ, MERGED = "ratings", "read", "merged"


def beside(work: Work) -> frozenset[str]:
    """The rooms that have something to tell of a work to the present reader."""
    return _asked(work)[0]


def code(work: Work) -> str | None:
    """The permanent identifier of a work; none while it was never published."""
    return _asked(work)[1]


def _asked(work: Work) -> tuple[frozenset[str], str | None]:
    kept: dict[int, tuple[frozenset[str], str | None]] = g.setdefault("beside", {})
    if work.id not in kept:
        kept[work.id] = _ask(work)
    return kept[work.id]


def _ask(work: Work) -> tuple[frozenset[str], str | None]:
    person_id = who().person_id
    files = select(WorkFile.id).where(WorkFile.work_id == work.id)
    asked = {
        COPIES: exists().where(PrintTitle.work_id == work.id),
        LINKS: exists().where(Link.work_id == work.id),
        ORIGIN: exists().where(PackOrigin.work_id == work.id),
        VERSIONS: exists().where(Version.work_id == work.id),
        DECISIONS: exists().where(DecisionWork.work_id == work.id),
        EDITIONS: exists().where(Work.edition_of_id == work.id),
        NOTES: exists().where(Note.work_id == work.id),
        PLACE: exists().where(Place.person_id == person_id, Place.file_id.in_(files)),
        RATINGS: exists().where(Rating.work_id == work.id),
        MERGED: exists().where(WorkMerge.kept_id == work.id, WorkMerge.undone_at.is_(None)),
        READ: exists().where(Reading.person_id == person_id, Reading.work_id == work.id),
    }
    record = select(Record.code).where(Record.work_id == work.id).scalar_subquery()
    *found, known = db.session.execute(select(*asked.values(), record)).one()
    rooms = {name for name, there in zip(asked, found, strict=True) if there}
    if work.edition_of_id is not None:
        rooms.add(EDITIONS)
    return frozenset(rooms), known
