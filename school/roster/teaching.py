"""Deciding who teaches what, from when until when.

The teachers of a class and subject that the list names are those whom it names; others end. Days
in lists are the first and the last; what is kept ends on the day after.
"""

from collections import defaultdict
from datetime import date, timedelta

from school.roster.cells import class_key
from school.roster.finding import Staff
from school.roster.known import Changes, Known, KnownTeaching, NewTeaching, Ref
from school.roster.records import AssignmentRow, Roster, fault_at

Span = tuple[date | None, date | None]
Wanted = dict[tuple[str, str | None], dict[tuple[Ref, Span], None]]


def decide(
    roster: Roster, known: Known, staff: Staff, classes: set[str], today: date, changes: Changes
) -> None:
    """Add to the changes what the list says of teaching; `classes` are those after the import."""
    wanted = _wanted(roster, staff, classes, changes)
    class_keys = {one.id: class_key(one.name) for one in known.classes}
    held: dict[tuple[str, str | None], list[KnownTeaching]] = defaultdict(list)
    for one in known.teaching:
        if one.class_id in class_keys:
            held[class_keys[one.class_id], one.subject].append(one)
    for (key, subject), named in wanted.items():
        left = list(held[key, subject])
        for (position, person_id), span in named:
            found = _same(left, person_id, span, today)
            if found is None:
                changes.teaching.append(NewTeaching(key, subject, position, person_id, *span))
                continue
            left.remove(found)
            if moved := _moved(found, span):
                changes.redated[found.id] = moved
        changes.ended += [one.id for one in left if one.ends_on is None or one.ends_on > today]


def _wanted(roster: Roster, staff: Staff, classes: set[str], changes: Changes) -> Wanted:
    wanted: Wanted = defaultdict(dict)
    homerooms = [
        AssignmentRow(row.name, None, row.homeroom, row.place)
        for row in roster.classes
        if row.homeroom
    ]
    for row in [*roster.assignments, *homerooms]:
        key, who = class_key(row.class_name), staff.find(row.teacher)
        if key not in classes:
            changes.faults.append(fault_at(row.place, "class_unknown", "class", row.class_name))
        elif isinstance(who, str):
            column = "teacher" if "teacher" in row.place.columns else "homeroom"
            changes.faults.append(fault_at(row.place, who, column, row.teacher))
        else:
            wanted[key, row.subject][who, _span(row)] = None
    return wanted


def _span(row: AssignmentRow) -> Span:
    return row.starts_on, row.ends_on + timedelta(days=1) if row.ends_on else None


def _same(
    held: list[KnownTeaching], person_id: int | None, span: Span, today: date
) -> KnownTeaching | None:
    """What already stands for the person: the very days, else what overlaps with them."""
    mine = [one for one in held if one.person_id == person_id]
    exact = [one for one in mine if span[0] == one.starts_on and span[1] == one.ends_on]
    if exact:
        return exact[0]
    first, last = span[0] or today, span[1]
    near = [
        one
        for one in mine
        if (last is None or one.starts_on < last) and (one.ends_on is None or one.ends_on > first)
    ]
    if not near and span[1] is not None and span[1] <= today and span[0] is None:
        near = [one for one in mine if one.ends_on == span[1]]
    return near[0] if near else None


def _moved(one: KnownTeaching, span: Span) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    if span[0] is not None and span[0] != one.starts_on:
        found["starts_on"] = span[0]
    if span[1] is not None and span[1] != one.ends_on:
        found["ends_on"] = span[1]
    return found
