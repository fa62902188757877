"""A pupil moves to another class, leaves, comes back; history stays, each commits."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from school.classes import rules
from school.classes.models import ACTIVE, LEFT, Enrolment, SchoolClass
from school.classes.rules import ClassError, Stay, Steps
from school.people.erasing import erased
from school.people.models import STUDENT, Person, RoleGrant
from suite import audit, clock
from suite.db import db
from suite.edits import Conflict


@dataclass(frozen=True)
class Was:
    """Somebody who was in a class and is not any more."""

    person: Person
    starts_on: date
    ends_on: date
    away: bool


def history(person_id: int, school_id: int) -> list[Enrolment]:
    """The stays of a pupil in the classes of a school, the newest first; empty ones left out."""
    query = (
        select(Enrolment)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.school_id == school_id,
            or_(Enrolment.ends_on.is_(None), Enrolment.ends_on > Enrolment.starts_on),
        )
        .options(joinedload(Enrolment.school_class).joinedload(SchoolClass.year))
        .order_by(Enrolment.starts_on.desc(), Enrolment.id.desc())
    )
    return list(db.session.scalars(query))


def last_id(person_id: int, school_id: int) -> int:
    """The id of the last main stay of a pupil at a school, by which an editor knows it; else 0."""
    rows = _rows(person_id, school_id)
    return rows[-1].id if rows else 0


def were_in(class_id: int) -> list[Was]:
    """Who was in a class and moved on or left, in Vietnamese order."""
    query = (
        select(Enrolment, Person)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.class_id == class_id,
            Enrolment.ends_on <= clock.today(),
            Enrolment.ends_on > Enrolment.starts_on,
        )
        .order_by(Person.sort_key, Enrolment.starts_on)
    )
    return [
        Was(person, row.starts_on, row.ends_on, person.left_on is not None)
        for row, person in db.session.execute(query)
        if row.ends_on
    ]


def classes_beside(of: SchoolClass) -> list[SchoolClass]:
    """The open classes of the same school and year, its own too, by grade and name."""
    query = select(SchoolClass).where(
        SchoolClass.school_id == of.school_id,
        SchoolClass.year_id == of.year_id,
        SchoolClass.closed_on.is_(None),
    )
    order = (SchoolClass.grade, SchoolClass.sort_key, SchoolClass.id)
    return list(db.session.scalars(query.order_by(*order)))


def move(person: Person, to: SchoolClass, on: date, seen: int) -> None:
    """Into another class from a day on; `seen` is the stay that the editor saw as the last.

    Raises ClassError, Conflict.
    """
    stays = _held(person, to.school_id, seen)
    _check_class(to, on)
    _write(person, to.school_id, rules.moved(stays, to.id, on), on)
    _tell("pupil.moved", person, on, to.id)


def leave(person: Person, of: SchoolClass, on: date, reason: str, seen: int) -> None:
    """Away from the school from a day on, which is not to come. Raises ClassError, Conflict."""
    stays = _held(person, of.school_id, seen)
    rules.check_day(on, of.year.starts_on, clock.today())
    steps = rules.left(stays, on)
    _write(person, of.school_id, steps, on)
    db.session.get_one(Enrolment, steps.ends).state = LEFT
    person.left_on = on
    person.version += 1
    for grant in _student_grants(person.id, of.school_id):
        if grant.valid_to is None or grant.valid_to > on:
            grant.valid_to = max(on, grant.valid_from)
    _tell("pupil.left", person, on, of.id, reason)


def take_back(person: Person, to: SchoolClass, on: date, seen: int) -> None:
    """Back into a class of the school after time away. Raises ClassError, Conflict."""
    if erased([person.id]):
        raise rules.ClassError("erased")
    stays = _held(person, to.school_id, seen)
    rules.check_day(on, max(to.year.starts_on, person.left_on or on), clock.today())
    _check_class(to, on)
    _write(person, to.school_id, rules.returned(stays, to.id, on), on)
    person.left_on = None
    person.version += 1
    grants = _student_grants(person.id, to.school_id)
    if not any(g.valid_to is None or g.valid_to > on for g in grants):
        role = {"role": STUDENT, "unit_id": to.school_id}
        db.session.add(RoleGrant(person_id=person.id, valid_from=on, **role))
    _tell("pupil.returned", person, on, to.id)


def _held(person: Person, school_id: int, seen: int) -> list[Stay]:
    """The main stays of a pupil at a school, the pupil locked. Raises Conflict."""
    db.session.scalar(select(Person.id).where(Person.id == person.id).with_for_update())
    rows = _rows(person.id, school_id)
    if not rows or rows[-1].id != seen:
        raise Conflict(rows[-1] if rows else None)
    return [Stay(row.id, row.class_id, row.starts_on, row.ends_on) for row in rows]


def _rows(person_id: int, school_id: int) -> list[Enrolment]:
    query = select(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.school_id == school_id, Enrolment.is_main
    )
    query = query.order_by(Enrolment.starts_on, Enrolment.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _check_class(to: SchoolClass, on: date) -> None:
    rules.check_day(on, to.year.starts_on, to.year.ends_on)
    if to.closed_on is not None:
        raise ClassError("closed")


def _write(person: Person, school_id: int, steps: Steps, on: date) -> None:
    if steps.ends is not None:
        db.session.get_one(Enrolment, steps.ends).ends_on = on
    if steps.begins is not None:
        place = {"school_id": school_id, "class_id": steps.begins, "person_id": person.id}
        db.session.add(Enrolment(**place, starts_on=on, state=ACTIVE))


def _student_grants(person_id: int, school_id: int) -> list[RoleGrant]:
    query = select(RoleGrant).where(
        RoleGrant.person_id == person_id,
        RoleGrant.unit_id == school_id,
        RoleGrant.role == STUDENT,
    )
    return list(db.session.scalars(query))


def _tell(action: str, person: Person, on: date, class_id: int, reason: str = "") -> None:
    detail: dict[str, str | int] = {"on": on.isoformat(), "class": class_id}
    if reason:
        detail["reason"] = reason
    audit.record(action, f"person:{person.id}", detail=detail)
    db.session.commit()
