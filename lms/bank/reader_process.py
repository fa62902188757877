"""The process that reads one source: `python -m lms.bank.reader_process KIND SECONDS BYTES`.

KIND is text, word or the code of a format of `lms.formats.registry`.

Takes the source on its standard input and answers with JSON on its standard output: what
`drafts.pack` makes, or `{"error": {"code", "params"}}`.
"""

import base64
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from lms.bank.drafts import pack
from lms.bank.layout.lines import text_lines
from lms.bank.layout.notes import UnreadableFile
from lms.bank.layout.reader import read_lines, read_text
from lms.bank.layout.word import word_parts
from lms.formats.model import Picture, Unreadable
from lms.formats.registry import FORMATS
from suite import apart


def _foreign(kind: str, data: bytes) -> dict[str, Any]:
    """As `foreign.packed`, with the pictures as base64."""
    try:
        reading = FORMATS[kind].read(data)
    except Unreadable as error:
        return {"error": {"code": error.code, "params": {**error.params, "place": error.place}}}
    return {
        "pieces": [asdict(one) for one in reading.pieces],
        "losses": [asdict(one) for one in reading.losses],
        "pictures": _packed(reading.pictures),
    }


def _packed(pictures: Sequence[Picture]) -> list[dict[str, str]]:
    return [{"name": one.name, "data": base64.b64encode(one.data).decode()} for one in pictures]


def answer(kind: str, data: bytes) -> dict[str, Any]:
    """What was read, a refusal included."""
    if kind in FORMATS:
        return _foreign(kind, data)
    if kind == "text":
        text = data.decode("utf-8", "surrogatepass")
        return pack(read_text(text), text_lines(text))
    try:
        lines, pictures = word_parts(data)
    except UnreadableFile as error:
        return {"error": {"code": error.code, "params": error.params}}
    return {**pack(read_lines(lines, "word"), lines), "pictures": _packed(pictures)}


if __name__ == "__main__":
    apart.serve(answer)
