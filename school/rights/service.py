"""Who sees a thing and why, and what one person sees: asked of the rules themselves."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from school.access import (
    Explainable,
    Grant,
    Who,
    explainables,
    reasons_of,
    scope,
    valid_today,
    why_all,
)
from school.classes.models import Enrolment, TeachingAssignment
from school.people.models import Person
from school.people.standing import Held, held_by, standing
from school.rights.candidates import Around, around, candidates
from school.rights.texts import BEHIND, STUDYING, TEACHING
from school.units.models import OrgUnit
from suite.db import db
from suite.text import fold

FOUND = 20


@dataclass(frozen=True)
class Evidence:
    """What lies behind a reason: a role or assignment, from when until when (the day after)."""

    role: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Seer:
    """Somebody who sees the thing; `person` is None where the name is not for who asks."""

    person: Person | None
    roles: tuple[str, ...]
    reasons: Sequence[str]
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class Answer:
    """Who sees a thing; `tried` of `total` candidates were tried."""

    seers: Sequence[Seer]
    tried: int
    total: int


def find(kind: Explainable, text: str, office: Who) -> Sequence[Any]:
    """The first things of a kind within an office whose title holds `text`: (id, title, school)."""
    model = kind.model
    column, key = (kind.search, fold(text)) if kind.search is not None else (kind.title, text)
    inside = scope(select(model), office).where(column.contains(key, autoescape=True))
    if model is Person:
        inside = inside.where(Person.left_on.is_(None))
    inside = inside.outerjoin(OrgUnit, OrgUnit.id == model.school_id)
    rows: Select[Any] = inside.with_only_columns(model.id, kind.title, OrgUnit.name)
    rows = rows.order_by(OrgUnit.sort_key, kind.title, model.id)
    return db.session.execute(rows.limit(FOUND)).all()


def thing(kind: Explainable, row_id: int, office: Who) -> Any:
    """A thing within an office, or None."""
    return db.session.scalar(scope(select(kind.model).where(kind.model.id == row_id), office))


def who_sees(kind: Explainable, row: Any, office: Who) -> Answer:
    """Everybody who sees a thing, by the rules; at most 250 people are tried."""
    place = around(kind, row)
    people, total = candidates(place)
    ids = [person.id for person in people]
    held = held_by(ids)
    whos = [standing(one.id, one.school_id, held.get(one.id, ())) for one in people]
    found = why_all(whos, kind.model, row.id)
    more = _assignments([one for one in ids if found.get(one)], place.class_ids)
    named = _named(ids, office)
    seers = [
        Seer(
            person if person.id in named else None,
            tuple(sorted({one.grant.role for one in held.get(person.id, ())})),
            found[person.id],
            _behind(found[person.id], [*held.get(person.id, ()), *more[person.id]], place),
        )
        for person in people
        if found.get(person.id)
    ]
    return Answer(seers, len(people), total)


def _named(ids: Sequence[int], office: Who) -> set[int]:
    query = scope(select(Person), office).where(Person.id.in_(ids))
    return set(db.session.scalars(query.with_only_columns(Person.id)))


def _assignments(ids: Sequence[int], class_ids: Iterable[int]) -> defaultdict[int, list[Held]]:
    """Teaching and enrolments of people in the classes around the thing; two statements."""
    found: defaultdict[int, list[Held]] = defaultdict(list)
    for name, model in ((TEACHING, TeachingAssignment), (STUDYING, Enrolment)):
        query = select(model.person_id, model.class_id, model.starts_on, model.ends_on).where(
            model.person_id.in_(ids),
            model.class_id.in_(class_ids),
            valid_today(model.starts_on, model.ends_on),
        )
        for person_id, class_id, since, until in db.session.execute(query):
            found[person_id].append(Held(Grant(name, 0, "", class_id), since, until))
    return found


def _behind(reasons: Sequence[str], held: Iterable[Held], place: Around) -> list[Evidence]:
    """What is held that the reasons follow from, each once."""
    roles = {role for reason in reasons for role in BEHIND.get(reason, ())}
    return sorted(
        {
            Evidence(one.grant.role, one.since, one.until)
            for one in held
            if one.grant.role in roles and _touches(one.grant, place)
        },
        key=lambda one: (one.role, one.since),
    )


def _touches(grant: Grant, place: Around) -> bool:
    """Whether a role is held where the thing stands."""
    return grant.unit_id == 0 or grant.unit_id in place.unit_ids


@dataclass(frozen=True)
class Sight:
    """How many rows of a kind somebody sees for a reason."""

    kind: Explainable
    counts: Sequence[tuple[str, int]]


def sees(who: Who) -> list[Sight]:
    """What somebody sees of each kind, counted by reason; a statement a kind."""
    found = []
    for kind in explainables().values():
        clauses = reasons_of(who, kind.model)
        counts = [func.count().filter(clause) for clause in clauses.values()]
        row = db.session.execute(select(*counts).select_from(kind.model)).one()
        found.append(Sight(kind, [one for one in zip(clauses, row, strict=True) if one[1]]))
    return found


def standing_with_days(person: Person) -> tuple[Who, list[Held]]:
    """How a person stands today, with the days of each role; one statement."""
    held = held_by([person.id]).get(person.id, [])
    order = sorted(held, key=lambda one: (one.grant.role, one.since))
    return standing(person.id, person.school_id, held), order


def units_of(held: Sequence[Held]) -> dict[int, str]:
    """Names of the units where roles are held."""
    ids = {one.grant.unit_id for one in held}
    rows = db.session.execute(select(OrgUnit.id, OrgUnit.name).where(OrgUnit.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def person_for(person_id: int, office: Who) -> Person | None:
    """A person within an office."""
    query = select(Person).where(Person.id == person_id, Person.left_on.is_(None))
    return db.session.scalar(scope(query.options(joinedload(Person.school)), office))
