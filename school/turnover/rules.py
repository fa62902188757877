"""Where every pupil of a school goes when the year turns.

Each pupil ends in exactly one place: a class of the new year, graduated, left, or where an
enrolment of the new year already put them. Who is not decided about is promoted; the top grade
graduates. What already stands in the new year is used, never made twice.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

PROMOTE, REPEAT, LEAVE, MOVE = "promote", "repeat", "leave", "move"
KINDS = (PROMOTE, REPEAT, LEAVE, MOVE)
CLASS, GRADUATED, LEFT, ALREADY = "class", "graduated", "left", "already"
LONGEST_NAME = 30
MOST_FIRST = 60


class TurnError(ValueError):
    """A turn that cannot be made or undone; `code` says why."""

    def __init__(self, code: str, day: date | None = None) -> None:
        super().__init__(code)
        self.code, self.day = code, day


@dataclass(frozen=True)
class OldClass:
    """A class of the year that ends."""

    id: int
    grade: int
    name: str


@dataclass(frozen=True)
class Standing:
    """A class that the new year has already."""

    id: int
    grade: int
    name: str


@dataclass(frozen=True)
class Pupil:
    """Somebody who is in a class at the end of the year; `already` says: in the new one too."""

    id: int
    class_id: int
    already: bool = False


@dataclass(frozen=True)
class Choice:
    """What was decided about a pupil; `to` names the class of a move or a repeat."""

    kind: str
    to: str = ""


@dataclass(frozen=True)
class Wishes:
    """What was decided so far: choices by pupil, names by old class, names of the lowest grade."""

    choices: Mapping[int, Choice] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    first: Sequence[str] | None = None


@dataclass(frozen=True)
class NewClass:
    """A class of the new year; `source` is the old class that moves up into it, `standing` the
    id of one that is there already."""

    name: str
    grade: int
    source: int | None = None
    standing: int | None = None


@dataclass(frozen=True)
class Place:
    """Where a pupil goes; `to` is the key of a class (`key_of`) where `kind` is "class"."""

    person_id: int
    kind: str
    to: str = ""
    why: str = PROMOTE


@dataclass(frozen=True)
class Fault:
    """Why it cannot be run; about a class or a pupil by id, or a name."""

    code: str
    name: str = ""
    class_id: int = 0
    person_id: int = 0


@dataclass(frozen=True)
class Plan:
    classes: dict[str, NewClass]
    places: list[Place]
    faults: list[Fault]
    up: dict[int, str]  # the key of the new class into which each old one moves up

    def counts(self) -> dict[str, int]:
        """How many classes are made, and how many pupils go where."""
        kinds = Counter(place.kind for place in self.places)
        why = Counter(place.why for place in self.places if place.kind == CLASS)
        return {
            "classes": sum(one.standing is None for one in self.classes.values()),
            "promoted": why[PROMOTE],
            "repeating": why[REPEAT],
            "moved": why[MOVE],
            "graduated": kinds[GRADUATED],
            "left": kinds[LEFT],
            "already": kinds[ALREADY],
        }


def key_of(name: str) -> str:
    """A class name as it is compared."""
    return name.casefold().replace(" ", "")


def next_name(name: str, grade: int) -> str:
    """ "6A1" of grade 6 becomes "7A1"; a name that does not begin with the grade stays."""
    found = re.match(rf"0*{grade}(?!\d)", name)
    return f"{grade + 1}{name[found.end() :]}" if found else name


def first_names(classes: Sequence[OldClass], lowest: int) -> list[str]:
    """The names of the new classes of the lowest grade, as last year."""
    return [one.name for one in classes if one.grade == lowest]


def plan(
    grades: range,
    classes: Sequence[OldClass],
    standing: Sequence[Standing],
    pupils: Sequence[Pupil],
    wishes: Wishes,
) -> Plan:
    """Decide everything; with faults nothing may be written."""
    new, up, faults = _classes(grades, classes, standing, wishes)
    held, places = {one.id: one for one in classes}, list[Place]()
    for pupil in pupils:
        choice = wishes.choices.get(pupil.id, Choice(PROMOTE))
        place = _place(pupil, held[pupil.class_id], choice, grades, new, up)
        if isinstance(place, Fault):
            faults.append(place)
        else:
            places.append(place)
    known = {pupil.id for pupil in pupils}
    faults += [Fault("pupil", person_id=one) for one in wishes.choices if one not in known]
    return Plan(new, places, faults, up)


def _classes(
    grades: range, classes: Sequence[OldClass], standing: Sequence[Standing], wishes: Wishes
) -> tuple[dict[str, NewClass], dict[int, str], list[Fault]]:
    new = {key_of(c.name): NewClass(c.name, c.grade, None, c.id) for c in standing}
    up, faults, mine = dict[int, str](), list[Fault](), set[str]()
    rising = [c for c in classes if c.grade + 1 in grades]
    wanted: list[tuple[str, int, int | None]] = [
        (wishes.names.get(c.id) or next_name(c.name, c.grade), c.grade + 1, c.id) for c in rising
    ]
    first = first_names(classes, grades[0]) if wishes.first is None else wishes.first
    wanted += [(name, grades[0], None) for name in first]
    for name, grade, source in wanted:
        tidy = " ".join(name.split())
        key = key_of(tidy)
        there = new.get(key)
        if not key or len(tidy) > LONGEST_NAME:
            faults.append(Fault("name", tidy[:LONGEST_NAME], source or 0))
        elif key in mine:
            faults.append(Fault("name_twice", tidy, source or 0))
        elif there is not None and there.grade != grade:
            faults.append(Fault("name_taken", tidy, source or 0))
        else:
            mine.add(key)
            new[key] = NewClass(tidy, grade, source, there.standing if there else None)
            if source is not None:
                up[source] = key
    return new, up, faults


def _place(
    pupil: Pupil,
    of: OldClass,
    choice: Choice,
    grades: range,
    new: Mapping[str, NewClass],
    up: Mapping[int, str],
) -> Place | Fault:
    if pupil.already:
        return Place(pupil.id, ALREADY, why="")
    if choice.kind == LEAVE:
        return Place(pupil.id, LEFT, why=LEAVE)
    if choice.kind == PROMOTE:
        if of.grade >= grades[-1]:
            return Place(pupil.id, GRADUATED)
        key = up.get(of.id)
        return Place(pupil.id, CLASS, key) if key else Fault("no_class", of.name, of.id, pupil.id)
    if choice.to:
        key = key_of(choice.to)
        if key not in new or (choice.kind == REPEAT and new[key].grade != of.grade):
            return Fault("no_such_class", choice.to, of.id, pupil.id)
        return Place(pupil.id, CLASS, key, choice.kind)
    if choice.kind == MOVE:
        return Fault("no_such_class", "", of.id, pupil.id)
    return _repeats(pupil, of, new)


def _repeats(pupil: Pupil, of: OldClass, new: Mapping[str, NewClass]) -> Place | Fault:
    """Into the class of the same name, else the first one of the same grade."""
    same = new.get(key_of(of.name))
    if same is not None and same.grade == of.grade:
        return Place(pupil.id, CLASS, key_of(of.name), REPEAT)
    key = min((key for key, one in new.items() if one.grade == of.grade), default="")
    if not key:
        return Fault("no_grade", of.name, of.id, pupil.id)
    return Place(pupil.id, CLASS, key, REPEAT)


WORDS = {
    PROMOTE: ("len lop", "duoc len lop", "promote", "promoted"),
    REPEAT: ("luu ban", "o lai", "o lai lop", "repeat", "repeats"),
    LEAVE: ("thoi hoc", "chuyen truong", "chuyen di", "bo hoc", "leave", "leaves"),
    MOVE: ("chuyen lop", "move", "moves"),
}


def kind_of(word: str) -> str | None:
    """The kind of a folded word ("luu ban"); None where it means none."""
    return next((kind for kind, words in WORDS.items() if word in words), None)
