"""What who arranges an exam does with its sittings and rooms; each use case commits once."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import func, select

from lms.exams import service as exams
from lms.exams import showing
from lms.exams.models import CLOSED, DRAFT, READY, Exam
from lms.sittings import rules, seating
from lms.sittings.models import ExamRoom, Invigilator, Seat, Sitting
from lms.sittings.rules import NotPossible
from suite import audit, clock, edits
from suite.db import db
from suite.text import nfc, sort_key


def held(exam_id: int) -> Exam:
    """The exam, held until the transaction ends. Raises NotPossible once it is closed, or over so
    that who took it may have seen the key: nobody is to sit it after that."""
    exam = exams.locked(exam_id)
    code = "closed" if exam.state == CLOSED else ""
    if exam.state == READY and showing.results_shown(exam).key and seating.started(exam):
        code = "shown"
    if code:
        db.session.rollback()
        raise NotPossible(code)
    return exam


def add_sitting(exam_id: int, fields: dict[str, Any]) -> Sitting:
    """Add a sitting; from the first on, who has no seat waits. Raises NotPossible."""
    exam = held(exam_id)
    _check_sitting(exam, fields)
    row = Sitting(school_id=exam.school_id, exam_id=exam.id, **fields)
    db.session.add(row)
    exam.by_sittings = True
    _spread(exam)
    seating.write(exam)
    audit.record("sitting.add", f"exam:{exam.uid}", detail={"name": fields["name"]})
    db.session.commit()
    return row


def change_sitting(sitting: Sitting, fields: dict[str, Any], seen: int) -> None:
    """Change a sitting; its candidates who have not started follow. Raises NotPossible and
    edits.Conflict."""
    exam = held(sitting.exam_id)
    row = edits.claim(Sitting, sitting.id, seen)
    _check_sitting(exam, fields, row.id)
    for name, value in fields.items():
        setattr(row, name, value)
    _spread(exam)
    seating.write(exam)
    seating.with_help(exam)
    audit.record("sitting.change", f"sitting:{row.uid}")
    db.session.commit()


def drop_sitting(sitting: Sitting) -> None:
    """Take a sitting without rooms away. Raises NotPossible."""
    exam = held(sitting.exam_id)
    if sitting.rooms:
        db.session.rollback()
        raise NotPossible("has_rooms")
    db.session.delete(sitting)
    db.session.flush()
    left = select(func.count(Sitting.id)).where(Sitting.exam_id == exam.id)
    exam.by_sittings = bool(db.session.scalar(left))
    seating.write(exam)
    audit.record("sitting.drop", f"sitting:{sitting.uid}")
    db.session.commit()


def _check_sitting(exam: Exam, fields: dict[str, Any], own: int = 0) -> None:
    """The name is free and the window one; an exam that was drafted stays open long enough."""
    fields["name"] = nfc(fields["name"]).strip()
    query = select(Sitting.id).where(
        Sitting.exam_id == exam.id, Sitting.name == fields["name"], Sitting.id != own
    )
    try:
        rules.check_window(fields["opens_at"], fields["closes_at"])
        if db.session.scalar(query) is not None:
            raise NotPossible("name")
    except NotPossible:
        db.session.rollback()
        raise


def _spread(exam: Exam) -> None:
    """The exam is open from its first sitting until its last, so that its own window never cuts
    into one of theirs."""
    db.session.flush()
    first, last = db.session.execute(
        select(func.min(Sitting.opens_at), func.max(Sitting.closes_at)).where(
            Sitting.exam_id == exam.id
        )
    ).one()
    exam.opens_at, exam.closes_at = first, last


def add_room(sitting: Sitting, fields: dict[str, Any], watchers: Iterable[int]) -> ExamRoom:
    """Add a room to a sitting. Raises NotPossible."""
    held(sitting.exam_id)
    row = ExamRoom(school_id=sitting.school_id, sitting_id=sitting.id, **_room_fields(fields))
    _check_room(row.sitting_id, row.name)
    row.invigilators = _watchers(sitting.school_id, watchers)
    db.session.add(row)
    audit.record("sitting.room", f"sitting:{sitting.uid}", detail={"room": row.name})
    db.session.commit()
    return row


def add_rooms(sitting: Sitting, rooms: Sequence[tuple[str, int]]) -> int:
    """Add rooms by name and seats; those whose name the sitting has already are passed over. How
    many were added. Raises NotPossible."""
    held(sitting.exam_id)
    known = set(db.session.scalars(select(ExamRoom.name).where(ExamRoom.sitting_id == sitting.id)))
    fresh = [(name, seats) for name, seats in dict(rooms).items() if name not in known]
    for name, seats in fresh:
        fields = {"name": name, "seats": seats, "access_code": "", "networks": ""}
        db.session.add(
            ExamRoom(school_id=sitting.school_id, sitting_id=sitting.id, **_room_fields(fields))
        )
    detail = {"rooms": [name for name, _seats in fresh]}
    audit.record("sitting.rooms", f"sitting:{sitting.uid}", detail=detail)
    db.session.commit()
    return len(fresh)


def change_room(room: ExamRoom, fields: dict[str, Any], watchers: Iterable[int], seen: int) -> None:
    """Change a room; its candidates who have not started follow. Raises NotPossible and
    edits.Conflict."""
    exam = held(room.sitting.exam_id)
    row = edits.claim(ExamRoom, room.id, seen)
    values = _room_fields(fields)
    _check_room(row.sitting_id, values["name"], row.id)
    taken = db.session.scalar(select(func.max(Seat.place)).where(Seat.room_id == row.id)) or 0
    if values["seats"] < taken:
        db.session.rollback()
        raise NotPossible("fewer_seats", taken=taken)
    for name, value in values.items():
        setattr(row, name, value)
    known = {one.person_id: one for one in row.invigilators}
    wanted = set(watchers)
    for person_id, one in known.items():
        if person_id not in wanted:
            row.invigilators.remove(one)
    row.invigilators += _watchers(row.school_id, wanted - set(known))
    seating.write(exam, row.id)
    audit.record("sitting.room_change", f"room:{row.uid}")
    db.session.commit()


def drop_room(room: ExamRoom) -> None:
    """Take a room without candidates away. Raises NotPossible."""
    held(room.sitting.exam_id)
    if db.session.scalar(select(Seat.id).where(Seat.room_id == room.id).limit(1)) is not None:
        db.session.rollback()
        raise NotPossible("has_candidates")
    audit.record("sitting.room_drop", f"room:{room.uid}")
    db.session.delete(room)
    db.session.commit()


def _room_fields(fields: dict[str, Any]) -> dict[str, Any]:
    name = nfc(fields["name"]).strip()
    return {**fields, "name": name, "sort_key": sort_key(name)}


def _check_room(sitting_id: int, name: str, own: int = 0) -> None:
    query = select(ExamRoom.id).where(
        ExamRoom.sitting_id == sitting_id, ExamRoom.name == name, ExamRoom.id != own
    )
    if db.session.scalar(query) is not None:
        db.session.rollback()
        raise NotPossible("name")


def _watchers(school_id: int, person_ids: Iterable[int]) -> list[Invigilator]:
    return [Invigilator(school_id=school_id, person_id=one) for one in sorted(person_ids)]


def open_room(room: ExamRoom, by: int) -> None:
    """Let the candidates of a room start. Raises NotPossible."""
    exam = held(room.sitting.exam_id)
    if exam.state == DRAFT:
        db.session.rollback()
        raise NotPossible("draft")
    row = edits.locked(ExamRoom, room.id)
    if row.opened_at is None:
        row.opened_at, row.opened_by = clock.now(), by
        seating.write(exam, row.id)
        audit.record("sitting.open", f"room:{row.uid}")
    db.session.commit()
