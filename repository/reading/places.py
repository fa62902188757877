"""Where people stopped: kept with the beat, the same on every device of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import joinedload

from repository.catalogue.models import Work, WorkFile
from repository.reading.models import Place
from school.api import Who, scope
from suite import clock
from suite.db import db

MOST_SHOWN, LOOKED_AT = 4, 12


@dataclass(frozen=True)
class Begun:
    """A work that somebody is reading: the file and the page at which it goes on."""

    work: Work
    file: WorkFile
    page: int


def keep(file: WorkFile, person_id: int, page: int) -> None:
    """The person is at this page now; a closed work is open again. One statement, no commit."""
    make = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    at = {"page": page, "at": clock.now(), "closed_at": None}
    query = make(Place).values(person_id=person_id, file_id=file.id, **at)
    keys = [Place.person_id, Place.file_id]
    db.session.execute(query.on_conflict_do_update(index_elements=keys, set_=at))


def page_of(file: WorkFile, person_id: int | None) -> int:
    """The page at which the person stopped in a file; 1 for none."""
    if person_id is None:
        return 1
    query = select(Place.page).where(Place.person_id == person_id, Place.file_id == file.id)
    return min(db.session.scalar(query) or 1, max(file.pages, 1))


def in_work(work: Work, person_id: int | None) -> dict[int, int]:
    """The pages beyond the first at which the person stopped in the files of a work, by file."""
    ids = [file.id for file in work.files]
    if person_id is None or not ids:
        return {}
    query = select(Place.file_id, Place.page).where(
        Place.person_id == person_id, Place.file_id.in_(ids), Place.page > 1
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def begun(who: Who) -> Sequence[Begun]:
    """What `who` is reading and may see now, the newest first; one statement."""
    if who.person_id is None:
        return []
    query: Any = (
        select(Work, WorkFile, Place.page)
        .join(WorkFile, WorkFile.work_id == Work.id)
        .join(Place, Place.file_id == WorkFile.id)
        .where(Place.person_id == who.person_id, Place.closed_at.is_(None))
        .options(joinedload(Work.subject))
        .order_by(Place.at.desc(), Place.file_id)
        .limit(LOOKED_AT)
    )
    found: dict[int, Begun] = {}
    for work, file, page in db.session.execute(scope(query, who)):
        found.setdefault(work.id, Begun(work, file, min(page, max(file.pages, 1))))
    return list(found.values())[:MOST_SHOWN]


def close(work: Work, person_id: int) -> None:
    """Take a work off the list of what is being read; the places stay."""
    _set_closed(work, person_id, clock.now())


def reopen(work: Work, person_id: int) -> None:
    """Put it back."""
    _set_closed(work, person_id, None)


def _set_closed(work: Work, person_id: int, at: object) -> None:
    ids = [file.id for file in work.files]
    mine = update(Place).where(Place.person_id == person_id, Place.file_id.in_(ids))
    db.session.execute(mine.values(closed_at=at))
    db.session.commit()
