"""Whether kept figures are still what would be made: one hash of the inputs of each school."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, select

from indicators.formulas.digest import digest
from indicators.ledger.models import MaterialFact, PersonKey, Touched
from indicators.register.service import register
from indicators.rollup.models import Stamp
from indicators.rollup.rules import Year
from school.api import Enrolment, OrgUnit, Person, SchoolClass, TeachingAssignment
from school.units.models import OrgUnitPast
from suite import clock
from suite.db import db


def inputs_of(school_ids: Sequence[int], year: Year) -> dict[int, str]:
    """The hash of what the figures of each school in a year depend on (one statement).

    Enrolments, assignments and sign-ins come in as counts and sums, which change with every
    entry that the pages of the house can make; the day comes in because materials age; where the
    school stood and stands comes in for the sums above it.
    """
    parts = [
        _stays(Enrolment, school_ids, year).subquery(),
        _stays(TeachingAssignment, school_ids, year).subquery(),
        _touched(school_ids, year).subquery(),
        _places(school_ids).subquery(),
    ]
    newest = select(func.max(MaterialFact.id)).scalar_subquery()
    columns = [column for part in parts for column in part.c if column.key != "school"]
    own = (OrgUnit.headcount, OrgUnit.teacher_headcount, OrgUnit.path, OrgUnit.valid_to)
    query = select(OrgUnit.id, *own, newest, *columns)
    for part in parts:
        query = query.outerjoin(part, part.c.school == OrgUnit.id)
    common = [
        register().sha256,
        year.period.start,
        year.period.end,
        [term.start for term in year.semesters],
        list(year.mondays),
        clock.today(),
    ]
    rows = db.session.execute(query.where(OrgUnit.id.in_(school_ids)))
    return {school_id: digest([common, [_plain(x) for x in rest]]) for school_id, *rest in rows}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _stays(model: Any, school_ids: Sequence[int], year: Year) -> Select[Any]:
    columns = [
        func.count(model.id),
        func.sum(model.id),
        func.sum(model.class_id),
        func.count(model.ends_on),
        func.max(model.ends_on),
        func.max(model.starts_on),
        func.min(model.starts_on),
        func.count(Person.activated_at),
        func.count(Person.last_signin_at).filter(
            Person.last_signin_at >= clock.start_of(year.period.start)
        ),
        func.count(Person.id).filter(Person.is_test),
    ]
    if model is Enrolment:
        columns.append(func.count(model.id).filter(Enrolment.state == "active"))
    named = [column.label(f"{model.__tablename__}_{n}") for n, column in enumerate(columns)]
    return (
        select(SchoolClass.school_id.label("school"), *named)
        .join(SchoolClass, SchoolClass.id == model.class_id)
        .join(Person, Person.id == model.person_id)
        .where(SchoolClass.school_id.in_(school_ids), SchoolClass.year_id == year.id)
        .group_by(SchoolClass.school_id)
    )


def _touched(school_ids: Sequence[int], year: Year) -> Select[Any]:
    query: Any = (
        select(SchoolClass.school_id.label("school"), func.max(Touched.id).label("touched"))
        .join(Enrolment, Enrolment.class_id == SchoolClass.id)
        .join(PersonKey, PersonKey.person_id == Enrolment.person_id)
        .join(Touched, Touched.person_key == PersonKey.key)
        .where(SchoolClass.school_id.in_(school_ids), SchoolClass.year_id == year.id)
        .group_by(SchoolClass.school_id)
    )
    return query


def _places(school_ids: Sequence[int]) -> Select[Any]:
    """Where schools stood before; what is noted is never changed, only added or taken back."""
    query: Any = (
        select(
            OrgUnitPast.unit_id.label("school"),
            func.count(OrgUnitPast.id).label("pasts"),
            func.sum(OrgUnitPast.id).label("past_ids"),
            func.max(OrgUnitPast.ends_on).label("past_until"),
        )
        .where(OrgUnitPast.unit_id.in_(school_ids))
        .group_by(OrgUnitPast.unit_id)
    )
    return query


def stamps_of(school_ids: Sequence[int], year: Year) -> dict[int, Stamp]:
    """The stamps that schools have."""
    query = select(Stamp).where(Stamp.school_id.in_(school_ids), Stamp.year_id == year.id)
    return {row.school_id: row for row in db.session.scalars(query)}


def stale(school_ids: Sequence[int], year: Year) -> list[int]:
    """The schools whose kept figures are missing or made of something else (two statements)."""
    kept, now = stamps_of(school_ids, year), inputs_of(school_ids, year)
    return [i for i in school_ids if i not in kept or kept[i].inputs != now.get(i)]


def put(school_id: int, year: Year, inputs: str) -> None:
    """Note from what the figures were made; does not commit."""
    row = db.session.get(Stamp, (school_id, year.id)) or Stamp(school_id=school_id, year_id=year.id)
    row.inputs, row.computed_at = inputs, clock.now()
    db.session.add(row)


def drop_for_people(keys: Sequence[int]) -> None:
    """The figures of these people's schools are no longer fresh; does not commit."""
    people = select(PersonKey.person_id).where(PersonKey.key.in_(keys))
    for model in (Enrolment, TeachingAssignment):
        schools = select(model.school_id).where(model.person_id.in_(people))
        gone = delete(Stamp).where(Stamp.school_id.in_(schools))
        db.session.execute(gone.execution_options(synchronize_session=False))
