"""The plan of a turn as the page shows it, a line for each class."""

from collections import Counter
from dataclasses import dataclass

from school.turnover.existing import Seen
from school.turnover.rules import CLASS, NewClass, OldClass, Plan


@dataclass(frozen=True)
class OldLine:
    """An old class: how many pupils it has, the name of the class above it, where they go."""

    of: OldClass
    pupils: int
    up: NewClass | None
    went: Counter[str]


@dataclass(frozen=True)
class NewLine:
    """A class of the new year and how many come into it."""

    of: NewClass
    coming: int


def lines_of(seen: Seen, plan: Plan) -> tuple[list[OldLine], list[NewLine]]:
    """The old classes and the new ones, by grade and name."""
    home = {pupil.id: pupil.class_id for pupil in seen.pupils}
    went: dict[int, Counter[str]] = {one.id: Counter() for one in seen.classes}
    for place in plan.places:
        kind = place.why if place.kind == CLASS else place.kind
        went[home[place.person_id]][kind] += 1
    size = Counter(pupil.class_id for pupil in seen.pupils)
    old = [
        OldLine(one, size[one.id], plan.classes.get(plan.up.get(one.id, "")), went[one.id])
        for one in seen.classes
    ]
    coming = Counter(place.to for place in plan.places if place.kind == CLASS)
    new = [NewLine(one, coming[key]) for key, one in plan.classes.items()]
    return old, sorted(new, key=lambda line: (line.of.grade, line.of.name))
