"""Use cases of versions: give one, read it, publish it or give it back.

The row of the catalogue's file keeps its number, so that links, homework and places stay; its
content and text are those of the newest version, and what they were is pinned to the old one.
"""

from collections.abc import Callable
from typing import IO

from sqlalchemy import delete, insert, literal, select

from repository.catalogue import queries as catalogue
from repository.catalogue import rules as works
from repository.catalogue.models import ALIVE, Work, WorkFile, WorkPage
from repository.catalogue.rules import Refused
from repository.catalogue.service import note, touch
from repository.deposit.versions import queries
from repository.deposit.versions.events import VersionGiven
from repository.deposit.versions.models import (
    CONTENT,
    CURRENT,
    GIVEN_BACK,
    OLD,
    OPEN,
    READING,
    REFUSED,
    WAITING,
    Version,
    VersionPage,
)
from repository.hooks import FormatError
from repository.ingest import service as ingest
from repository.ingest import staging
from repository.ingest.events import TextRead
from repository.ingest.sniff import clean_name
from repository.reading import carrying
from suite import clock, files, jobs
from suite.db import db, new_uid
from suite.events import publish as tell
from suite.text import nfc

READ, CARRY = "repository.read_version", "repository.carry_marks"
PAGE_COLUMNS = ("page_no", "label", "text", "read_by")


def give(
    file: WorkFile, name: str, source: IO[bytes], reason: str, person_id: int, *, queue: bool = True
) -> Version:
    """A new content for a file of a published work; the worker reads it, then it waits for review.

    Raises Refused("no_reason", "wrong_state", "version_waits") and FormatError. Commits.
    """
    if not reason.strip():
        raise Refused("no_reason")
    if file.work.state != works.PUBLISHED:
        raise Refused("wrong_state")
    if _waits(file.id):
        raise Refused("version_waits")
    file_id, work_id, unit_id = file.id, file.work_id, file.unit_id
    db.session.commit()
    uid, name = new_uid(), nfc(clean_name(name))
    kept = staging.put(uid, source, ingest.limits().file_size)
    try:
        ingest.recognise(staging.path(uid), name)
        if catalogue.same_content(unit_id, kept.sha256) is not None:
            raise FormatError("duplicate")
    except FormatError:
        staging.drop(uid)
        raise
    row = Version(
        uid=uid, work_id=work_id, file_id=file_id, state=READING, reason=reason.strip(), name=name,
        size=kept.size, person_id=person_id, at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    if queue:
        jobs.enqueue(READ, owner_id=person_id, version_id=row.id)
    db.session.commit()
    return row


def read(row: Version, renew: Callable[[], None] = lambda: None) -> None:
    """Read what was given. No transaction is open while the file is read and stored; `renew` as
    `ingest.read` calls it. Nothing where somebody else read it meanwhile."""
    place, name = staging.path(row.uid), row.name
    db.session.commit()
    code, kept = "", None
    try:
        kind, extract = ingest.read(place, name, renew)
        kept = ingest.stored(place, extract)
    except FormatError as error:
        code = error.code
    db.session.refresh(row, with_for_update=True)
    if row.state != READING:
        db.session.rollback()
        return
    if kept is None:
        row.state, row.code = REFUSED, code
    else:
        media_type = extract.media_type or kind.media_types[0]
        files.remember(kept.file, media_type)
        db.session.flush()
        row.sha256, row.media_type, row.format = kept.file.sha256, media_type, kind.name
        row.pages, row.locked = len(extract.pages), extract.locked
        row.warnings, row.seconds = list(extract.warnings), extract.seconds
        row.shown_sha256 = ingest.remembered(kept.shown, extract.shown_type)
        row.shown_type = extract.shown_type or None
        row.cover_sha256 = ingest.remembered(kept.cover, "image/png")
        row.state = WAITING
        pages = [
            {"version_id": row.id, "page_no": page.page_no, "label": page.label[:200],
             "text": page.text.replace("\0", "")}
            for page in extract.pages
        ]  # fmt: skip
        if pages:
            db.session.execute(insert(VersionPage), pages)
        tell(VersionGiven(row.id))
    db.session.commit()
    staging.drop(row.uid)


def publish(row: Version, reviewer_id: int) -> None:
    """Let the new version take the place of the old one, by a second person. Raises Refused."""
    work = _locked(row, reviewer_id)
    file = db.session.get_one(WorkFile, row.file_id, with_for_update=True)
    old = queries.newest(file.id) or _first(work, file)
    old.state = OLD
    _move_pages(old, file, row)
    carrying.stay(file.id, old.id)
    row.number, row.state = (old.number or 0) + 1, CURRENT
    row.since, row.reviewer_id = clock.now(), reviewer_id
    for name in CONTENT:
        setattr(file, name, getattr(row, name))
    file.health, file.checked_at = ALIVE, clock.now()
    if row.cover_sha256 is not None and file.position == 0:
        work.cover_sha256 = row.cover_sha256
    note(work, "new_version", reviewer_id, text=row.reason, detail={"version": row.uid})
    touch(work)
    tell(TextRead(file.id))
    jobs.enqueue(CARRY, version_id=old.id)
    db.session.commit()


def give_back(row: Version, reviewer_id: int, why: str) -> None:
    """Do not take the new version, with the reason. Raises Refused."""
    if not why.strip():
        raise Refused("no_reason")
    _locked(row, reviewer_id)
    row.state, row.note, row.reviewer_id = GIVEN_BACK, why.strip(), reviewer_id
    db.session.execute(delete(VersionPage).where(VersionPage.version_id == row.id))
    db.session.commit()


def _waits(file_id: int) -> bool:
    query = select(Version.id).where(Version.file_id == file_id, Version.state.in_(OPEN))
    return db.session.scalar(query.limit(1)) is not None


def _locked(row: Version, reviewer_id: int) -> Work:
    """The work, with nobody else deciding. Raises Refused."""
    work = db.session.get_one(Work, row.work_id, with_for_update=True, populate_existing=True)
    db.session.refresh(row, with_for_update=True)
    if row.state != WAITING or work.state != works.PUBLISHED:
        raise Refused("wrong_state")
    works.second_person(row.person_id, reviewer_id, "own_work")
    return work


def _first(work: Work, file: WorkFile) -> Version:
    """The version that a file had before it ever got another."""
    row = Version(
        work_id=work.id, file_id=file.id, number=1, state=CURRENT, reason="",
        person_id=work.depositor_id, reviewer_id=work.reviewer_id, at=work.created_at,
        since=work.published_at, cover_sha256=work.cover_sha256 if file.position == 0 else None,
        **{name: getattr(file, name) for name in CONTENT},
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _move_pages(old: Version, file: WorkFile, new: Version) -> None:
    """The text of the file to the old version, that of the new version to the file."""
    mine = WorkPage.file_id == file.id
    kept = select(literal(old.id), *(getattr(WorkPage, name) for name in PAGE_COLUMNS)).where(mine)
    copied = insert(VersionPage).from_select(["version_id", *PAGE_COLUMNS], kept)
    db.session.execute(copied)
    db.session.execute(delete(WorkPage).where(mine))
    ids = literal(file.work_id), literal(file.id)
    taken = select(*ids, *(getattr(VersionPage, name) for name in PAGE_COLUMNS))
    taken = taken.where(VersionPage.version_id == new.id)
    columns = ["work_id", "file_id", *PAGE_COLUMNS]
    db.session.execute(insert(WorkPage).from_select(columns, taken))
    db.session.execute(delete(VersionPage).where(VersionPage.version_id == new.id))
