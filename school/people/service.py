"""People and what they may be."""

from datetime import date

from school.people.models import Person, PersonIdentifier, RoleGrant
from school.people.passwords import hashed
from suite import clock
from suite.db import db
from suite.text import fold, name_sort_key, nfc


def new_person(
    full_name: str,
    username: str,
    *,
    school_id: int | None,
    password: str | None = None,
    birth_date: date | None = None,
    must_change: bool = False,
) -> Person:
    """Add a person to the present transaction. Names are kept in NFC."""
    name = " ".join(nfc(full_name).split())
    person = Person(
        full_name=name,
        sort_key=name_sort_key(name),
        search_key=fold(name),
        username=username.strip().lower(),
        school_id=school_id,
        birth_date=birth_date,
        password_hash=hashed(password) if password else None,
        must_change_password=must_change,
    )
    db.session.add(person)
    return person


def grant(person: Person, role: str, unit_id: int, *, since: date | None = None) -> RoleGrant:
    """Give a role at a unit, from today unless told otherwise."""
    row = RoleGrant(person=person, role=role, unit_id=unit_id, valid_from=since or clock.today())
    db.session.add(row)
    return row


def identify(person: Person, scheme: str, value: str, *, since: date | None = None) -> None:
    """Note an identifier of a person; text, leading zeros kept."""
    db.session.flush()
    db.session.add(
        PersonIdentifier(
            person_id=person.id, scheme=scheme, value=value, valid_from=since or clock.today()
        )
    )
