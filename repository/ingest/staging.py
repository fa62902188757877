"""Where a file waits before it is read: beside the store, under the uid of its upload.

Nothing enters the store before it was read without a fault, so a refused file leaves no trace.
"""

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import IO

from repository.hooks import FormatError
from suite import files
from suite.files import CHUNK, Stored
from suite.settings import current_settings

_UID = re.compile(r"[0-9a-f-]{36}")


def folder() -> Path:
    """The folder of what waits."""
    return current_settings().data_dir / "incoming"


def path(uid: str) -> Path:
    """Where the content of an upload waits. Raises ValueError for what is no uid."""
    if not _UID.fullmatch(uid):
        raise ValueError("not a uid")
    return folder() / uid


def put(uid: str, source: IO[bytes] | Path, limit: int) -> Stored:
    """Keep what `source` gives until it is read; a file of our own disk (its path) is not copied,
    and stays. Raises FormatError and files.NoRoom, and keeps nothing then."""
    files.store().ask_for(0)
    target = path(uid)
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(source, Path):
        return _linked(source, target, limit)
    digest, size = hashlib.sha256(), 0
    try:
        with target.open("xb") as file:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise FormatError("file_too_large", limit=limit)
                files.store().ask_for(len(chunk))
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    if not size:
        target.unlink(missing_ok=True)
        raise FormatError("empty_file")
    return Stored(digest.hexdigest(), size)


def _linked(source: Path, target: Path, limit: int) -> Stored:
    size = source.stat().st_size
    if size > limit:
        raise FormatError("file_too_large", limit=limit)
    if not size:
        raise FormatError("empty_file")
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    target.hardlink_to(source)
    return Stored(digest, size)


def left_since(moment: float) -> list[str]:
    """Uids of what waits since before `moment` (seconds since 1970). What else lies there so long
    (a pack that a killed worker was writing) is removed."""
    old = [p for p in folder().glob("*") if p.stat().st_mtime < moment]
    for place in old:
        if place.is_dir():
            shutil.rmtree(place, ignore_errors=True)
    return [p.name for p in old if _UID.fullmatch(p.name)]


def drop(uid: str) -> None:
    """Forget what waits."""
    path(uid).unlink(missing_ok=True)
