"""Office files that came before LibreOffice did, laid out later."""

from collections.abc import Callable
from io import BytesIO

from sqlalchemy import ColumnElement, delete, exists, select

from repository.catalogue.models import WorkFile, WorkPage
from repository.catalogue.service import touch
from repository.deposit.versions import queries as versions
from repository.deposit.versions.models import CONTENT
from repository.hooks import FORMAT_KIND, Extract, FormatError
from repository.ingest import laying
from repository.ingest import service as ingest
from repository.ingest.events import TextRead
from repository.reading.models import Note
from suite import files, office
from suite.db import db
from suite.events import publish as tell
from suite.hooks import registry

SCANNED = 500


def is_paged(file: WorkFile) -> bool:
    """Whether what viewers get of a file are pages that were laid out for it."""
    return file.shown_type == laying.PDF


def waiting(most: int) -> list[int]:
    """Files that could be laid out now, the newest first. Where somebody kept something at a page,
    the pages stay as they are."""
    names = [name for name in registry().kinds(FORMAT_KIND) if laying.can(name)]
    query = select(WorkFile).where(
        WorkFile.format.in_(names),
        WorkFile.shown_sha256.is_(None),
        ~WorkFile.locked,
        ~_kept(),
    )
    rows = db.session.scalars(query.order_by(WorkFile.id.desc()).limit(SCANNED))
    return [row.id for row in rows if laying.FAILED not in row.warnings][:most]


def _kept() -> ColumnElement[bool]:
    return exists().where(Note.file_id == WorkFile.id)


def lay_out(file_id: int, renew: Callable[[], None] = lambda: None) -> int:
    """Keep the pages of a file; how many there are, 0 where it stays text, also because somebody
    kept something at a page meanwhile. Commits.

    No transaction is open while it is laid out and read.
    """
    file = db.session.get(WorkFile, file_id)
    if file is None or is_paged(file) or not laying.can(file.format):
        return 0
    sha256, name, place = file.sha256, file.format, files.store().path(file.sha256)
    db.session.commit()
    found: Extract | None = None
    try:
        found = laying.laid(place, name, renew)
        shown = files.store().put(BytesIO(found.shown or b""), ingest.most())
    except (office.NoPdf, FormatError, files.TooLarge, OSError):
        found = None
    row = db.session.get_one(WorkFile, file_id, with_for_update=True)
    marked = db.session.scalar(select(WorkFile.id).where(WorkFile.id == file_id, _kept()))
    if row.sha256 != sha256 or is_paged(row) or marked is not None:
        db.session.rollback()
        return 0
    if found is None:
        row.warnings = [*row.warnings, laying.FAILED]
        _tell_version(row)
        db.session.commit()
        return 0
    row.shown_sha256, row.shown_type = ingest.remembered(shown, laying.PDF), laying.PDF
    if not laying.keeps(name, row.pages, len(found.pages)):
        db.session.execute(delete(WorkPage).where(WorkPage.file_id == row.id))
        row.pages = len(found.pages)
        ingest.keep_pages(row, found)
    _tell_version(row)
    touch(row.work)
    tell(TextRead(row.id))
    db.session.commit()
    return len(found.pages)


def _tell_version(file: WorkFile) -> None:
    """What the file has now is what its newest version is pinned to, if it has more than one."""
    version = versions.newest(file.id)
    if version is not None:
        for name in CONTENT:
            setattr(version, name, getattr(file, name))
