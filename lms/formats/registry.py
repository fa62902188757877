"""The formats by name: what reads them, what writes them. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lms.formats import (
    aiken,
    gift_read,
    gift_write,
    moodle_read,
    moodle_write,
    qti_read,
    qti_write,
    sheet,
)
from lms.formats.model import Piece, Reading, Unreadable, Written

Writer = Callable[[Sequence[Piece], Mapping[str, bytes]], Written]


@dataclass(frozen=True)
class Format:
    """A way in and out; `ending` is that of a written file."""

    code: str
    title: str
    ending: str
    media_type: str
    read: Callable[[bytes], Reading]
    write: Writer


def text_of(data: bytes) -> str:
    """A text in Unicode. Raises Unreadable."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("text_encoding") from None


FORMATS: dict[str, Format] = {
    one.code: one
    for one in (
        Format(
            "gift", "GIFT", "gift", "text/plain; charset=utf-8",
            lambda data: gift_read.read(text_of(data)), gift_write.write,
        ),
        Format("moodle", "Moodle XML", "xml", "application/xml", moodle_read.read,
               moodle_write.write),
        Format("qti", "QTI 3.0", "zip", "application/zip", qti_read.read, qti_write.write),
        Format(
            "excel", "Excel", "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            sheet.read, sheet.write,
        ),
        Format(
            "aiken", "Aiken", "txt", "text/plain; charset=utf-8",
            lambda data: aiken.read(text_of(data)), aiken.write,
        ),
    )
}  # fmt: skip


def recognised(name: str, data: bytes) -> str | None:
    """The code of the format that a file is, None for what the layout reader has to read."""
    ending = name.lower().rpartition(".")[2]
    if ending == "gift":
        return "gift"
    if ending == "xlsx":
        return "excel"
    if ending in ("xml", "zip", "imscc"):
        return "qti" if ending != "xml" or b"ssessment" in data[:2_000] else "moodle"
    if ending == "txt":
        try:
            text = text_of(data)
        except Unreadable:
            return None
        if aiken.looks_like(text):
            return "aiken"
        return "gift" if gift_read.looks_like(text) else None
    return None
