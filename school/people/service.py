"""People, what they may be, and their first passwords."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import g, has_request_context
from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from school.access import Who, scope, valid_today
from school.classes.models import Enrolment, SchoolClass
from school.notices import account
from school.people import identifiers
from school.people.models import STUDENT, Person, PersonIdentifier, RoleGrant
from school.people.passwords import first_hashed, first_password, hashed
from school.people.standing import is_pupil, more_than_pupils
from school.roster.usernames import Names, base
from school.signin import cards, factors, providers, sessions
from suite import audit, clock
from suite.db import commit_and_read, db
from suite.settings import current_settings
from suite.text import fold, name_sort_key, nfc

PUPILS, STAFF, NEVER = "pupils", "staff", "never"


@dataclass(frozen=True)
class Slip:
    """What a user takes home on paper; the password ("": none) is shown this once, and so is
    `card`, the token of a QR card ("": none)."""

    full_name: str
    class_name: str
    username: str
    password: str
    card: str = ""


def tidy_name(full_name: str) -> str:
    """A name in NFC with single spaces."""
    return " ".join(nfc(full_name).split())


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
    name = tidy_name(full_name)
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


def free_username(full_name: str) -> str:
    """A user name that nobody has, made of a name."""
    start = base(full_name)
    taken = select(Person.username).where(Person.username.startswith(start, autoescape=True))
    return Names(db.session.scalars(taken)).new(full_name)


def grant(
    person: Person,
    role: str,
    unit_id: int,
    *,
    since: date | None = None,
    until: date | None = None,
) -> RoleGrant:
    """Give a role at a unit, from today unless told otherwise; `until` is the day after."""
    row = RoleGrant(
        person=person,
        role=role,
        unit_id=unit_id,
        valid_from=since or clock.today(),
        valid_to=until,
        granted_by_id=g.get("actor_id") if has_request_context() else None,
    )
    db.session.add(row)
    return row


def identify(person: Person, scheme: str, value: str, *, since: date | None = None) -> None:
    """Note an identifier of a person; text, leading zeros kept, a citizen number sealed."""
    db.session.flush()
    columns = identifiers.columns_of(scheme, value)
    db.session.add(
        PersonIdentifier(person_id=person.id, valid_from=since or clock.today(), **columns)
    )


def names_viewed(thing: str) -> None:
    """Note that the present person looks at names, once a page. Commits; the rest only reads.

    Call it first in a view marked with `suite.web.writes`.
    """
    audit.record("names.viewed", thing)
    commit_and_read()


def people_query(who: Who, text: str = "", kind: str = "") -> Select[tuple[Person]]:
    """Those whom `who` may see, in Vietnamese order; `text` is found without diacritics.

    `kind` keeps pupils, staff, or those who never signed in.
    """
    query = scope(select(Person), who).where(Person.left_on.is_(None))
    pupil = exists(
        select(RoleGrant.id).where(
            RoleGrant.person_id == Person.id,
            RoleGrant.role == STUDENT,
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
    )
    if kind in (PUPILS, STAFF):
        query = query.where(pupil if kind == PUPILS else ~pupil)
    elif kind == NEVER:
        query = query.where(Person.activated_at.is_(None))
    if text.strip():
        query = query.where(matching(text))
    return query.order_by(Person.sort_key, Person.id)


def matching(text: str) -> ColumnElement[bool]:
    """People whose name holds `text` (diacritics aside) or whose user name begins with it."""
    key = fold(" ".join(text.split()))[:120]
    return or_(
        Person.search_key.contains(key, autoescape=True),
        Person.username.startswith(key, autoescape=True),
    )


def class_names(person_ids: Sequence[int]) -> dict[int, str]:
    """The class of each pupil today; who is in none is left out."""
    rows = db.session.execute(
        select(Enrolment.person_id, SchoolClass.name)
        .join(SchoolClass)
        .where(
            Enrolment.person_id.in_(person_ids),
            Enrolment.is_main,
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
    )
    return dict(rows.all())


def reset_password(person: Person, reason: str = "") -> Slip:
    """Give a new first password and end every session. Commits.

    `reason` says in the trace what else than a role gave the right: "exam".
    """
    db.session.flush()
    name = class_names([person.id]).get(person.id, "")
    pupil = is_pupil(person)
    slip = _renewed([person], name, with_cards=pupil)[0]
    detail = {"reason": reason} if reason else None
    audit.record("password.reset", f"person:{person.id}", detail=detail)
    account.password_reset(person)
    db.session.commit()
    return slip


def slips_for_class(row: SchoolClass) -> list[Slip]:
    """First passwords for the pupils of a class who never signed in. Commits."""
    query = _pupils_of(row).where(Person.activated_at.is_(None))
    found = list(db.session.scalars(query))
    others = more_than_pupils([person.id for person in found])
    people = [person for person in found if person.id not in others]
    slips = _renewed(people, row.name, with_cards=True)
    for person in people:
        audit.record("password.reset", f"person:{person.id}")
    audit.record("password.slips", f"class:{row.id}", detail={"count": len(slips)})
    db.session.commit()
    return slips


def never_signed_in(row: SchoolClass) -> int:
    """How many pupils of a class `slips_for_class` would give a password."""
    query = _pupils_of(row).where(Person.activated_at.is_(None)).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(query)) or 0


def cards_for_class(row: SchoolClass) -> list[Slip]:
    """New QR cards for all pupils of a class; passwords stay as they are. Commits."""
    people = list(db.session.scalars(_pupils_of(row)))
    tokens = cards.renew([person.id for person in people])
    slips = [Slip(p.full_name, row.name, p.username, "", tokens[p.id]) for p in people]
    for person in people:
        audit.record("card.made", f"person:{person.id}")
    db.session.commit()
    return slips


def _pupils_of(row: SchoolClass) -> Select[Person]:
    return (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(
            Enrolment.class_id == row.id,
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
        .order_by(Person.sort_key, Person.id)
    )


def _renewed(people: Sequence[Person], class_name: str, *, with_cards: bool) -> list[Slip]:
    """Give first passwords, and cards where the installation has them; end what held before, so
    that whoever had taken the account is out."""
    ids = [person.id for person in people]
    sessions.end_all(ids)
    factors.end_passkeys(ids)
    providers.unlink_addresses(ids)
    tokens: dict[int, str] = {}
    if with_cards and current_settings().signin_cards:
        tokens = cards.renew(ids)
    else:
        cards.end(ids)
    return [_slip(person, class_name, tokens.get(person.id, "")) for person in people]


def _slip(person: Person, class_name: str, token: str) -> Slip:
    password = first_password()
    person.password_hash = first_hashed(password)
    person.must_change_password = True
    person.session_epoch += 1
    return Slip(person.full_name, class_name, person.username, password, token)
