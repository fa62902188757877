"""What becomes of the files of a work that goes, and of what readers keep at them.

Each file gives {"id", "does", "to", "position", "pages", "version", "notes", "places", "readings"}:
the file that stands for it and the page there of each of its pages, and all that is needed to go
back. Nothing here commits.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, literal, select, update

from repository.catalogue.models import Work, WorkFile, WorkPage
from repository.deposit.likeness.models import Sketch
from repository.deposit.versions.models import CONTENT, OLD, Version, VersionPage
from repository.merging.rules import BESIDE, LEFT, SAME, VERSION
from repository.reading import carrying
from repository.reading.models import Note, Place, Reading
from suite import clock
from suite.db import db

Moved = dict[str, Any]
PAGE = ("page_no", "label", "text", "read_by")
_OF_FILE: tuple[Any, ...] = (WorkPage, Sketch, Note, Reading, Version)


def over(
    gone: Work, kept: Work, choices: Mapping[int, tuple[str, int | None]], actor_id: int
) -> list[Moved]:
    """Move the files of a work by the choice for each."""
    here, done = {file.sha256: file for file in kept.files}, []
    for file in list(gone.files):
        twin = here.get(file.sha256)
        if twin is not None:
            done.append(_same(file, twin))
            continue
        does, target = choices.get(file.id, (LEFT, None))
        if does == BESIDE:
            done.append(_beside(file, kept))
        elif does == VERSION:
            done.append(_version(file, db.session.get_one(WorkFile, target), actor_id))
        else:
            done.append({"id": file.id, "does": LEFT, "to": None})
    return done


def pages_in(file: WorkFile, target: WorkFile) -> list[int]:
    """For each page of a file the one of another that says the same; where none does, the one with
    its number."""
    text, most = carrying.Text(target), max(target.pages, 1)
    texts = select(WorkPage.page_no, WorkPage.text).where(WorkPage.file_id == file.id)
    old = {row[0]: row[1] for row in db.session.execute(texts)}
    return [
        text.page(old.get(number, ""), number) or min(number, most)
        for number in range(1, file.pages + 1)
    ]


def back(files: list[Moved], gone: Work, kept_id: int) -> None:
    """Undo `over`; a file that went on from there, or back, stays where it is."""
    for one in files:
        file = db.session.get_one(WorkFile, one["id"])
        if one["does"] == BESIDE and file.work_id == kept_id:
            file.position = one["position"]
            _belong(file, gone.id)
        elif one["does"] in (SAME, VERSION):
            _marks_back(one, file)
    db.session.flush()


def _belong(file: WorkFile, work_id: int) -> None:
    file.work_id = work_id
    for model in _OF_FILE:
        mine = update(model).where(model.file_id == file.id).values(work_id=work_id)
        db.session.execute(mine.execution_options(synchronize_session=False))


def _beside(file: WorkFile, kept: Work) -> Moved:
    was = file.position
    last = select(func.max(WorkFile.position)).where(WorkFile.work_id == kept.id)
    top = db.session.scalar(last)
    file.position = 0 if top is None else top + 1
    _belong(file, kept.id)
    db.session.flush()
    return {"id": file.id, "does": BESIDE, "to": file.id, "position": was}


def _same(file: WorkFile, twin: WorkFile) -> Moved:
    return {"id": file.id, "does": SAME, "to": twin.id, **_marks(file, twin)}


def _version(file: WorkFile, target: WorkFile, actor_id: int) -> Moved:
    """The file as an earlier version of another: where it differs it stays readable there."""
    pages = pages_in(file, target)
    row = Version(
        work_id=target.work_id, file_id=target.id, number=None, state=OLD, reason="",
        person_id=actor_id, at=clock.now(), since=file.work.published_at,
        **{name: getattr(file, name) for name in CONTENT},
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    kept = select(literal(row.id), *(getattr(WorkPage, name) for name in PAGE))
    kept = kept.where(WorkPage.file_id == file.id)
    db.session.execute(insert(VersionPage).from_select(["version_id", *PAGE], kept))
    marks = _marks(file, target, pages)
    ids = [one[0] for one in marks["notes"]]
    notes = list(db.session.scalars(select(Note).where(Note.id.in_(ids))))
    for note in notes:
        note.version_id = row.id
    carrying.move(notes, carrying.Text(target))
    db.session.flush()
    return {"id": file.id, "does": VERSION, "to": target.id, "version": row.id, "pages": pages,
            **marks}  # fmt: skip


def _marks(file: WorkFile, target: WorkFile, pages: list[int] | None = None) -> Moved:
    """Let notes, places and readings of a file be those of another; who has a place there keeps
    the later one."""
    mine = select(Note).where(Note.file_id == file.id, Note.version_id.is_(None))
    notes = list(db.session.scalars(mine.order_by(Note.id)))
    said = [[note.id, note.page, note.starts, note.ends] for note in notes]
    for note in notes:
        note.file_id, note.work_id = target.id, target.work_id
    readings = list(db.session.scalars(select(Reading.id).where(Reading.file_id == file.id)))
    moved = update(Reading).where(Reading.id.in_(readings))
    moved = moved.values(file_id=target.id, work_id=target.work_id)
    db.session.execute(moved.execution_options(synchronize_session=False))
    db.session.flush()
    return {"notes": said, "readings": readings, "places": _places(file, target, pages)}


def _places(file: WorkFile, target: WorkFile, pages: list[int] | None) -> list[list[int]]:
    there = select(Place).where(Place.file_id == target.id)
    held = {place.person_id: place for place in db.session.scalars(there)}
    moved = []
    for place in db.session.scalars(select(Place).where(Place.file_id == file.id)).all():
        page = pages[place.page - 1] if pages and place.page <= len(pages) else place.page
        mine = held.get(place.person_id)
        if mine is None:
            moved.append([place.person_id, place.page])
            place.file_id, place.page = target.id, page
        elif mine.at < place.at:
            mine.page, mine.at, mine.closed_at = page, place.at, place.closed_at
    db.session.flush()
    return moved


def _marks_back(one: Moved, file: WorkFile) -> None:
    said = {row[0]: row[1:] for row in one["notes"]}
    rows = select(Note).where(Note.id.in_(said), Note.file_id == one["to"])
    for note in db.session.scalars(rows).all():
        note.page, note.starts, note.ends = said[note.id]
        note.file_id, note.work_id, note.version_id = file.id, file.work_id, None
    readings = update(Reading).where(Reading.id.in_(one["readings"]))
    readings = readings.values(file_id=file.id, work_id=file.work_id)
    db.session.execute(readings.execution_options(synchronize_session=False))
    for person_id, page in one["places"]:
        place = db.session.get(Place, (person_id, one["to"]))
        if place is not None and db.session.get(Place, (person_id, file.id)) is None:
            place.file_id, place.page = file.id, page
    db.session.flush()
    if one.get("version"):
        stay = update(Note).where(Note.version_id == one["version"]).values(version_id=None)
        db.session.execute(stay.execution_options(synchronize_session=False))
        pages = VersionPage.version_id == one["version"]
        db.session.execute(delete(VersionPage).where(pages))
        db.session.execute(delete(Version).where(Version.id == one["version"]))
