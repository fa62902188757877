"""Reading who is counted: stays, days of use, attestations, sign-ins of a school's people."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from indicators.conditions.models import AttestationRow
from indicators.coverage.rules import Counted
from indicators.formulas.bits import unpack
from indicators.formulas.conditions import Answer, Attestation, Condition, Source
from indicators.formulas.periods import Span
from indicators.formulas.population import PersonDates, Stay
from indicators.formulas.population import use_days as plain_days
from indicators.formulas.qualify import Who
from indicators.formulas.use import UseDays
from indicators.ledger.models import PersonKey, Touched
from indicators.rollup import days
from indicators.rollup.models import UseDaysRow
from indicators.rollup.rules import Year
from school.api import Enrolment, Person, SchoolClass, TeachingAssignment
from school.classes.models import SUSPENDED
from school.people.models import SignIn
from suite import clock
from suite.db import db

ENDED_WITHOUT_A_DAY = ("left", "graduated")


@dataclass
class Draft:
    """What the rows say of one person, while they are read."""

    key: int | None
    is_test: bool
    activated_on: date | None
    packed: bytes | None
    stays: list[Stay] = field(default_factory=list)
    suspended: list[Span] = field(default_factory=list)


def people_of(
    school_id: int, year: Year, who: Who, raw: Mapping[int, set[date]] | None = None
) -> list[Counted]:
    """Everybody with a stay in the school in the year, with all their stays anywhere.

    `raw` are days of use by person key that stand in for the rolled-up ones (a check).
    """
    drafts = _pupils(school_id, year) if who is Who.LEARNER else _teachers(school_id, year)
    mine = _ids(school_id, year, who)
    attested = _attestations(mine) if drafts else {}
    signed = _sign_ins(mine, year) if drafts else {}
    fresh = _touched_days(mine, year, who) if drafts and raw is None else {}
    return [
        Counted(
            person_id,
            tuple(draft.stays),
            _use_days(draft, year, fresh.get(draft.key or 0) if raw is None else _of(raw, draft)),
            attested.get(person_id, ()),
            draft.activated_on,
            signed.get(person_id),
        )
        for person_id, draft in drafts.items()
    ]


def _of(raw: Mapping[int, set[date]], draft: Draft) -> set[date]:
    return raw.get(draft.key or 0, set())


def _ids(school_id: int, year: Year, who: Who) -> Select[tuple[int]]:
    model: Any = Enrolment if who is Who.LEARNER else TeachingAssignment
    return (
        select(model.person_id)
        .join(SchoolClass, SchoolClass.id == model.class_id)
        .where(SchoolClass.school_id == school_id, SchoolClass.year_id == year.id)
    )


def _columns(model: Any, year: Year, who: Who) -> Select[Any]:
    uses = and_(
        UseDaysRow.person_key == PersonKey.key,
        UseDaysRow.year_id == year.id,
        UseDaysRow.who == who.value,
    )
    return (
        select(
            model.person_id,
            PersonKey.key,
            Person.is_test,
            Person.activated_at,
            UseDaysRow.days,
            SchoolClass.id,
            SchoolClass.school_id,
            model.starts_on,
            model.ends_on,
        )
        .join(SchoolClass, SchoolClass.id == model.class_id)
        .join(Person, Person.id == model.person_id)
        .outerjoin(PersonKey, PersonKey.person_id == Person.id)
        .outerjoin(UseDaysRow, uses)
        .where(SchoolClass.year_id == year.id)
        .order_by(model.person_id, model.id)
    )


def _draft(drafts: dict[int, Draft], row: Any) -> Draft:
    draft = drafts.get(row[0])
    if draft is None:
        activated = clock.local_date(row[3]) if row[3] else None
        draft = drafts[row[0]] = Draft(row[1], row[2], activated, row[4])
    return draft


def _pupils(school_id: int, year: Year) -> dict[int, Draft]:
    query = _columns(Enrolment, year, Who.LEARNER).where(
        Enrolment.person_id.in_(_ids(school_id, year, Who.LEARNER))
    )
    drafts: dict[int, Draft] = {}
    for row in db.session.execute(query.add_columns(Enrolment.state, Enrolment.is_main)):
        draft, span = _draft(drafts, row), _span(row[7], row[8], row[9])
        draft.stays.append(Stay(row[5], span, row[10]))
        if row[9] == SUSPENDED:
            draft.suspended.append(span)
    return drafts


def _teachers(school_id: int, year: Year) -> dict[int, Draft]:
    query = _columns(TeachingAssignment, year, Who.TEACHER).where(
        TeachingAssignment.person_id.in_(_ids(school_id, year, Who.TEACHER))
    )
    drafts: dict[int, Draft] = {}
    for row in db.session.execute(query):
        _draft(drafts, row).stays.append(Stay(row[6], _span(row[7], row[8], "")))
    return drafts


def _span(start: date, end: date | None, state: str) -> Span:
    """The dates of a stay; one that is over without saying when counts on no day."""
    if end is None and state in ENDED_WITHOUT_A_DAY:
        return Span(start, start)
    return Span(start, max(start, end) if end else None)


def _use_days(draft: Draft, year: Year, fresh: set[date] | None) -> UseDays:
    grid = year.grid
    dates = PersonDates(
        tuple(draft.stays),
        tuple(draft.suspended),
        frozenset(fresh or ()),
        draft.is_test,
    )
    found = plain_days(dates, grid)
    if draft.is_test or fresh is not None or not draft.packed:
        return found
    return UseDays(found.enrolled, found.suspended, unpack(draft.packed))


def _attestations(mine: Select[tuple[int]]) -> Mapping[int, tuple[Attestation, ...]]:
    query = (
        select(PersonKey.person_id, AttestationRow)
        .join(AttestationRow, AttestationRow.person_key == PersonKey.key)
        .where(PersonKey.person_id.in_(mine))
    )
    found: defaultdict[int | None, list[Attestation]] = defaultdict(list)
    for person_id, row in db.session.execute(query):
        found[person_id].append(
            Attestation(
                Condition(row.condition), Answer(row.answer), Source(row.source), row.day, row.id
            )
        )
    return {person_id: tuple(rows) for person_id, rows in found.items() if person_id}


def _sign_ins(mine: Select[tuple[int]], year: Year) -> dict[int, date]:
    query = (
        select(SignIn.person_id, func.min(SignIn.at))
        .where(
            SignIn.person_id.in_(mine),
            SignIn.worked,
            SignIn.at >= clock.start_of(year.period.start),
        )
        .group_by(SignIn.person_id)
    )
    rows = db.session.execute(query)
    return {person_id: clock.local_date(at) for person_id, at in rows if person_id}


def _touched_days(mine: Select[tuple[int]], year: Year, who: Who) -> dict[int, set[date]]:
    """The days of those whom no rollup has seen since their last event, from the raw events."""
    query = (
        select(PersonKey.key)
        .distinct()
        .join(Touched, Touched.person_key == PersonKey.key)
        .where(PersonKey.person_id.in_(mine))
    )
    keys = list(db.session.scalars(query))
    found: dict[int, set[date]] = {key: set() for key in keys}
    for start in range(0, len(keys), 500):
        found.update(days.qualifying(keys[start : start + 500], year, who))
    return found
