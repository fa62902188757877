"""Taking files in: what a file is, is found in its content, never in its name or its sender."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from werkzeug.datastructures import FileStorage

from lms.activities.assignment.rules import (
    ALLOWED,
    MOST_BYTES,
    FileProblem,
    safe_name,
)
from suite import files, media


class Refused(Exception):
    """A file that is not taken in; `problem` says why."""

    def __init__(self, name: str, problem: FileProblem) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem: FileProblem = problem


@dataclass(frozen=True)
class Taken:
    """A file that lies in the store."""

    stored: files.Stored
    name: str
    media_type: str


def kind_of(stream: IO[bytes]) -> str | None:
    """The allowed media type of a content, or None. The stream is left at its start."""
    return media.kind_of(stream, ALLOWED)


def check(upload: FileStorage) -> str:
    """The media type of an upload. Raises Refused."""
    name = upload.filename or ""
    upload.stream.seek(0, 2)
    size = upload.stream.tell()
    upload.stream.seek(0)
    if size == 0:
        raise Refused(name, "empty")
    if size > MOST_BYTES:
        raise Refused(name, "size")
    kind = kind_of(upload.stream)
    if kind is None:
        raise Refused(name, "type")
    return kind


def take(uploads: Sequence[FileStorage]) -> list[Taken]:
    """Put uploads into the store, all or none; their rows are the caller's. Raises Refused."""
    kinds = [check(upload) for upload in uploads]
    taken = []
    for upload, kind in zip(uploads, kinds, strict=True):
        stored = files.store().put(cast(BinaryIO, upload.stream), MOST_BYTES)
        taken.append(Taken(stored, safe_name(upload.filename or "", kind), kind))
    return taken
