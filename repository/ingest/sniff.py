"""What a file is: its content, its inner structure and its name must say the same."""

import re
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import magic

from repository.hooks import FileFormat, FormatError, Limits

_HEAD = 1024
_MARKUP = re.compile(rb"<\s*(!doctype\s+html|html|script|body|svg|iframe)\b", re.IGNORECASE)
_ZIPPED = b"PK\x03\x04"


def identify(
    path: Path, name: str, formats: Sequence[FileFormat], limits: Limits | None = None
) -> FileFormat:
    """The format of the file that somebody calls `name`. Raises FormatError.

    Codes: empty_file, file_too_large, unknown_type, suffix_mismatch, ambiguous, damaged.
    """
    size = path.stat().st_size
    most = (limits or Limits()).file_size
    if size == 0:
        raise FormatError("empty_file")
    if size > most:
        raise FormatError("file_too_large", limit=most)
    media_type = detect(path)
    found = next((f for f in formats if media_type in f.media_types), None)
    suffix = PurePosixPath(clean_name(name)).suffix.lower()
    named = next((f for f in formats if suffix in f.suffixes), None)
    if _is_two_things(path):
        raise FormatError("ambiguous")
    if named is not None and named.sniff(path) and _may_be(named, found, media_type):
        found = named
    if found is None:
        raise FormatError("unknown_type", found=media_type)
    if named is None or named.name != found.name:
        raise FormatError("suffix_mismatch", suffix=suffix or "-", found=found.name)
    fitting = [f.name for f in formats if f.sniff(path)]
    if found.name not in fitting:
        raise FormatError("damaged")
    if len(fitting) > 1 and not all(_is_text(f) for f in formats if f.name in fitting):
        raise FormatError("ambiguous")
    return found


def _may_be(named: FileFormat, found: FileFormat | None, media_type: str) -> bool:
    """libmagic takes some plain texts for programs and knows not every recording; there the
    structure decides, and among texts the name does."""
    if media_type == "application/octet-stream":
        return not _is_text(named)
    return _is_text(named) and (media_type.startswith("text/") or _is_text(found))


def _is_text(kind: FileFormat | None) -> bool:
    return kind is not None and any(name.startswith("text/") for name in kind.media_types)


def detect(path: Path) -> str:
    """The media type by content, as libmagic sees it."""
    return str(magic.from_file(str(path), mime=True))


def clean_name(name: str) -> str:
    """The last part of a file name that a stranger gave, without control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    return kept[-200:] or "file"


def _is_two_things(path: Path) -> bool:
    """A file that opens as two types, by which a check of one type lets another through."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    zipped = head.startswith(_ZIPPED)
    pdf_at = head.find(b"%PDF-")
    if pdf_at > 0 or (zipped and pdf_at >= 0):
        return True
    if not zipped and zipfile.is_zipfile(path):
        return True
    return pdf_at == 0 and _MARKUP.search(head) is not None
