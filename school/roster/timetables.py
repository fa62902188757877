"""Deciding what a list changes in rooms and timetables.

The timetable of a class that the list names is what it says: other lessons end. A room that no
sheet of rooms names is made from the timetable alone.
"""

import re
from collections import defaultdict

from school.roster.cells import class_key
from school.roster.finding import Staff
from school.roster.known import Changes, Known, KnownLesson, NewLesson, Ref
from school.roster.records import Roster, TimetableRow, fault_at
from suite.text import fold

_ROOM = re.compile(r"(?:phong|room|p)?[\s.:]*(?=\d)")


def room_key(code: str) -> str:
    """A code as it is compared: "P.201", "Phòng 201" and "201" are one."""
    return _ROOM.sub("", fold(code), count=1).strip()


def decide(roster: Roster, known: Known, staff: Staff, classes: set[str], changes: Changes) -> None:
    """Add to the changes what the list says of rooms and lessons."""
    rooms = _rooms(roster, known, changes)
    teachers = _teachers(known, changes)
    wanted: dict[str, dict[NewLesson, None]] = defaultdict(dict)
    for row in roster.timetable:
        key = class_key(row.class_name)
        if key not in classes:
            field_name = "class" if "class" in row.place.columns else "classes"
            changes.faults.append(fault_at(row.place, "class_unknown", field_name, row.class_name))
            continue
        who = _teacher(row, key, staff, teachers, changes)
        at = room_key(row.room)
        if at and at not in rooms:
            if roster.rooms:
                changes.faults.append(fault_at(row.place, "room_unknown", "room", row.room))
            changes.rooms[at] = {"code": row.room}
            rooms[at] = None
        when = row.weekday, row.session, row.period
        wanted[key][NewLesson(key, *when, row.subject, row.activity, who, at)] = None
    _lessons(known, wanted, rooms, changes)


def _rooms(roster: Roster, known: Known, changes: Changes) -> dict[str, int | None]:
    """The id of each room by key; None for a new one."""
    held = {room_key(one.code): one for one in known.rooms}
    found: dict[str, int | None] = {key: one.id for key, one in held.items()}
    places: dict[str, str] = {}
    for row in roster.rooms:
        key = room_key(row.code)
        if key in places:
            text = f"{row.code} ({places[key]})"
            column = "room" if "room" in row.place.columns else "room_name"
            changes.faults.append(fault_at(row.place, "twice", column, text))
            continue
        places[key] = f"{row.place.sheet}: {row.place.row}"
        held_by_row: dict[str, object] = {"name": row.name, "seats": row.seats, "kind": row.kind}
        told = {name: value for name, value in held_by_row.items() if value not in ("", None)}
        if key not in held:
            changes.rooms[key] = {"code": row.code, **told}
            found[key] = None
        else:
            new = {n: v for n, v in told.items() if v != getattr(held[key], n)}
            if new:
                changes.rooms_changed[held[key].id] = new
    return found


def _teachers(known: Known, changes: Changes) -> dict[tuple[str, str | None], set[Ref]]:
    """Who teaches a class and subject after the import."""
    keys = {one.id: class_key(one.name) for one in known.classes}
    ended = set(changes.ended)
    found: dict[tuple[str, str | None], set[Ref]] = defaultdict(set)
    for one in known.teaching:
        if one.ends_on is None and one.id not in ended and one.class_id in keys:
            found[keys[one.class_id], one.subject].add((None, one.person_id))
    for new in changes.teaching:
        found[new.class_key, new.subject].add((new.position, new.person_id))
    return found


def _teacher(
    row: TimetableRow,
    key: str,
    staff: Staff,
    teachers: dict[tuple[str, str | None], set[Ref]],
    changes: Changes,
) -> Ref | None:
    """Whom the list means; several of the same initials are told apart by what they teach."""
    if not row.teacher:
        return None
    found = staff.find_short(row.teacher)
    if len(found) > 1 and row.subject:
        found = found & teachers[key, row.subject] or found
    if len(found) == 1:
        return next(iter(found))
    column = "teacher" if "teacher" in row.place.columns else "classes"
    changes.notes.append(fault_at(row.place, "lesson_teacher", column, row.teacher))
    return None


def _lessons(
    known: Known,
    wanted: dict[str, dict[NewLesson, None]],
    rooms: dict[str, int | None],
    changes: Changes,
) -> None:
    keys = {one.id: class_key(one.name) for one in known.classes}
    held: dict[str, list[KnownLesson]] = defaultdict(list)
    for one in known.lessons:
        held[keys.get(one.class_id, "")].append(one)
    for key, lessons in wanted.items():
        left = {_stands(one): one.id for one in held[key]}
        for lesson in lessons:
            who = lesson.who
            room = rooms.get(lesson.room_key) if lesson.room_key else None
            is_new = (who and who[0] is not None) or (lesson.room_key and room is None)
            same = (
                *(lesson.weekday, lesson.session, lesson.period, lesson.subject, lesson.activity),
                *(who[1] if who else None, room),
            )
            if is_new or left.pop(same, None) is None:
                changes.lessons.append(lesson)
        changes.lessons_ended += left.values()


def _stands(one: KnownLesson) -> tuple[object, ...]:
    when = one.weekday, one.session, one.period
    return (*when, one.subject, one.activity, one.person_id, one.room_id)
