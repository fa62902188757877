"""Office files as the pages that they print, where LibreOffice is installed; else they are text.

The PDF is what viewers get. Its pages take the place of those that the format's reader cut, so
that a find, a note and a place name the page that is seen.
"""

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from repository.hooks import FORMAT_KIND, Extract, FormatError, Limits
from repository.ingest import isolate
from suite import office
from suite.hooks import registry

PDF, FAILED, NO_TEXT = "application/pdf", "not_laid", "no_text"
MOST = Limits(pages=1_000, seconds=100)  # a year's table of figures prints on tens of thousands
MOST_BYTES = 256 << 20  # it is held in memory, and phones get it


def can(name: str) -> bool:
    """Whether files of this format are laid out here."""
    return bool(_how(name)) and office.program() is not None


def laid_out(
    path: Path, name: str, extract: Extract, renew: Callable[[], None] = lambda: None
) -> Extract:
    """What the format's reader found, with its pages as they print; where that fails it is text,
    with a warning. `renew` is called between the steps, as `laid` does."""
    if extract.locked or not can(name):
        return extract
    renew()
    try:
        found = laid(path, name, renew)
    except (office.NoPdf, FormatError, OSError):
        return replace(extract, warnings=(*extract.warnings, FAILED))
    pages = extract.pages if keeps(name, len(extract.pages), len(found.pages)) else found.pages
    text = any(page.text for page in pages)
    return replace(
        extract,
        pages=pages,
        cover=found.cover or extract.cover,
        shown=found.shown,
        shown_type=PDF,
        warnings=tuple(code for code in extract.warnings if code != NO_TEXT or not text),
    )


def laid(path: Path, name: str, renew: Callable[[], None] = lambda: None) -> Extract:
    """The PDF of a file and what it holds; `renew` is called between the two, each of which ends
    before the lease of a job does. Raises office.NoPdf, FormatError, OSError."""
    kinds = registry().kinds(FORMAT_KIND)
    with tempfile.TemporaryDirectory(prefix="lopso-office-") as folder:
        copy = Path(folder) / f"file{kinds[name].suffixes[0]}"
        shutil.copyfile(path, copy)
        made = office.pdf_of(copy)
        if made.stat().st_size > MOST_BYTES:
            raise office.NoPdf("damaged")
        renew()
        found = isolate.extract(made, kinds["pdf"], MOST)
        return replace(found, shown=made.read_bytes(), shown_type=PDF)


def keeps(name: str, read: int, printed: int) -> bool:
    """Whether the reader's text of the pages stays: that of a slide is whole where it stands, with
    what is said to it."""
    return _how(name) == "same" and read == printed


def _how(name: str) -> str:
    return str(getattr(registry().kinds(FORMAT_KIND).get(name), "office", ""))
