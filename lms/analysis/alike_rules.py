"""Wrong answers alike beyond chance, in pairs. Pure.

Of two pupils, only the places count where both chose a wrong way. Had they worked apart, they
would have chosen the same one at a place with the chance with which any two of those who are wrong
there do. How often they did then has the distribution of a sum of unlike coins, and its upper tail
is worked out exactly: the generalized binomial test (van der Linden and Sotaridona 2006, Journal of
Educational and Behavioral Statistics 31(3)), held to the errors in common (Harpp and Hogan 1993,
Journal of Chemical Education 70(4)). Of all pairs together, at most ALPHA in a hundred exams are to
hold a listed one by chance: each pair is held to ALPHA by the number of pairs (Bonferroni).

It is a fact about two papers and not a finding about two pupils: who learned the same mistake, or
worked on it together before, is alike, too.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import comb, sqrt

ALPHA = 0.01
FEWEST_PLACES, FEWEST_TAKERS, FEWEST_WRONG = 20, 20, 6


@dataclass(frozen=True)
class Pair:
    """Two takers by their places in the list: at how many places both are wrong, at how many
    alike, how many were to be expected, and the chance of as many or more."""

    first: int
    second: int
    both_wrong: int
    same: int
    expected: float
    chance: float


def agreement(counts: Sequence[int]) -> float:
    """The chance that two who are wrong at a place are wrong alike, from how many took each wrong
    way: the share of pairs that agree, and a standard error more so that it is not too small.
    1 (which says nothing) where fewer than two are wrong."""
    total = sum(counts)
    if total < 2:
        return 1.0
    share = sum(count * (count - 1) for count in counts) / (total * (total - 1))
    spread = sqrt(max(share * (1 - share), 1 / total) / total)
    return min(1.0, share + spread)


def tail(chances: Sequence[float], at_least: int) -> float:
    """The chance that at least so many of independent events happen; exact."""
    if at_least <= 0:
        return 1.0
    left = [1.0] + [0.0] * at_least  # the last cell gathers "as many or more"
    for chance in chances:
        for n in range(at_least, 0, -1):
            stays = left[n] if n == at_least else left[n] * (1 - chance)
            left[n] = stays + left[n - 1] * chance
        left[0] *= 1 - chance
    return left[at_least]


def enough(takers: int, places: int) -> bool:
    """Whether there are enough of both to say anything."""
    return takers >= FEWEST_TAKERS and places >= FEWEST_PLACES


def alike(
    wrong: Sequence[Sequence[int | None]],
    pairs: Sequence[tuple[int, int]] | None = None,
    alpha: float = ALPHA,
) -> list[Pair]:
    """The pairs whose wrong answers are alike beyond chance.

    `wrong[place][taker]` is the wrong way taken, None for a right or an empty answer. `pairs` are
    those to look at; None: all. Empty where there are too few takers or places.
    """
    takers = len(wrong[0]) if wrong else 0
    if not enough(takers, len(wrong)):
        return []
    count = takers * (takers - 1) // 2 if pairs is None else len(pairs)
    if not count:
        return []
    chances = [_chance(column) for column in wrong]
    masks = _masks(wrong, takers)
    all_wrong = [_joined(rows) for rows in masks]
    limit, lowest = alpha / count, min(chances)
    least = _least(len(wrong), lowest, limit)
    found = []
    for a, b in _every(takers) if pairs is None else pairs:
        both = all_wrong[a] & all_wrong[b]
        size = both.bit_count()
        if size < FEWEST_WRONG:
            continue
        same = sum((x & y).bit_count() for x, y in zip(masks[a], masks[b], strict=True))
        if same < least[size]:
            continue
        here = [chance for place, chance in enumerate(chances) if both >> place & 1]
        chance = tail(here, same)
        if chance <= limit:
            found.append(Pair(a, b, size, same, sum(here), chance))
    return found


def _every(takers: int) -> Iterator[tuple[int, int]]:
    return ((a, b) for a in range(takers) for b in range(a + 1, takers))


def _chance(column: Sequence[int | None]) -> float:
    taken = [one for one in column if one is not None]
    return agreement([taken.count(way) for way in set(taken)])


def _masks(wrong: Sequence[Sequence[int | None]], takers: int) -> list[list[int]]:
    """For each taker and each wrong way, the places as bits where it was taken."""
    ways = 1 + max((one for column in wrong for one in column if one is not None), default=0)
    masks = [[0] * ways for _ in range(takers)]
    for place, column in enumerate(wrong):
        for taker, way in enumerate(column):
            if way is not None:
                masks[taker][way] |= 1 << place
    return masks


def _joined(rows: Sequence[int]) -> int:
    found = 0
    for row in rows:
        found |= row
    return found


def _least(places: int, chance: float, limit: float) -> list[int]:
    """By the number of places where both are wrong, the fewest alike that can be beyond the limit,
    were every place as unlikely as the least likely one; what is below needs no working out."""
    found = []
    for size in range(places + 1):
        reached, same = 0.0, size
        while same >= 0:
            reached += comb(size, same) * chance**same * (1 - chance) ** (size - same)
            if reached > limit:
                break
            same -= 1
        found.append(same + 1)
    return found
