"""Office files as the pages that they print, where LibreOffice is installed; else they are text.

The PDF is kept beside the file as what viewers get. Its pages take the place of those that the
format's reader cut, so that a find, a note and a place name the page that is seen.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import delete, exists, select

from repository.catalogue.models import WorkFile, WorkPage
from repository.catalogue.service import touch
from repository.hooks import FORMAT_KIND, Extract, FormatError, Limits
from repository.ingest import isolate
from repository.ingest import service as ingest
from repository.ingest.events import TextRead
from repository.reading.models import Note
from suite import files, office
from suite.db import db
from suite.events import publish as tell
from suite.hooks import registry

PDF = "application/pdf"
FAILED = "not_laid"
MOST = Limits(pages=1_000, seconds=100)  # a table of a year's figures prints on tens of thousands


def is_paged(file: WorkFile) -> bool:
    """Whether what viewers get of a file are pages that were laid out for it."""
    return file.shown_type == PDF


def offer(file: WorkFile) -> bool:
    """Whether a file may be laid out now: nobody has kept anything at its pages yet."""
    kept = exists().where(Note.file_id == file.id)
    return (
        bool(_office(file.format))
        and not (file.locked or is_paged(file) or FAILED in file.warnings)
        and office.program() is not None
        and not db.session.scalar(select(kept))
    )


def waiting(most: int) -> list[int]:
    """Files that came before LibreOffice did, the newest first."""
    names = [name for name in registry().kinds(FORMAT_KIND) if _office(name)]
    query = select(WorkFile).where(WorkFile.format.in_(names), WorkFile.shown_sha256.is_(None))
    rows = db.session.scalars(query.order_by(WorkFile.id.desc()).limit(10 * most))
    return [row.id for row in rows if offer(row)][:most]


def lay_out(file_id: int, renew: Callable[[], None] = lambda: None) -> int:
    """Keep the pages of a file; how many there are, 0 where it stays text. Commits.

    No transaction is open while it is laid out and read; `renew` is called between the two, each
    of which ends before the lease of a job does.
    """
    file = db.session.get(WorkFile, file_id)
    if file is None or not offer(file):
        return 0
    sha256, name, place = file.sha256, file.format, files.store().path(file.sha256)
    db.session.commit()
    try:
        extract, kept = _laid(place, name, renew)
    except (office.NoPdf, FormatError, OSError):
        _refuse(file_id, sha256)
        return 0
    row = db.session.get_one(WorkFile, file_id, with_for_update=True)
    if row.sha256 != sha256 or not offer(row):
        db.session.rollback()
        return 0
    row.shown_sha256, row.shown_type = ingest.remembered(kept.file, PDF), PDF
    if row.position == 0 and row.work.cover_sha256 is None:
        row.work.cover_sha256 = ingest.remembered(kept.cover, "image/png")
    if _office(name) != "same" or len(extract.pages) != row.pages:
        _take_pages(row, extract)
    touch(row.work)
    tell(TextRead(row.id))
    db.session.commit()
    return len(extract.pages)


def _laid(place: Path, name: str, renew: Callable[[], None]) -> tuple[Extract, ingest.Kept]:
    kinds = registry().kinds(FORMAT_KIND)
    with tempfile.TemporaryDirectory(prefix="lopso-paged-") as folder:
        copy = Path(folder) / f"file{kinds[name].suffixes[0]}"
        shutil.copyfile(place, copy)
        made = office.pdf_of(copy)
        renew()
        extract = isolate.extract(made, kinds["pdf"], MOST)
        return extract, ingest.stored(made, extract)


def _take_pages(row: WorkFile, extract: Extract) -> None:
    db.session.execute(delete(WorkPage).where(WorkPage.file_id == row.id))
    row.pages = len(extract.pages)
    if any(page.text for page in extract.pages):
        row.warnings = [code for code in row.warnings if code != "no_text"]
    ingest.keep_pages(row, extract)


def _refuse(file_id: int, sha256: str) -> None:
    row = db.session.get_one(WorkFile, file_id, with_for_update=True)
    if row.sha256 == sha256:
        row.warnings = [*row.warnings, FAILED]
    db.session.commit()


def _office(name: str) -> str:
    """ "new" or "same" for a format that LibreOffice lays out, else ""."""
    return str(getattr(registry().kinds(FORMAT_KIND).get(name), "office", ""))
