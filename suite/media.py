"""What a file is, found in its content, never in its name or its sender; names made harmless."""

import unicodedata
import zipfile
from collections.abc import Collection, Sequence
from typing import IO

import magic

SNIFFED = 1 << 16
MOST_NAME = 100
_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD = f"{_OFFICE}.wordprocessingml.document"
EXCEL = f"{_OFFICE}.spreadsheetml.sheet"
SLIDES = f"{_OFFICE}.presentationml.presentation"
OFFICE_PARTS = {"word/document.xml": WORD, "xl/workbook.xml": EXCEL, "ppt/presentation.xml": SLIDES}


def kind_of(stream: IO[bytes], allowed: Collection[str]) -> str | None:
    """The media type of a content if it is allowed, or None. The stream is left at its start."""
    head = stream.read(SNIFFED)
    stream.seek(0)
    found = str(magic.from_buffer(head, mime=True))
    if found in ("application/zip", "application/octet-stream") and head[:2] == b"PK":
        found = _office_kind(stream)
    if found.startswith("text/") and found != "text/plain":
        # Program texts that pupils write are plain text; what a browser would run is not.
        found = "text/plain" if found.startswith(("text/x-", "text/csv")) else found
    return found if found in allowed else None


def _office_kind(stream: IO[bytes]) -> str:
    """The kind of an office file by the names in its directory; nothing is unpacked."""
    try:
        with zipfile.ZipFile(stream) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        names = set()
    finally:
        stream.seek(0)
    return next((kind for part, kind in OFFICE_PARTS.items() if part in names), "")


def safe_name(name: str, endings: Sequence[str]) -> str:
    """A file name without folders, control or direction characters, ending as its type does.

    A name that ends otherwise gets the right ending added, so that what a teacher saves never
    opens as something else than it is.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    kept = " ".join(kept.split()).strip(". ") or "tep"
    if not kept.lower().endswith(tuple(endings)):
        return kept[:MOST_NAME] + endings[0]
    stem, _, ending = kept.rpartition(".")
    return f"{stem[:MOST_NAME] or 'tep'}.{ending}"
