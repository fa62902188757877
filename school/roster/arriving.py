"""People of a list who stand in another school: who may come, and what ends there when they do."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from school.access import valid_today
from school.classes.models import GRADUATED, LEFT, Enrolment
from school.people.models import STUDENT, Person, PersonIdentifier, RoleGrant
from school.roster.journal import Journal, chunks
from school.roster.known import KnownElsewhere, KnownPerson, Option
from school.roster.records import Roster
from school.units.models import OrgUnit
from suite.db import db

MOET = "moet"


def elsewhere(school: OrgUnit, roster: Roster, option: Option) -> dict[str, KnownElsewhere]:
    """Those of the list's ministry identifiers that belong to people of other schools."""
    found: dict[int, tuple[Person, str]] = {}
    for values in _pieces([row.moet for row in roster.people if row.moet]):
        query = (
            select(Person, PersonIdentifier.value)
            .join(PersonIdentifier, PersonIdentifier.person_id == Person.id)
            .where(
                PersonIdentifier.scheme == MOET,
                PersonIdentifier.valid_to.is_(None),
                PersonIdentifier.value.in_(values),
                Person.school_id.is_distinct_from(school.id),
            )
        )
        for person, value in db.session.execute(query):
            found[person.id] = person, value
    return {} if not found else _judged(found, option)


def _pieces(values: Sequence[str]) -> list[list[str]]:
    return [list(values[start : start + 5_000]) for start in range(0, len(values), 5_000)]


def _judged(found: dict[int, tuple[Person, str]], option: Option) -> dict[str, KnownElsewhere]:
    pupils, open_places, ended = set[int](), set[int](), set[int]()
    numbers: dict[int, str] = {}
    for ids in chunks(found):
        pupils |= set(
            db.session.scalars(
                select(RoleGrant.person_id).where(
                    RoleGrant.person_id.in_(ids), RoleGrant.role == STUDENT
                )
            )
        )
        # Who was a pupil once and works somewhere now is no pupil to be taken over.
        pupils -= set(
            db.session.scalars(
                select(RoleGrant.person_id).where(
                    RoleGrant.person_id.in_(ids),
                    RoleGrant.role != STUDENT,
                    valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
                )
            )
        )
        places = select(Enrolment.person_id, Enrolment.ends_on, Enrolment.state)
        for person_id, ends_on, state in db.session.execute(
            places.where(Enrolment.person_id.in_(ids))
        ):
            if ends_on is None:
                open_places.add(person_id)
            elif state in (LEFT, GRADUATED):
                ended.add(person_id)
        query = select(PersonIdentifier.person_id, PersonIdentifier.value).where(
            PersonIdentifier.person_id.in_(ids),
            PersonIdentifier.scheme == "school",
            PersonIdentifier.valid_to.is_(None),
        )
        numbers.update(dict(db.session.execute(query).all()))
    paths = _paths([person.school_id for person, _ in found.values() if person.school_id])
    told = {}
    for person, moet in found.values():
        released = person.left_on is not None or (
            person.id in ended and person.id not in open_places
        )
        headed = paths.get(person.school_id or 0, "").startswith(option.paths or ("\0",))
        told[moet] = KnownElsewhere(
            KnownPerson(
                person.id, person.full_name, person.birth_date, person.gender, moet,
                numbers.get(person.id, ""), frozenset(), None, person.left_on is not None,
            ),
            person.school_id,
            person.id in pupils,
            released or headed,
        )  # fmt: skip
    return told


def _paths(school_ids: Sequence[int]) -> dict[int, str]:
    query = select(OrgUnit.id, OrgUnit.path).where(OrgUnit.id.in_(set(school_ids)))
    return dict(db.session.execute(query).all())


def leave_old_school(people: dict[int, int | None], today: date, journal: Journal) -> None:
    """End places, role and school number where people (by id: their old school) come from."""
    places: dict[int, dict[str, object]] = {}
    ends: dict[type, dict[int, dict[str, object]]] = defaultdict(dict)
    for ids in chunks(people):
        query = select(Enrolment.id, Enrolment.starts_on).where(
            Enrolment.person_id.in_(ids), Enrolment.ends_on.is_(None)
        )
        for row_id, starts_on in db.session.execute(query):
            places[row_id] = {"ends_on": max(today, starts_on), "state": LEFT}
        grants = select(RoleGrant.id, RoleGrant.person_id, RoleGrant.unit_id).where(
            RoleGrant.person_id.in_(ids),
            RoleGrant.role == STUDENT,
            RoleGrant.valid_to.is_(None),
        )
        for row_id, person_id, unit_id in db.session.execute(grants):
            if unit_id == people[person_id]:
                ends[RoleGrant][row_id] = {"valid_to": today}
        numbers = select(PersonIdentifier.id).where(
            PersonIdentifier.person_id.in_(ids),
            PersonIdentifier.scheme == "school",
            PersonIdentifier.valid_to.is_(None),
        )
        for row_id in db.session.scalars(numbers):
            ends[PersonIdentifier][row_id] = {"valid_to": today}
    journal.change(Enrolment, places)
    for model, values in ends.items():
        journal.change(model, values)


def leave(people: Sequence[int], classes: Sequence[int], day: date, journal: Journal) -> None:
    """Pupils leave their classes on a day, and the school where no other class holds them."""
    places: dict[int, dict[str, object]] = {}
    stays, goes = set[int](), set[int]()
    held = set(classes)
    for ids in chunks(people):
        query = select(
            Enrolment.id, Enrolment.person_id, Enrolment.class_id, Enrolment.starts_on
        ).where(Enrolment.person_id.in_(ids), Enrolment.ends_on.is_(None))
        for row_id, person_id, class_id, starts_on in db.session.execute(query):
            if class_id in held:
                places[row_id] = {"ends_on": max(day, starts_on), "state": LEFT}
                goes.add(person_id)
            else:
                stays.add(person_id)
    journal.change(Enrolment, places)
    journal.change(Person, {one: {"left_on": day} for one in sorted(goes - stays)})
