"""Reading the audit log: who saw which names, and who acted for whom.

A list of people that was opened tells not which names stood on the page that was read, so it is
told to everybody whom the reader could have found in it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    and_,
    cast,
    literal,
    or_,
    select,
)

from school.access import OVERSEERS, Who, heads_school, scope
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.people.models import ROLES, Person, RoleGrant
from school.people.standing import held_by
from school.rights.lists import finders
from school.units.models import OrgUnit
from suite import clock
from suite.audit import AuditEntry
from suite.db import db

VIEWED, STARTED, ENDED = "names.viewed", "support.started", "support.ended"


@dataclass(frozen=True)
class Names:
    """Names for a page of the log: people, classes, and the widest role of each actor today."""

    people: dict[int, str]
    classes: dict[int, str]
    roles: dict[int, str]


def seen_of(person: Person) -> Select[AuditEntry]:
    """Who saw the name of a person or acted for them, the newest first."""
    ref = f"person:{person.id}"
    stays = db.session.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).all()
    by_class = _pages_of({stay.class_id for stay in stays})
    shown = [
        and_(
            AuditEntry.thing.in_([f"class:{stay.class_id}", *by_class[stay.class_id]]),
            AuditEntry.at >= clock.start_of(stay.starts_on),
            *([AuditEntry.at < clock.start_of(stay.ends_on)] if stay.ends_on else []),
        )
        for stay in stays
    ]
    listed = and_(AuditEntry.thing == "people", AuditEntry.actor_id.in_(_readers(person)))
    viewed = and_(
        AuditEntry.action == VIEWED,
        AuditEntry.actor_id != person.id,
        or_(AuditEntry.thing == ref, listed, *shown),
    )
    helped = and_(AuditEntry.action == STARTED, AuditEntry.thing == ref)
    return select(AuditEntry).where(or_(viewed, helped)).order_by(AuditEntry.id.desc())


def _pages_of(class_ids: set[int]) -> defaultdict[int, list[str]]:
    """References of pages with the names of classes, by class; a statement a kind."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for kind, finder in finders().items():
        for thing_id, class_id in db.session.execute(finder(class_ids)):
            found[class_id].append(f"{kind}:{thing_id}")
    return found


def _readers(person: Person) -> CompoundSelect[int]:
    """Those in whose list of people the person can have stood: heads, inspectors, teachers."""
    classes = select(Enrolment.class_id).where(Enrolment.person_id == person.id)
    teachers = select(TeachingAssignment.person_id).where(TeachingAssignment.class_id.in_(classes))
    path = db.session.scalar(select(OrgUnit.path).where(OrgUnit.id == person.school_id)) or ""
    units = [int(part) for part in path.split("/") if part]
    over = select(RoleGrant.person_id).where(
        RoleGrant.role.in_(OVERSEERS), RoleGrant.unit_id.in_(units)
    )
    return over.union(teachers)


def seen_in_schools(who: Who, since: date, until: date) -> Select[AuditEntry]:
    """Views of names by or of people of the schools that `who` heads, in [since, until)."""
    return _within(since, until).where(
        AuditEntry.action == VIEWED,
        or_(
            AuditEntry.actor_id.in_(_people(who)),
            AuditEntry.thing.in_(_refs("person:", Person, who)),
            AuditEntry.thing.in_(_refs("class:", SchoolClass, who)),
        ),
    )


def support_in_schools(who: Who, since: date, until: date) -> Select[AuditEntry]:
    """Who acted for whom in the schools that `who` heads, in [since, until)."""
    return _within(since, until).where(
        AuditEntry.action.in_((STARTED, ENDED)),
        AuditEntry.thing.in_(_refs("person:", Person, who)),
    )


def _within(since: date, until: date) -> Select[AuditEntry]:
    return (
        select(AuditEntry)
        .where(AuditEntry.at >= clock.start_of(since), AuditEntry.at < clock.start_of(until))
        .order_by(AuditEntry.id.desc())
    )


def _people(who: Who) -> Select[int]:
    return select(Person.id).where(heads_school(who, Person.school_id))


def _refs(prefix: str, model: type[Person] | type[SchoolClass], who: Who) -> Select[str]:
    ref: ColumnElement[str] = literal(prefix).concat(cast(model.id, String))
    return select(ref).where(heads_school(who, model.school_id))


def names_for(entries: Sequence[AuditEntry], who: Who, *, staff_named: bool) -> Names:
    """What the entries speak of, in words; four statements.

    Names are those that `who` may see; `staff_named` adds those of staff, whom the person that
    was looked at may know by name.
    """
    actors = {entry.actor_id for entry in entries if entry.actor_id}
    about, classes = set[int](), set[int]()
    for entry in entries:
        kind, _, number = entry.thing.partition(":")
        if number.isdecimal():
            {"person": about, "class": classes}.get(kind, set()).add(int(number))
    held = held_by(list(actors))
    roles = {
        actor: max((one.grant.role for one in rows), key=ROLES.index)
        for actor, rows in held.items()
    }
    staff = {actor for actor, role in roles.items() if ROLES.index(role) > 1}
    people = select(Person.id, Person.full_name)
    visible = scope(select(Person), who).where(Person.id.in_(actors | about))
    found = dict(db.session.execute(visible.with_only_columns(Person.id, Person.full_name)).all())
    if staff_named:
        found |= dict(db.session.execute(people.where(Person.id.in_(staff))).all())
    named = select(SchoolClass.id, SchoolClass.name).where(SchoolClass.id.in_(classes))
    return Names(found, dict(db.session.execute(named).all()), roles)
