"""Taking a turn back, as long as nothing was changed or built on it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import delete, select, union, update
from sqlalchemy.exc import IntegrityError

from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.people.erasing import erased
from school.people.models import Person, RoleGrant
from school.turnover.events import YearTurnedBack
from school.turnover.models import Turnover
from school.turnover.rules import TurnError
from school.turnover.writing import text
from suite import audit, clock, events, inuse
from suite.db import db
from suite.edits import claim


def may_undo(row: Turnover) -> str:
    """Why a turn cannot be undone ("never", "changed", "built"); "" when it can."""
    if row.made is None:
        return "never"
    made, gone = row.made, erased(_people(row.made))
    new = select(Enrolment).where(Enrolment.class_id.in_(made["classes"]))
    held = {one.id: one for one in db.session.scalars(new)}
    wanted = select(Enrolment).where(Enrolment.id.in_(made["enrolments"]))
    ours = {one.id: one for one in db.session.scalars(wanted)}
    if set(ours) != set(made["enrolments"]) or set(held) - set(ours):
        return "changed"
    if any(one.ends_on is not None for one in ours.values() if one.person_id not in gone):
        return "changed"
    ended = {entry[0]: entry[3] for entry in made["ended"]}
    query = select(Enrolment.id, Enrolment.ends_on, Enrolment.person_id)
    rows = db.session.execute(query.where(Enrolment.id.in_(ended))).all()
    now = {i: ended[i] if who in gone else text(day) for i, day, who in rows}
    if now != ended:
        return "changed"
    taught = select(TeachingAssignment.id).where(
        TeachingAssignment.class_id.in_(made["classes"]),
        TeachingAssignment.id.not_in(made["teaching"]),
    )
    if db.session.scalar(taught.limit(1)) is not None:
        return "changed"
    back = select(Person.id).where(
        Person.id.in_(set(made["people"]) - set(gone)),
        Person.left_on.is_distinct_from(row.from_year.ends_on),
    )
    if db.session.scalar(back.limit(1)) is not None:
        return "changed"
    return "built" if inuse.uses("class", _these(made["classes"]), 1) else ""


def _people(made: dict[str, Any]) -> list[int]:
    """Everybody of whom a turn wrote something."""
    held = [i for i, *_ in made["ended"]] + made["enrolments"]
    placed = select(Enrolment.person_id).where(Enrolment.id.in_(held))
    granted = select(RoleGrant.person_id).where(RoleGrant.id.in_([i for i, _ in made["grants"]]))
    taught = [i for i, _ in made["teaching_ended"]] + made["teaching"]
    led = select(TeachingAssignment.person_id).where(TeachingAssignment.id.in_(taught))
    return [*made["people"], *db.session.scalars(union(placed, granted, led))]


def undo(row: Turnover, version: int) -> list[str]:
    """Take back what the runs of a turn wrote; the pseudonyms of those of whom nothing comes back
    because they were erased meanwhile. Commits. Raises TurnError, Conflict."""
    row = claim(Turnover, row.id, version)
    if reason := may_undo(row):
        db.session.rollback()
        raise TurnError(reason)
    made, row.made, row.made_at = row.made or {}, None, None
    gone = erased(_people(made))
    try:
        _take_back(made, gone)
        audit.record("turnover.undone", f"unit:{row.school_id}", detail={"to": row.to_year.name})
        at = clock.now()
        events.publish(YearTurnedBack(row.school_id, row.from_year_id, row.to_year_id, at))
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise TurnError("built") from None
    return sorted(gone.values())


def _these(class_ids: list[int]) -> inuse.Ids:
    return select(SchoolClass.id).where(SchoolClass.id.in_(class_ids))


def _take_back(made: dict[str, Any], gone: Collection[int]) -> None:
    inuse.release("class", _these(made["classes"]))
    for model, ids in (
        (Enrolment, made["enrolments"]),
        (TeachingAssignment, made["teaching"]),
        (SchoolClass, made["classes"]),
    ):
        db.session.execute(delete(model).where(model.id.in_(ids)))
    ended = [{"id": i, "ends_on": _day(e), "state": s} for i, e, s, _ in made["ended"]]
    _restore(Enrolment, ended, gone)
    _restore(RoleGrant, [{"id": i, "valid_to": _day(e)} for i, e in made["grants"]], gone)
    taught = [{"id": i, "ends_on": _day(e)} for i, e in made["teaching_ended"]]
    _restore(TeachingAssignment, taught, gone)
    back = set(made["people"]) - set(gone)
    db.session.execute(update(Person).where(Person.id.in_(back)).values(left_on=None))


def _restore(model: type[Any], rows: list[dict[str, Any]], gone: Collection[int]) -> None:
    """Write former ends back, but not of those who were erased: a pseudonym never comes back."""
    theirs = select(model.id).where(
        model.person_id.in_(gone), model.id.in_([row["id"] for row in rows])
    )
    left = set(db.session.scalars(theirs)) if gone else set()
    if kept := [row for row in rows if row["id"] not in left]:
        db.session.execute(update(model), kept)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
