"""Where the files of a list lie between the trial and the taking: private, a few days at most."""

import os
import time
from pathlib import Path
from typing import IO

from repository.hooks import FormatError
from suite import files
from suite.files import CHUNK
from suite.settings import current_settings

LIFE = 3 * 24 * 3600
LIST, ARCHIVE = "list", "zip"


def path(uid: str, part: str) -> Path:
    """The file of a list; `uid` comes from its row."""
    return _folder() / f"{uid}.{part}"


def put(uid: str, part: str, source: IO[bytes], limit: int) -> int:
    """Keep what is given; its size. Raises FormatError("file_too_large") and files.NoRoom."""
    sweep()
    target, size = path(uid, part), 0
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise FormatError("file_too_large", limit=limit)
                files.store().ask_for(len(chunk))
                file.write(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return size


def drop(uid: str) -> None:
    """Forget the files of a list."""
    for part in (LIST, ARCHIVE):
        path(uid, part).unlink(missing_ok=True)


def sweep() -> None:
    """Forget what nobody came back for."""
    oldest = time.time() - LIFE
    for one in _folder().iterdir():
        if one.stat().st_mtime < oldest:
            one.unlink(missing_ok=True)


def shared(unit_code: str) -> dict[str, Path]:
    """The folders that lie on the server for a unit, by name: those below deposit/<its code>."""
    root = current_settings().data_dir / "deposit" / unit_code
    if unit_code in ("", ".", "..") or Path(unit_code).name != unit_code or not root.is_dir():
        return {}
    return {one.name: one for one in sorted(root.iterdir()) if one.is_dir()}


def _folder() -> Path:
    folder = current_settings().data_dir / "lists"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
