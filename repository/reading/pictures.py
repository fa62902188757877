"""Pages as pictures, for weak phones: drawn in a process with limits, kept in a bounded folder.

The folder holds nothing that cannot be drawn again. Callers asked for the rights.
"""

import base64
import contextlib
import os
import tempfile
from collections import deque
from pathlib import Path
from threading import BoundedSemaphore

from repository.catalogue.models import WorkFile
from repository.hooks import FORMAT_KIND
from repository.reading.paged import is_paged
from suite import apart, files
from suite.db import db
from suite.hooks import registry

WIDTHS = (480, 800, 1200)
FOLDER, MOST_BYTES, LOOK_EVERY = "page-pictures", 512 * 2**20, 100
SECONDS, MEMORY = 20, 1024 * 2**20
AT_ONCE, PATIENCE = 2, 0.5
_room = BoundedSemaphore(AT_ONCE)
_written: deque[str] = deque(maxlen=LOOK_EVERY)


class NoPicture(Exception):
    """The page cannot be drawn; the text is a code."""


class Busy(Exception):
    """AT_ONCE other pages are being drawn; asked again in a second it may succeed."""


def process_of(file: WorkFile) -> str:
    """The module that draws pages of the file; "" where they are not drawn."""
    kind = registry().kinds(FORMAT_KIND).get("pdf" if is_paged(file) else file.format)
    return "" if file.locked or not file.pages else str(getattr(kind, "picture_process", ""))


def content_of(file: WorkFile) -> str:
    """The SHA-256 of the content whose pages are drawn."""
    return str(file.shown_sha256) if is_paged(file) else file.sha256


def fitting(width: int) -> int:
    """The smallest width that is kept and not below `width`."""
    return next((one for one in WIDTHS if one >= width), WIDTHS[-1])


def kept(file: WorkFile, page: int, width: int) -> bytes | None:
    """The picture, if it was drawn before."""
    return read(_name(content_of(file), page, width))


def read(name: str) -> bytes | None:
    """What is kept under a name, which begins with the SHA-256 of a content."""
    place = _place(name)
    try:
        data = place.read_bytes()
        os.utime(place)
    except OSError:
        return None
    return data


def draw(file: WorkFile, page: int, width: int) -> bytes:
    """Draw a page and keep it. Raises NoPicture and Busy.

    Ends the transaction: on SQLite nobody waits while a page is drawn.
    """
    process, sha256 = process_of(file), content_of(file)
    path = files.store().path(sha256)
    if not process or not path.is_file():
        raise NoPicture("none")
    db.session.rollback()
    if not _room.acquire(timeout=PATIENCE):
        raise Busy
    try:
        words = (str(path.resolve()), str(page), str(width))
        found = apart.answer_of(process, *words, data=b"", seconds=SECONDS, memory=MEMORY)
    except apart.Busy as error:
        raise Busy from error
    except apart.Stopped as error:
        raise NoPicture("stopped") from error
    finally:
        _room.release()
    if "picture" not in found:
        raise NoPicture(str(found.get("error", "damaged")))
    data = base64.b64decode(found["picture"])
    keep(_name(sha256, page, width), data)
    return data


def _name(sha256: str, page: int, width: int) -> str:
    return f"{sha256}-{page}-{width}.webp"


def _place(name: str) -> Path:
    return files.store().folder.parent / FOLDER / name[:2] / name


def keep(name: str, data: bytes) -> None:
    """Keep something that can be made again. A full disk keeps nothing, and nobody misses it."""
    place = _place(name)
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(data)
        Path(file.name).replace(place)
        _written.append(place.name)
        if len(_written) == LOOK_EVERY:
            _written.clear()
            trim(place.parent.parent, MOST_BYTES)


def trim(folder: Path, most: int) -> int:
    """Delete what was not looked at for the longest until `most` bytes are left; how many."""
    found = []
    for path in folder.rglob("*"):
        with contextlib.suppress(OSError):
            if path.is_file():
                told = path.stat()
                found.append((told.st_mtime, told.st_size, path))
    total, gone = sum(size for _at, size, _path in found), 0
    for _at, size, path in sorted(found):
        if total <= most:
            break
        path.unlink(missing_ok=True)
        total, gone = total - size, gone + 1
    return gone
