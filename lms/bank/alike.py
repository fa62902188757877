"""Questions that say nearly the same: signatures to find them by, how alike two texts are. Pure.

A text becomes the set of its runs of three characters (folded, without spaces). Of that set
`ROWS * BANDS` least hashes are taken; each band puts ROWS of them together. Two texts that share a
share s of their runs have a band in common with the probability 1 - (1 - s^ROWS)^BANDS: 0.98 at
s = 0.75, 0.12 at s = 0.25.
"""

import random
import re
import zlib
from collections.abc import Sequence
from hashlib import blake2b

BANDS, ROWS, RUN = 8, 3, 3
ALIKE = 0.6
# What is compared of a text at most: a longer one is told by its beginning.
MOST = 4_000
_PRIME = (1 << 61) - 1
_random = random.Random(20260901)  # noqa: S311 - the same in every process, for ever
_TURNS = [(_random.randrange(1, _PRIME), _random.randrange(_PRIME)) for _ in range(BANDS * ROWS)]
_NO_LETTER = re.compile(r"[\W_]+")


def runs(folded: str) -> frozenset[str]:
    """The runs of a folded text; of a text shorter than a run the text itself."""
    plain = _NO_LETTER.sub("", folded[:MOST])
    if len(plain) <= RUN:
        return frozenset([plain] if plain else [])
    return frozenset(plain[at : at + RUN] for at in range(len(plain) - RUN + 1))


def bands(folded: str) -> list[int]:
    """The bands of a text as signed 64-bit numbers; none for a text without letters."""
    hashes = [zlib.crc32(run.encode()) for run in runs(folded)]
    if not hashes:
        return []
    least = [min((a * one + b) % _PRIME for one in hashes) for a, b in _TURNS]
    return [_band(n, least[n * ROWS : (n + 1) * ROWS]) for n in range(BANDS)]


def _band(number: int, least: Sequence[int]) -> int:
    told = ",".join(map(str, (number, *least)))
    return int.from_bytes(blake2b(told.encode(), digest_size=8).digest(), "big", signed=True)


def alike(one: str, other: str) -> float:
    """The share of their runs that two folded texts have in common, 0 to 1."""
    left, right = runs(one), runs(other)
    both = left | right
    return len(left & right) / len(both) if both else 0.0
