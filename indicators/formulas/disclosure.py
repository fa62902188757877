"""Which further cells must be hidden so that sums do not give hidden ones away.

A table is a set of values and of sums over them (total = its parts); several views of
the same people are simply more sums. A hidden value is given away when the shown values
and the sums leave it only one possibility: by elimination, or within known bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

Key = str
Bounds = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Sum:
    """`total` is the sum of `parts`, which are disjoint."""

    total: Key
    parts: tuple[Key, ...]

    @property
    def signs(self) -> dict[Key, int]:
        """Every member with its sign in parts − total = 0."""
        return {**dict.fromkeys(self.parts, 1), self.total: -1}


def check_sums(values: Mapping[Key, int], sums: Iterable[Sum]) -> None:
    """Raise ValueError for a sum that is not one."""
    for row in sums:
        found = sum(values[part] for part in row.parts)
        if found != values[row.total] or len(row.signs) != len(row.parts) + 1:
            raise ValueError(f"{row.total} is {values[row.total]}, its parts make {found}")


def derivable(sums: Iterable[Sum], hidden: set[Key] | frozenset[Key]) -> set[Key]:
    """Hidden keys that elimination over the sums determines, whatever their values."""
    pivots: dict[Key, dict[Key, Fraction]] = {}
    for row in sums:
        reduced = {key: Fraction(sign) for key, sign in row.signs.items() if key in hidden}
        for key in list(pivots):
            if key in reduced:
                reduced = minus(reduced, pivots[key], reduced[key])
        if not reduced:
            continue
        key = min(reduced)
        lead = reduced[key]
        reduced = {other: value / lead for other, value in reduced.items()}
        for other, held in pivots.items():
            if key in held:
                pivots[other] = minus(held, reduced, held[key])
        pivots[key] = reduced
    return {key for key, held in pivots.items() if len(held) == 1}


def minus(
    row: Mapping[Key, Fraction], other: Mapping[Key, Fraction], times: Fraction
) -> dict[Key, Fraction]:
    """row − times · other, without zeros."""
    result = dict(row)
    for key, value in other.items():
        left = result.get(key, Fraction(0)) - times * value
        if left:
            result[key] = left
        else:
            result.pop(key, None)
    return result


def pinned(
    row: Sum,
    values: Mapping[Key, int],
    hidden: set[Key],
    bounds: Callable[[Key], Bounds],
) -> bool:
    """Whether the bounds of the hidden members of one sum leave one of them no choice."""
    signs = {key: sign for key, sign in row.signs.items() if key in hidden}
    known = sum(sign * values[key] for key, sign in row.signs.items() if key not in hidden)
    for key, sign in signs.items():
        low, high = bounds(key)
        # sign · x = −known − (the others); its extremes come from theirs.
        least: int | None = -known
        most: int | None = -known
        for other, its in signs.items():
            if other == key:
                continue
            lowest, highest = bounds(other)
            up, down = (highest, lowest) if its > 0 else (-lowest, negative(highest))
            least = None if least is None or up is None else least - up
            most = None if most is None or down is None else most - down
        if sign < 0:
            least, most = negative(most), negative(least)
        floor = low if least is None else max(low, least)
        ceiling = most if high is None else high if most is None else min(high, most)
        if ceiling is not None and floor >= ceiling:
            return True
    return False


def negative(value: int | None) -> int | None:
    return None if value is None else -value


def protect(
    values: Mapping[Key, int],
    sums: Sequence[Sum],
    primary: Iterable[Key],
    bounds: Callable[[Key], Bounds],
    least: int = 0,
    useless: frozenset[Key] = frozenset(),
) -> set[Key]:
    """The primary keys and those that must be hidden with them.

    The smallest part of a weak sum goes first, its total last (policy 2.10). `least` is
    the smallest group that may show as the rest of a shown total; `useless` keys are
    shown in any case and help nobody.
    """
    hidden = set(primary)
    while True:
        weak = weak_sums(values, sums, hidden, bounds, least, useless)
        chosen = first_choice(values, weak, hidden, useless)
        if chosen is None:
            return hidden
        hidden.add(chosen)


def weak_sums(
    values: Mapping[Key, int],
    sums: Sequence[Sum],
    hidden: set[Key],
    bounds: Callable[[Key], Bounds],
    least: int,
    useless: frozenset[Key],
) -> list[Sum]:
    """The sums that give something away; elimination only once each holds by itself."""
    for row in sums:
        members = [key for key in row.signs if key in hidden]
        if not members:
            continue
        rest = sum(values[key] for key in row.parts if key in hidden)
        too_small = row.total not in hidden and rest < least
        if first_choice(values, [row], hidden, useless) is None:
            continue
        if len(members) == 1 or too_small or pinned(row, values, hidden, bounds):
            return [row]
    known = derivable(sums, hidden)
    return [row for row in sums if known.intersection(row.signs)]


def first_choice(
    values: Mapping[Key, int], weak: Iterable[Sum], hidden: set[Key], useless: frozenset[Key]
) -> Key | None:
    """The next key to hide: parts before totals, smaller before larger."""
    choices = {
        (sign < 0, values[key], key)
        for row in weak
        for key, sign in row.signs.items()
        if key not in hidden and key not in useless
    }
    return min(choices)[2] if choices else None
