"""How alike two texts are: MinHash over five words in a row, without marks and capitals.

Written out here because the well-kept library for it brings NumPy and SciPy, several times as large
as all else that a school's PC runs.
"""

import re
import struct
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import blake2b
from random import Random

from suite.text import fold

WORDS = 5
SIZE, BANDS = 128, 32
ROWS = SIZE // BANDS
LEAST, MOST = 20, 50_000  # shingles: fewer say nothing, more are drawn from
SHOWN_FROM = 0.5
_PRIME, _MASK = (1 << 61) - 1, (1 << 32) - 1
_WORD = re.compile(r"\w+")


def shingles(pages: Iterable[str]) -> set[int]:
    """The numbers of all five words in a row, over the ends of pages; the MOST smallest ones."""
    words = [word for page in pages for word in _WORD.findall(fold(page))]
    found = {
        _number(" ".join(words[start : start + WORDS]).encode())
        for start in range(len(words) - WORDS + 1)
    }
    return found if len(found) <= MOST else set(sorted(found)[:MOST])


def signature(found: set[int]) -> bytes | None:
    """SIZE numbers of 32 bits, of which two texts share about as many as shingles of both; None
    for a text too short to be told from others."""
    if len(found) < LEAST:
        return None
    numbers = list(found)
    least = [min([(a * one + b) % _PRIME for one in numbers]) & _MASK for a, b in _ways()]
    return struct.pack(f">{SIZE}I", *least)


def keys(made: bytes) -> list[int]:
    """A number for each band: texts that are alike share at least one of them, very likely."""
    width = ROWS * 4
    return [
        _number(bytes([band]) + made[band * width : (band + 1) * width]) >> 1
        for band in range(BANDS)
    ]


def likeness(one: bytes, other: bytes) -> float:
    """The estimated share of shingles that two texts have in common, from 0 to 1."""
    ours, theirs = _unpacked(one), _unpacked(other)
    return sum(a == b for a, b in zip(ours, theirs, strict=True)) / SIZE


def _number(data: bytes) -> int:
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big")


def _unpacked(made: bytes) -> Sequence[int]:
    return struct.unpack(f">{SIZE}I", made)


@cache
def _ways() -> list[tuple[int, int]]:
    """The same ways of mixing on every machine and for ever: stored signatures rest on them."""
    drawn = Random(20_261)  # noqa: S311 - nothing is secret here
    return [(drawn.randrange(1, _PRIME), drawn.randrange(_PRIME)) for _ in range(SIZE)]
