"""What follows what when units merge or split: pure checks and the tree of any day."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ONE = Decimal("1.00")


@dataclass(frozen=True)
class Node:
    """A unit as a succession sees it."""

    id: int
    kind: str
    code: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Heir:
    """A unit that follows, and its part of every old one."""

    unit: Node
    share: Decimal


@dataclass(frozen=True)
class Decisions:
    """Which unit takes over a child unit, a class or a person; needed where several follow."""

    children: Mapping[int, int] = field(default_factory=dict)
    classes: Mapping[int, int] = field(default_factory=dict)
    people: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """Why it cannot be; `name` is the code of a unit or the name of what lacks a decision,
    `row_id` the id of that child unit, class or person."""

    code: str
    name: str = ""
    row_id: int = 0


def check(olds: Sequence[Node], heirs: Sequence[Heir], on: date, today: date) -> list[Fault]:
    """What is wrong with a succession on a day; nothing is decided about people here."""
    faults = []
    if not olds or not heirs:
        return [Fault("nobody")]
    if on > today:
        faults.append(Fault("future"))
    kinds = {one.kind for one in olds} | {heir.unit.kind for heir in heirs}
    if len(kinds) > 1:
        faults.append(Fault("kinds"))
    ids = [one.id for one in olds] + [heir.unit.id for heir in heirs]
    if len(set(ids)) < len(ids):
        faults.append(Fault("twice"))
    for one in olds:
        if one.valid_to is not None or one.valid_from >= on:
            faults.append(Fault("old_dates", one.code))
    for heir in heirs:
        if heir.unit.valid_to is not None or heir.unit.valid_from > on:
            faults.append(Fault("new_dates", heir.unit.code))
    shares = [heir.share for heir in heirs]
    if sum(shares) != ONE or any(not share > 0 or share != round(share, 2) for share in shares):
        faults.append(Fault("shares"))
    return faults


def target(heirs: Sequence[Heir], decided: Mapping[int, int], row_id: int) -> int | None:
    """The id of the heir that takes something over; None where nobody decided."""
    if len(heirs) == 1:
        return heirs[0].unit.id
    chosen = decided.get(row_id)
    return chosen if chosen in {heir.unit.id for heir in heirs} else None


@dataclass(frozen=True)
class Taught:
    """A class in which somebody teaches."""

    class_id: int
    class_name: str
    is_homeroom: bool


def leaning(
    taught: Mapping[int, Sequence[Taught]],
    groups: Mapping[int, Sequence[str]],
    classes: Mapping[int, int],
) -> dict[int, int]:
    """Which heir people follow: that of their homeroom class, else of most of the classes that
    they teach, else of most of their subject group; who is torn between several is left out."""
    found: dict[int, int] = {}
    for person, rows in taught.items():
        led = [classes[one.class_id] for one in rows if one.is_homeroom and one.class_id in classes]
        held = {one.class_id for one in rows} & classes.keys()
        heir = _most(led) or _most([classes[one] for one in held])
        if heir:
            found[person] = heir
    by_group: dict[str, list[int]] = {}
    for person, names in groups.items():
        for name in names:
            by_group.setdefault(name, []).extend([found[person]] if person in found else [])
    for person, names in groups.items():
        heir = _most([one for name in names for one in by_group[name]])
        if heir and person not in found and not taught.get(person):
            found[person] = heir
    return found


def _most(heirs: Sequence[int]) -> int | None:
    ranked = Counter(heirs).most_common(2)
    if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def free_name(name: str, taken: Iterable[str], longest: int = 30) -> str:
    """The name, with -2, -3 … after it where it is taken (compared without case and spaces)."""
    keys = {one.casefold().replace(" ", "") for one in taken}
    number, tried = 1, name
    while tried.casefold().replace(" ", "") in keys:
        number += 1
        tail = f"-{number}"
        tried = name[: longest - len(tail)] + tail
    return tried


def is_tree(parents: Mapping[int, int | None]) -> bool:
    """Whether every unit reaches a top without going round, over units that stand that day."""
    for start in parents:
        seen, here = set[int](), start
        while True:
            if here in seen:
                return False
            seen.add(here)
            above = parents[here]
            if above is None:
                break
            if above not in parents:
                return False
            here = above
    return True
