"""The signed paper of a decision: a PDF that somebody gives, kept under its hash."""

import tempfile
from pathlib import Path

from werkzeug.datastructures import FileStorage

from repository.catalogue.rules import Refused
from repository.hooks import FORMAT_KIND, FormatError, Limits
from repository.ingest import sniff, virus
from suite import files
from suite.hooks import registry

LIMITS = Limits(file_size=20 * 2**20)
PDF = "application/pdf"


def keep(given: FileStorage | None) -> tuple[str, str] | None:
    """(hash, name) of a PDF that was given, None where no file was chosen. Does not commit.

    Raises Refused: not_pdf, not_clean, file_too_large.
    """
    if given is None or not given.filename:
        return None
    name = sniff.clean_name(given.filename)
    with tempfile.TemporaryDirectory(prefix="lopso-paper-") as folder:
        path = Path(folder) / "paper"
        _write(given, path)
        _check(path, name)
        with path.open("rb") as source:
            stored = files.store().put(source, LIMITS.file_size)
    files.remember(stored, PDF)
    return stored.sha256, name


def _write(given: FileStorage, path: Path) -> None:
    size = 0
    with path.open("wb") as target:
        while chunk := given.stream.read(files.CHUNK):
            size += len(chunk)
            if size > LIMITS.file_size:
                raise Refused("file_too_large")
            target.write(chunk)


def _check(path: Path, name: str) -> None:
    """The content, the inner structure and the name must say PDF, and nothing else."""
    kinds = list(registry().kinds(FORMAT_KIND).values())
    try:
        kind = sniff.identify(path, name, kinds, LIMITS)
    except FormatError:
        raise Refused("not_pdf") from None
    if PDF not in kind.media_types:
        raise Refused("not_pdf")
    try:
        virus.ask(path, lenient=False)
    except FormatError:
        raise Refused("not_clean") from None
