"""Questions that say nearly the same: signatures to find them by, how alike two texts are. Pure.

A text becomes the set of its runs of three characters (folded, without spaces). Their hashes fall
into ROWS * BANDS bins of which each keeps its least; an empty bin borrows from the next. Each band
puts ROWS bins together. Two texts that share a part s of their runs have a band in common with
about the probability 1 - (1 - s^ROWS)^BANDS: 0.98 at s = 0.75, 0.12 at s = 0.25.
"""

import re
import zlib
from collections.abc import Sequence
from hashlib import blake2b

BANDS, ROWS, RUN = 8, 3, 3
ALIKE = 0.6
# What is compared of a text at most: a longer one is told by its beginning.
MOST = 4_000
_NO_LETTER = re.compile(r"[\W_]+")


def runs(folded: str) -> frozenset[str]:
    """The runs of a folded text; of a text shorter than a run the text itself."""
    plain = _NO_LETTER.sub("", folded[:MOST])
    if len(plain) <= RUN:
        return frozenset([plain] if plain else [])
    return frozenset(plain[at : at + RUN] for at in range(len(plain) - RUN + 1))


def bands(folded: str) -> list[int]:
    """The bands of a text as signed 64-bit numbers; none for a text without letters."""
    bins: list[int | None] = [None] * (BANDS * ROWS)
    for run in runs(folded):
        mixed = zlib.crc32(run.encode())
        rest, at = divmod(mixed, BANDS * ROWS)
        held = bins[at]
        bins[at] = rest if held is None or rest < held else held
    if all(one is None for one in bins):
        return []
    least = _filled(bins)
    return [_band(n, least[n * ROWS : (n + 1) * ROWS]) for n in range(BANDS)]


def _filled(bins: Sequence[int | None]) -> list[int]:
    """Empty bins get what the next full one has, and how far it was away."""
    size, found = len(bins), []
    for at in range(size):
        away = next(n for n in range(size) if bins[(at + n) % size] is not None)
        found.append((bins[(at + away) % size] or 0) + away * 0x9E3779B1)
    return found


def _band(number: int, least: Sequence[int]) -> int:
    told = ",".join(map(str, (number, *least)))
    return int.from_bytes(blake2b(told.encode(), digest_size=8).digest(), "big", signed=True)


def shared(left: frozenset[str], right: frozenset[str]) -> float:
    """The part of all their runs that two texts have in common, 0 to 1."""
    common = len(left & right)
    both = len(left) + len(right) - common
    return common / both if both else 0.0


def alike(one: str, other: str) -> float:
    """The part of their runs that two folded texts have in common, 0 to 1."""
    return shared(runs(one), runs(other))
