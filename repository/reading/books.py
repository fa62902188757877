"""Books that are shown as they are set: pages made safe in a process with limits, kept beside the
pictures of pages, made again when they are gone. Callers asked for the rights."""

import base64

from repository.catalogue.models import WorkFile
from repository.hooks import FORMAT_KIND
from repository.reading import pictures
from suite import apart, files
from suite.db import db
from suite.hooks import registry

PAGE, PICTURE = "page", "picture"


def process_of(file: WorkFile) -> str:
    """The module that shows parts of the file; "" where it is no book."""
    kind = registry().kinds(FORMAT_KIND).get(file.format)
    return "" if file.locked or not file.pages else str(getattr(kind, "book_process", ""))


def kept(file: WorkFile, part: str, number: int) -> bytes | None:
    """A part that was made before."""
    return pictures.read(_name(file.sha256, part, number))


def make(file: WorkFile, part: str, number: int) -> bytes:
    """HTML of a page (from 1) or a picture (from 0) as WebP; kept. Raises pictures.NoPicture and
    pictures.Busy. Ends the transaction: on SQLite nobody waits meanwhile."""
    process, sha256 = process_of(file), file.sha256
    path = files.store().path(sha256)
    if not process or not path.is_file():
        raise pictures.NoPicture("none")
    db.session.rollback()
    words = (str(path.resolve()), part, str(number))
    try:
        found = apart.answer_of(
            process, *words, data=b"", seconds=pictures.SECONDS, memory=pictures.MEMORY
        )
    except apart.Busy as error:
        raise pictures.Busy from error
    except apart.Stopped as error:
        raise pictures.NoPicture("stopped") from error
    if "html" in found:
        data = str(found["html"]).encode()
    elif "picture" in found:
        data = base64.b64decode(found["picture"])
    else:
        raise pictures.NoPicture(str(found.get("error", "damaged")))
    pictures.keep(_name(sha256, part, number), data)
    return data


def _name(sha256: str, part: str, number: int) -> str:
    return f"{sha256}-{part}-{number}"
