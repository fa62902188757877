"""Bookmarks, highlights and notes: of the person alone, unless a teacher shares them with a class.

Callers hold a file or a work that the present person may see; notes of others are narrowed here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from repository.catalogue.models import Work, WorkFile
from repository.deposit.versions.models import Version, VersionPage
from repository.reading import pages, rules
from repository.reading.models import Note, NoteClass
from school.api import SchoolClass, TeachingAssignment, Who, enrolled, teaches, valid_today
from suite import clock, jobs
from suite.db import db

MOST_NOTES, MOST_CLASSES = 500, 100
KEPT = timedelta(days=1)


class TooMany(Exception):
    """The person keeps MOST_NOTES notes in this work."""


@dataclass(frozen=True)
class Said:
    """What a note says; `near` is about where the quote begins in the text of its page."""

    quote: str = ""
    text: str = ""
    near: int = 0
    class_ids: tuple[int, ...] = ()


def classes_of(who: Who) -> list[SchoolClass]:
    """The classes with which `who` may share: those taught today."""
    query = select(SchoolClass).where(teaches(who, SchoolClass.id)).order_by(SchoolClass.sort_key)
    return list(db.session.scalars(query.limit(MOST_CLASSES)))


def add(file: WorkFile, page: int, person_id: int, said: Said) -> Note:
    """Keep a note at a page. Raises TooMany."""
    mine = select(func.count(Note.id)).where(
        Note.work_id == file.work_id, Note.person_id == person_id, Note.removed_at.is_(None)
    )
    if (db.session.scalar(mine) or 0) >= MOST_NOTES:
        raise TooMany
    note = Note(work_id=file.work_id, file_id=file.id, person_id=person_id, page=page)
    note.file, note.made_at = file, clock.now()
    _say(note, said)
    db.session.add(note)
    db.session.commit()
    return note


def change(note: Note, said: Said) -> None:
    """Say it otherwise."""
    _say(note, said)
    db.session.commit()


def turn_bookmark(file: WorkFile, page: int, person_id: int) -> bool:
    """Put a bookmark at a page, or take it away; whether it is there now. Raises TooMany."""
    kept = select(Note).where(
        Note.file_id == file.id, Note.page == page, Note.person_id == person_id,
        Note.quote == "", Note.text == "", Note.version_id.is_(None),
    )  # fmt: skip
    rows = list(db.session.scalars(kept.with_for_update()))
    if not any(row.removed_at is None for row in rows):
        add(file, page, person_id, Said())
        return True
    for row in rows:
        db.session.delete(row)
    db.session.commit()
    return False


def remove(note: Note) -> None:
    """Throw it away; it can be taken back until it is swept."""
    note.removed_at = clock.now()
    db.session.commit()


def take_back(note: Note) -> None:
    """Have it again."""
    note.removed_at = None
    db.session.commit()


def mine(uid: str, who: Who) -> Note | None:
    """The own note of `who`, a thrown away one too."""
    query = select(Note).where(Note.uid == uid, Note.person_id == who.person_id)
    found: Note | None = db.session.scalar(query.options(*_whole()))
    return found


def on_page(file: WorkFile, page: int, who: Who) -> Sequence[Note]:
    """What `who` sees at a page: own notes, and what teachers of an own class share."""
    return _read(_current(who).where(Note.file_id == file.id, Note.page == page), who)


def in_file(file: WorkFile, who: Who) -> Sequence[Note]:
    """What `who` sees in a file, by page; three statements."""
    return _read(_current(who).where(Note.file_id == file.id), who)


def at_version(version: Version, who: Who) -> Sequence[Note]:
    """What `who` sees that stayed at an earlier version, by page; three statements."""
    return _read(_seen(who).where(Note.version_id == version.id), who)


def in_work(work: Work, who: Who) -> Sequence[Note]:
    """What `who` sees in a work, by file and page; three statements."""
    return _read(_seen(who).where(Note.work_id == work.id), who)


def highlights(notes: Sequence[Note]) -> list[pages.Highlight]:
    """The places of quotes that were found in the text."""
    return [
        pages.Highlight(note.starts, note.ends, note.uid)
        for note in notes
        if note.starts is not None and note.ends is not None
    ]


def _say(note: Note, said: Said) -> None:
    note.text = said.text
    if note.quote != said.quote or note.id is None:
        note.quote, note.starts, note.ends = said.quote, None, None
        text = _text_of(note) if said.quote else None
        if text and (found := rules.placed(text, said.quote, said.near)):
            note.starts, note.ends = found
    note.classes = [NoteClass(class_id=class_id) for class_id in sorted(set(said.class_ids))]


def _text_of(note: Note) -> str | None:
    if note.version_id is None:
        return pages.text_of(note.file, note.page)
    row = db.session.get(VersionPage, (note.version_id, note.page))
    return row.text if row else None


def _current(who: Who) -> Select[Note]:
    return _seen(who).where(Note.version_id.is_(None))


def _seen(who: Who) -> Select[Note]:
    still_teaches = select(TeachingAssignment.id).where(
        TeachingAssignment.class_id == NoteClass.class_id,
        TeachingAssignment.person_id == Note.person_id,
        valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
    )
    shared = select(NoteClass.note_id).where(
        NoteClass.note_id == Note.id, enrolled(who, NoteClass.class_id), still_teaches.exists()
    )
    own: ColumnElement[bool] = Note.person_id == who.person_id
    return select(Note).where(Note.removed_at.is_(None), or_(own, shared.exists()))


def _read(query: Select[Note], who: Who) -> Sequence[Note]:
    if who.person_id is None:
        return []
    ordered = query.order_by(Note.file_id, Note.page, Note.starts, Note.id).limit(MOST_NOTES * 2)
    return db.session.scalars(ordered.options(*_whole())).all()


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(Note.person),
        joinedload(Note.file),
        joinedload(Note.stayed),
        selectinload(Note.classes).joinedload(NoteClass.school_class),
    )


@jobs.job("library.sweep_notes", every=timedelta(days=1))
def sweep(_ctx: jobs.Context) -> dict[str, int]:
    """Delete what was thrown away a day ago."""
    old = select(Note.id).where(Note.removed_at < clock.now() - KEPT)
    return {"deleted": forget(old)}


def forget(ids: Select[int]) -> int:
    """Delete notes for good; how many. No commit."""
    db.session.execute(delete(NoteClass).where(NoteClass.note_id.in_(ids)))
    return len(db.session.scalars(delete(Note).where(Note.id.in_(ids)).returning(Note.id)).all())
