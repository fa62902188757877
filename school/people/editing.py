"""Changing what is known of a person: facts, contacts, identifiers.

The audit log is told which fields changed, never their values: it outlives an erasure.
"""

from dataclasses import dataclass
from datetime import date

from flask import g
from sqlalchemy import select

from school.access import Who, scope, valid_today
from school.people import identifiers, service
from school.people.models import Contact, Person, PersonIdentifier
from school.people.rules import tidy_contact, tidy_identifier
from suite import audit, clock
from suite.db import db
from suite.edits import claim
from suite.text import fold, name_sort_key


@dataclass(frozen=True)
class Facts:
    """The plain facts of a person; a name is kept in NFC with single spaces."""

    full_name: str
    birth_date: date | None
    gender: str | None


class Unfit(ValueError):
    """An identifier or contact that cannot be kept.

    `code` is "shape", "same" (it stands already), "taken" or "changed" (since it ended);
    `holder` is who has it, where the present person may see them.
    """

    def __init__(self, code: str, holder: Person | None = None) -> None:
        super().__init__(code)
        self.code, self.holder = code, holder


def change(person_id: int, version: int, facts: Facts) -> Person:
    """Change the facts of a person from the version that was seen. Commits. Raises Conflict."""
    person = claim(Person, person_id, version)
    name = service.tidy_name(facts.full_name)
    wanted = {"full_name": name, "birth_date": facts.birth_date, "gender": facts.gender}
    fields = [field for field, value in wanted.items() if getattr(person, field) != value]
    for field in fields:
        setattr(person, field, wanted[field])
    person.sort_key, person.search_key = name_sort_key(name), fold(name)
    audit.record("person.changed", f"person:{person_id}", detail={"fields": fields})
    db.session.commit()
    return person


def contacts_of(person_id: int) -> list[Contact]:
    """The addresses of a person today."""
    query = select(Contact).where(
        Contact.person_id == person_id, valid_today(Contact.valid_from, Contact.valid_to)
    )
    return list(db.session.scalars(query.order_by(Contact.kind, Contact.id)))


def add_contact(person: Person, kind: str, text: str) -> None:
    """Add an address. Commits. Raises Unfit."""
    value = tidy_contact(kind, text)
    if value is None:
        raise Unfit("shape")
    if any((row.kind, row.value) == (kind, value) for row in contacts_of(person.id)):
        raise Unfit("same")
    today = clock.today()
    db.session.add(Contact(person_id=person.id, kind=kind, value=value, valid_from=today))
    audit.record("contact.added", f"person:{person.id}", detail={"kind": kind})
    db.session.commit()


def end_contact(row: Contact) -> None:
    """An address is used no more. Commits."""
    row.valid_to = max(clock.today(), row.valid_from)
    audit.record("contact.ended", f"person:{row.person_id}", detail={"kind": row.kind})
    db.session.commit()


def restore_contact(row: Contact, ended: date) -> None:
    """An address that was ended on `ended` is used again. Commits. Raises Unfit."""
    db.session.refresh(row, with_for_update=True)
    if row.valid_to != ended:
        raise Unfit("changed")
    standing = contacts_of(row.person_id)
    if any((one.kind, one.value) == (row.kind, row.value) for one in standing):
        raise Unfit("same")
    row.valid_to = None
    audit.record("contact.restored", f"person:{row.person_id}", detail={"kind": row.kind})
    db.session.commit()


def identifiers_of(person_id: int) -> list[PersonIdentifier]:
    """The identifiers of a person that hold today."""
    query = select(PersonIdentifier).where(
        PersonIdentifier.person_id == person_id,
        valid_today(PersonIdentifier.valid_from, PersonIdentifier.valid_to),
    )
    return list(db.session.scalars(query.order_by(PersonIdentifier.scheme, PersonIdentifier.id)))


def add_identifier(who: Who, person: Person, scheme: str, text: str) -> None:
    """Note an identifier; one of the same scheme ends. Commits. Raises Unfit."""
    value = tidy_identifier(scheme, text)
    if value is None:
        raise Unfit("shape")
    key = identifiers.key_of(scheme, value)
    held = [row for row in identifiers_of(person.id) if row.scheme == scheme]
    if any(row.value == key for row in held):
        raise Unfit("same")
    _refuse_taken(who, person, scheme, key)
    for row in held:
        row.valid_to = max(clock.today(), row.valid_from)
    service.identify(person, scheme, value)
    audit.record("identifier.added", f"person:{person.id}", detail={"scheme": scheme})
    db.session.commit()


def _refuse_taken(who: Who, person: Person, scheme: str, key: str) -> None:
    """A school's own number is unique in the school, every other one everywhere."""
    query = (
        select(Person)
        .join(PersonIdentifier, PersonIdentifier.person_id == Person.id)
        .where(
            PersonIdentifier.scheme == scheme,
            PersonIdentifier.value == key,
            valid_today(PersonIdentifier.valid_from, PersonIdentifier.valid_to),
            Person.id != person.id,
        )
    )
    if scheme == identifiers.SCHOOL:
        query = query.where(Person.school_id == person.school_id)
    if db.session.scalar(query.limit(1)) is not None:
        raise Unfit("taken", db.session.scalar(scope(query, who).limit(1)))


def end_identifier(row: PersonIdentifier) -> None:
    """An identifier holds no more. Commits."""
    row.valid_to = max(clock.today(), row.valid_from)
    audit.record("identifier.ended", f"person:{row.person_id}", detail={"scheme": row.scheme})
    db.session.commit()


def restore_identifier(who: Who, person: Person, row: PersonIdentifier, ended: date) -> None:
    """An identifier that was ended on `ended` holds again. Commits. Raises Unfit."""
    db.session.refresh(row, with_for_update=True)
    if row.valid_to != ended:
        raise Unfit("changed")
    if any(one.scheme == row.scheme for one in identifiers_of(person.id)):
        raise Unfit("same")
    _refuse_taken(who, person, row.scheme, row.value)
    row.valid_to = None
    audit.record("identifier.restored", f"person:{person.id}", detail={"scheme": row.scheme})
    db.session.commit()


def verify_identifier(row: PersonIdentifier) -> None:
    """The present person has compared the identifier with a paper. Commits."""
    row.verified_at, row.verified_by_id = clock.now(), g.get("actor_id")
    audit.record("identifier.verified", f"person:{row.person_id}", detail={"scheme": row.scheme})
    db.session.commit()
