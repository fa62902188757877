"""Out by a format and back in."""

import io
import json
from dataclasses import asdict

from PIL import Image

from lms.bank.rules import Content
from lms.formats.model import Piece, Reading, Written
from lms.formats.registry import FORMATS
from tests.lms.formats.contents import UID


def png(colour: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (2000, 1000), colour).save(out, "PNG")
    return out.getvalue()


PICTURES = {UID.format(n): png(n) for n in (1, 2)}
LEFT = {"kind_not_written", "read_otherwise"}


def back(code: str, content: Content) -> tuple[Written, Content | None]:
    """What was written, and the question as it was read again; None where it was left out."""
    written = FORMATS[code].write([Piece(content, topic="Ôn tập")], PICTURES)
    if any(loss.code in LEFT for loss in written.losses):
        return written, None
    reading = FORMATS[code].read(written.data)
    (piece,) = reading.pieces
    assert not reading.losses
    assert not piece.losses, piece.losses
    return written, renamed(piece.content, reading)


def renamed(content: Content, reading: Reading) -> Content:
    """The question with its pictures under the names that they had."""
    return renamed_by(content, {one.name: one.data for one in reading.pictures})


def renamed_by(content: Content, held: dict[str, bytes]) -> Content:
    names = {data: name for name, data in PICTURES.items()}
    told = json.dumps(asdict(content))
    for name, data in held.items():
        told = told.replace(f"file:{name}", f"file:{names[data]}")
    return Content(**json.loads(told))
