"""Figures of few people are hidden outside the school (policy 2.8 with 2.10).

Denominators are chosen once for a population and serve all its indicators, since one
would give away what another hides; then numerators, tier by tier. All views of the same
people (as was, as now, a hand-made group) go in together, as further sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .disclosure import Bounds, Key, Sum, check_sums, protect


class Mark(StrEnum):
    """How a numerator is printed: its value, "< 5", a dash, or "không áp dụng"."""

    VALUE = "value"
    SMALL = "small"
    HIDDEN = "hidden"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class SuppressParams:
    """Denominators under `k` and counts of 1 to `small` are not shown."""

    k: int
    small: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit: its population and what of it was counted, by indicator or tier."""

    den: int
    nums: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of a numerator; `value` only under `Mark.VALUE`."""

    mark: Mark
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a cell; den None is hidden."""

    den: int | None
    nums: Mapping[str, Figure]


def suppress(
    cells: Mapping[Key, Cell],
    sums: Sequence[Sum],
    params: SuppressParams,
    tiers: Sequence[str] = (),
) -> dict[Key, Shown]:
    """What may be shown of a table outside the school.

    `sums` ties every total to its parts; `tiers` names nested numerators from the widest
    to the narrowest (reached, regular, daily). Raises ValueError where a sum is wrong or
    a cell lacks a numerator that another has.
    """
    names = sorted({name for cell in cells.values() for name in cell.nums})
    for key, cell in cells.items():
        if sorted(cell.nums) != names or not all(0 <= n <= cell.den for n in cell.nums.values()):
            raise ValueError(f"cell {key} does not fit its table")
    dens = {key: cell.den for key, cell in cells.items()}
    check_sums(dens, sums)
    hidden_dens = hide_dens(dens, sums, params)
    hidden = hide_nums(cells, sums, hidden_dens, params, [t for t in tiers if t in names], names)
    return {
        key: Shown(
            None if key in hidden_dens else cell.den,
            {
                name: figure(cell, name, key in hidden[name], key in hidden_dens, params)
                for name in names
            },
        )
        for key, cell in cells.items()
    }


def hide_dens(dens: Mapping[Key, int], sums: Sequence[Sum], params: SuppressParams) -> set[Key]:
    """Denominators that are hidden; an empty cell stays, it is nobody's figure."""
    empty = frozenset(key for key, den in dens.items() if not den)
    small = {key for key, den in dens.items() if 0 < den < params.k}
    return protect(dens, sums, small, at_least_one, params.k, empty)


def at_least_one(_key: Key) -> Bounds:
    return 1, None


def hide_nums(
    cells: Mapping[Key, Cell],
    sums: Sequence[Sum],
    hidden_dens: set[Key],
    params: SuppressParams,
    tiers: list[str],
    names: list[str],
) -> dict[str, set[Key]]:
    """Numerators that are hidden, by name, repeated until no tier gives another away."""
    hidden = {
        name: {
            key for key, cell in cells.items() if key in hidden_dens or is_small(cell, name, params)
        }
        for name in names
    }
    empty = frozenset(key for key, cell in cells.items() if not cell.den)
    while True:
        before = {name: len(keys) for name, keys in hidden.items()}
        for name in names:
            values = {key: cell.nums[name] for key, cell in cells.items()}
            check_sums(values, sums)
            limits = Limits(cells, name, tiers, hidden, hidden_dens, params)
            known = settled(values, sums, hidden[name])
            hidden[name] = known | protect(values, sums, hidden[name] - known, limits.of, 0, empty)
        squeeze(cells, tiers, hidden, hidden_dens, params)
        if before == {name: len(keys) for name, keys in hidden.items()}:
            return hidden


def settled(values: Mapping[Key, int], sums: Sequence[Sum], hidden: set[Key]) -> set[Key]:
    """Hidden numerators under a shown total of nobody: zero for all, and no secret."""
    known: set[Key] = set()
    while True:
        more = {
            part
            for row in sums
            if not values[row.total] and (row.total not in hidden or row.total in known)
            for part in row.parts
            if part in hidden
        }
        if more <= known:
            return known
        known |= more


def is_small(cell: Cell, name: str, params: SuppressParams) -> bool:
    """1 to `small` people counted, or 1 to `small` people not counted."""
    num = cell.nums[name]
    return 1 <= num <= params.small or 1 <= cell.den - num <= params.small


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader knows of a hidden numerator from its mark and its neighbours."""

    cells: Mapping[Key, Cell]
    name: str
    tiers: Sequence[str]
    hidden: Mapping[str, set[Key]]
    hidden_dens: set[Key]
    params: SuppressParams

    def of(self, key: Key) -> Bounds:
        """Lowest and highest value, None without a limit."""
        cell = self.cells[key]
        low, high = 0, None if key in self.hidden_dens else cell.den
        if key not in self.hidden_dens and 1 <= cell.nums[self.name] <= self.params.small:
            low, high = 1, min(self.params.small, cell.den)
        if self.name in self.tiers:
            place = self.tiers.index(self.name)
            for tier in self.tiers[:place]:
                if key not in self.hidden[tier]:
                    shown = cell.nums[tier]
                    high = shown if high is None else min(high, shown)
            for tier in self.tiers[place + 1 :]:
                if key not in self.hidden[tier]:
                    low = max(low, cell.nums[tier])
        return low, high


def squeeze(
    cells: Mapping[Key, Cell],
    tiers: list[str],
    hidden: dict[str, set[Key]],
    hidden_dens: set[Key],
    params: SuppressParams,
) -> None:
    """Hide the neighbours of a numerator that they leave no choice: wider tiers first."""
    for place, name in enumerate(tiers):
        limits = Limits(cells, name, tiers, hidden, hidden_dens, params)
        for key in sorted(hidden[name] - hidden_dens):
            for neighbours in (tiers[:place], tiers[place + 1 :]):
                low, high = limits.of(key)
                if high is not None and low >= high:
                    for tier in neighbours:
                        hidden[tier].add(key)


def figure(cell: Cell, name: str, hidden: bool, den_hidden: bool, params: SuppressParams) -> Figure:
    """How a numerator is printed: "< 5" only where the denominator is shown."""
    if not cell.den:
        return Figure(Mark.NOT_APPLICABLE)
    if not hidden:
        return Figure(Mark.VALUE, cell.nums[name])
    if not den_hidden and 1 <= cell.nums[name] <= params.small:
        return Figure(Mark.SMALL)
    return Figure(Mark.HIDDEN)
