"""From text to clean lines: NFC, plain spaces, no invisible characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from lms.bank import tabled
from lms.bank.layout.model import Line

_BREAKS = re.compile("\r\n|[\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_LONE = re.compile("[\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """NFC with ordinary spaces and line feeds, without characters that nobody can see."""
    text = _LONE.sub("\ufffd", text)
    text = _SPACES.sub(" ", _BREAKS.sub("\n", text))
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def clusters(text: str) -> list[int]:
    """Start of each base character with its marks, so that looks survive composition."""
    return [i for i, char in enumerate(text) if i == 0 or not unicodedata.combining(char)]


def text_lines(text: str) -> list[Line]:
    """Lines of a text, numbered from 1 as an editor numbers them."""
    return [Line(number, line.rstrip()) for number, line in enumerate(clean(text).split("\n"), 1)]


def text_of(lines: Sequence[Line]) -> tuple[str, bool]:
    """Lines as one text, simple tables as their rows; whether another table became plain lines."""
    out: list[str] = []
    flat = False
    for is_row, run in groupby(lines, key=lambda line: line.row and not line.blank):
        if not is_row:
            out += [line.text.strip() for line in run]
            continue
        rows = [line.text.split("\t") for line in run]
        kept = tabled.is_table(rows)
        flat = flat or not kept
        out += [tabled.written(rows)] if kept else ["\t".join(row).strip() for row in rows]
    return "\n".join(out).strip(), flat
