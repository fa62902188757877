"""Deciding what a roster changes in a school: who is whom, who moves, who teaches what.

A person is known by the ministry's identifier, else by the school's own number, else by name and
birth date. What the list does not name stays as it is, except that the teachers of a class and
subject that the list names are those whom it names.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from school.roster import families, teaching, teams, timetables
from school.roster.cells import BadCell, class_key, grade_of
from school.roster.finding import Staff, name_key
from school.roster.known import (
    Changes,
    Known,
    KnownElsewhere,
    KnownPerson,
    Option,
    PersonChange,
)
from school.roster.records import ClassRow, Fault, PersonRow, Place, Roster, fault_at
from suite.text import fold, name_sort_key

STUDENT = "student"
NO_OPTION = Option()


def decide(
    roster: Roster, known: Known, grades: range, today: date, option: Option = NO_OPTION
) -> Changes:
    """What the roster would change; `faults` empty means that it can be done."""
    changes = Changes()
    grade_by_class = _classes(roster, known, grades, changes)
    for students in (True, False):
        rows = [row for row in roster.people if (row.role == STUDENT) is students]
        pool = [one for one in known.people if (STUDENT in one.roles) is students]
        _people(rows, pool, known, changes)
    changes.faults += [
        fault_at(one.row.place, "role_above", "role", one.row.full_name)
        for one in changes.people
        if one.new_role and one.row.role in option.withheld
    ]
    staff, classes = Staff(known, changes), set(grade_by_class)
    teaching.decide(roster, known, staff, classes, today, changes)
    families.decide(roster, known, changes)
    teams.decide(roster, known, staff, changes)
    timetables.decide(roster, known, staff, classes, changes)
    _missing(roster, known, option, changes)
    return changes


def _missing(roster: Roster, known: Known, option: Option, changes: Changes) -> None:
    """Pupils of the list's classes who are not in it: they stay unless the list is complete."""
    named = {change.known.id for change in changes.people if change.known}
    keys = _named_classes(roster)
    touched = {one.id: one.name for one in known.classes if class_key(one.name) in keys}
    missing = [
        (one.id, one.full_name, touched[one.class_id])
        for one in known.people
        if one.class_id in touched and one.id not in named and not one.left
    ]
    if option.leave_on is not None:
        changes.leavers = sorted(missing, key=lambda one: (one[2], name_sort_key(one[1])))
    else:
        changes.absent = len(missing)


def _named_classes(roster: Roster) -> set[str]:
    return {class_key(row.class_name) for row in roster.people if row.class_name}


def _classes(roster: Roster, known: Known, grades: range, changes: Changes) -> dict[str, int]:
    """Grade by class key of all classes after the import."""
    held = {class_key(one.name): one.grade for one in known.classes}
    rows: dict[str, ClassRow] = {}
    for row in roster.classes:
        key = class_key(row.name)
        if key in rows:
            changes.faults.append(_twice(row.place, rows[key].place, "class", row.name))
        elif key in held and held[key] != row.grade:
            changes.faults.append(fault_at(row.place, "class_grade", "grade", str(row.grade)))
        rows.setdefault(key, row)
    if not roster.classes:
        rows = _named_by_pupils(roster, held, grades, changes)
    changes.classes = [row for key, row in rows.items() if key not in held]
    after = held | {key: row.grade for key, row in rows.items()}
    for one in roster.people:
        if one.class_name and roster.classes and class_key(one.class_name) not in after:
            changes.faults.append(fault_at(one.place, "class_unknown", "class", one.class_name))
    return after


def _named_by_pupils(
    roster: Roster, held: dict[str, int], grades: range, changes: Changes
) -> dict[str, ClassRow]:
    """Without a sheet of classes, those that the pupils name are made."""
    rows: dict[str, ClassRow] = {}
    for row in roster.people:
        key = class_key(row.class_name)
        if not key or key in held or key in rows:
            continue
        try:
            grade = grade_of("", row.class_name, grades)
        except BadCell as bad:
            changes.faults.append(fault_at(row.place, bad.code, "class", row.class_name))
            continue
        rows[key] = ClassRow(row.class_name, grade, "", row.place)
    return rows


class _Index:
    """Finding a known person by identifier or by name."""

    def __init__(self, pool: Sequence[KnownPerson]) -> None:
        self.moet = {one.moet: one for one in pool if one.moet}
        self.school = {one.school: one for one in pool if one.school}
        self.ids = {one.uid: one for one in pool if one.uid}
        self.ids |= {one.oneroster: one for one in pool if one.oneroster}
        self.names: dict[str, list[KnownPerson]] = defaultdict(list)
        for one in pool:
            self.names[name_key(one.full_name)].append(one)

    def numbered(self, row: PersonRow) -> list[KnownPerson]:
        found = self.moet.get(row.moet), self.school.get(row.school), self.ids.get(row.oneroster)
        return list({one.id: one for one in found if one}.values())

    def named(self, row: PersonRow) -> list[KnownPerson]:
        """Those of the name whose birth date and numbers do not speak against it."""
        return [
            one
            for one in self.names[name_key(row.full_name)]
            if (not row.birth_date or not one.birth_date or row.birth_date == one.birth_date)
            and not (row.moet and one.moet)
            and not (row.school and one.school)
        ]


def _people(
    rows: Sequence[PersonRow], pool: Sequence[KnownPerson], known: Known, changes: Changes
) -> None:
    index, taken = _Index(pool), dict[tuple[str, object], Place]()
    class_ids = {class_key(one.name): one.id for one in known.classes}
    for row in rows:
        if fault := _claimed(row, taken):
            changes.faults.append(fault)
            continue
        found = index.numbered(row) or index.named(row)
        if len(found) > 1:
            code = "two_people" if index.numbered(row) else "ambiguous"
            changes.faults.append(fault_at(row.place, code, _name_field(row), row.full_name))
        elif not found and row.moet in known.elsewhere:
            _arriving(row, known.elsewhere[row.moet], changes)
        elif found and ("id", found[0].id) in taken:
            place = taken["id", found[0].id]
            changes.faults.append(_twice(row.place, place, _name_field(row), row.full_name))
        else:
            if found:
                taken["id", found[0].id] = row.place
            changes.people.append(_change(row, found[0] if found else None, class_ids))


def _arriving(row: PersonRow, one: KnownElsewhere, changes: Changes) -> None:
    """Somebody of another school: a pupil who was released, or moves within one hand, comes.

    The fault is the same whoever has the number, so that nobody learns from it whom it names.
    """
    same = fold(one.person.full_name) == fold(row.full_name)
    born = row.birth_date is not None and row.birth_date == one.person.birth_date
    pupil = row.role == STUDENT and one.is_pupil
    if not (pupil and (same or born) and one.may_come):
        changes.faults.append(fault_at(row.place, "elsewhere", "moet", row.moet))
    else:
        change = _change(row, replace(one.person, school=""), {})
        changes.people.append(
            replace(change, comes=True, from_school=one.school_id, moves=bool(row.class_name))
        )


def _claimed(row: PersonRow, taken: dict[tuple[str, object], Place]) -> Fault | None:
    """The same number, or the same person without a number, twice in one file."""
    keys: list[tuple[str, object, str]] = [
        (scheme, value, value) for scheme, value in _numbers(row)
    ]
    if not keys:
        same = name_key(row.full_name), row.birth_date
        keys = [(_name_field(row), same, row.full_name)]
    for field_name, key, shown in keys:
        if (field_name, key) in taken:
            return _twice(row.place, taken[field_name, key], field_name, shown)
    taken.update({(field_name, key): row.place for field_name, key, _ in keys})
    return None


def _numbers(row: PersonRow) -> list[tuple[str, str]]:
    """The identifiers of a row by scheme."""
    held = (("moet", row.moet), ("school", row.school), ("oneroster", row.oneroster))
    return [(scheme, value) for scheme, value in held if value]


def _change(row: PersonRow, known: KnownPerson | None, class_ids: dict[str, int]) -> PersonChange:
    numbers = tuple(_numbers(row))
    if known is None:
        return PersonChange(row, None, {}, numbers, True, bool(row.class_name))
    updates: dict[str, object] = {}
    if row.full_name != known.full_name:
        updates["full_name"] = row.full_name
    for name in ("birth_date", "gender"):
        value = getattr(row, name)
        if value is not None and value != getattr(known, name):
            updates[name] = value
    if known.left:
        updates["left_on"] = None
    held = {"moet": known.moet, "school": known.school, "oneroster": known.oneroster or known.uid}
    moves = bool(row.class_name) and class_ids.get(class_key(row.class_name)) != known.class_id
    fresh = tuple((s, v) for s, v in numbers if held[s] != v)
    return PersonChange(
        row,
        known,
        updates,
        fresh,
        row.role not in known.roles,
        moves or (known.left and bool(row.class_name)),
    )


def _twice(place: Place, first: Place, field_name: str, value: str) -> Fault:
    return fault_at(place, "twice", field_name, f"{value} ({first.sheet}: {first.row})")


def _name_field(row: PersonRow) -> str:
    return "full_name" if "full_name" in row.place.columns else "given"
