"""Erasing who a person was.

The row stays as a pseudonym, because marks, answers and counts hang on it: they stay, of nobody.
Names, birth date, identifiers, addresses and the account go. The ledger knows people by keys of
its own, so its chain of hashes and every figure stand as before.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from school.accommodations import service as accommodations
from school.classes.models import LEFT, Enrolment, TeachingAssignment
from school.groups.models import GroupMember
from school.notices.models import Notice, NoticeChoice, NoticeDelivery
from school.people.events import PersonErased
from school.people.models import (
    ADMINISTRATOR,
    Contact,
    Guardianship,
    Person,
    PersonIdentifier,
    RoleGrant,
    SignIn,
)
from school.people.standing import who_is
from school.roster.models import ImportChange
from school.signin.models import Card, DeviceSession, Factor, ProviderLink, Recovery
from suite import audit, clock, events
from suite.db import db
from suite.text import fold, name_sort_key

ACCOUNT, TOGETHER = "xoa-", 1_000
PSEUDONYM = "Đã xóa danh tính"
KEPT_BY_IMPORTS = (PersonIdentifier, Contact)


class CannotErase(ValueError):
    """An administrator is not erased: the role is ended first."""


@dataclass(frozen=True)
class Erasure:
    """How many rows of a person go, and how many end."""

    identifiers: int
    contacts: int
    sign_ins: int
    roles: int
    enrolments: int
    guardianships: int


def preview(person: Person) -> Erasure:
    """What erasing the person would take away or end; nothing is written."""
    return Erasure(
        _count(PersonIdentifier, PersonIdentifier.person_id == person.id),
        _count(Contact, Contact.person_id == person.id),
        _count(SignIn, SignIn.person_id == person.id),
        _count(RoleGrant, RoleGrant.person_id == person.id, RoleGrant.valid_to.is_(None)),
        _count(Enrolment, Enrolment.person_id == person.id, Enrolment.ends_on.is_(None)),
        _count(Guardianship, _in_family(person), Guardianship.valid_to.is_(None)),
    )


def erase(person: Person) -> Erasure:
    """Turn a person into a pseudonym. Commits. Raises CannotErase."""
    if who_is(person).has(ADMINISTRATOR):
        raise CannotErase(person.username)
    found = preview(person)
    _forget(person)
    _end(person)
    audit.record("person.erased", f"person:{person.id}")
    events.publish(PersonErased(person.id))
    db.session.commit()
    return found


def erased(ids: Iterable[int]) -> dict[int, str]:
    """Who of these people is a pseudonym by now, with its name; a statement for each thousand."""
    wanted, found = sorted(set(ids)), dict[int, str]()
    for start in range(0, len(wanted), TOGETHER):
        query = select(Person.id, Person.uid, Person.username, Person.full_name).where(
            Person.id.in_(wanted[start : start + TOGETHER]), Person.username.startswith(ACCOUNT)
        )
        rows = db.session.execute(query)
        found |= {i: name for i, uid, user, name in rows if user == f"{ACCOUNT}{_code(uid)}"}
    return found


def _code(uid: str) -> str:
    return uid.replace("-", "")[-12:]


def _forget(person: Person) -> None:
    accommodations.forget([person.id])
    code = _code(person.uid)
    tried = or_(SignIn.person_id == person.id, SignIn.username == person.username)
    hidden = update(SignIn).where(tried)
    person.full_name = f"{PSEUDONYM} {code[-6:]}"
    person.sort_key, person.search_key = name_sort_key(person.full_name), fold(person.full_name)
    person.username, person.password_hash = f"{ACCOUNT}{code}", None
    person.birth_date = person.gender = person.language = None
    person.session_epoch += 1
    person.version += 1
    _forget_imports(person)
    _forget_notices(person)
    for model in (PersonIdentifier, Contact, Card, Factor, Recovery, ProviderLink):
        db.session.execute(delete(model).where(model.person_id == person.id))
    db.session.execute(hidden.values(username=person.username, address=""))
    devices = update(DeviceSession).where(DeviceSession.person_id == person.id)
    ended = func.coalesce(DeviceSession.ended_at, clock.now())
    db.session.execute(devices.values(device="", address="", ended_at=ended))


def _forget_notices(person: Person) -> None:
    """What the person was told, and what guardians were told of them."""
    gone = select(Notice.id).where(or_(Notice.person_id == person.id, Notice.about_id == person.id))
    db.session.execute(delete(NoticeDelivery).where(NoticeDelivery.notice_id.in_(gone)))
    db.session.execute(delete(Notice).where(Notice.id.in_(gone)))
    db.session.execute(delete(NoticeChoice).where(NoticeChoice.person_id == person.id))


def _forget_imports(person: Person) -> None:
    """What imports kept of the person's own rows, to undo them, holds names and numbers; what
    they ended of the person's does not come back with an undo."""
    for model, column in ((Person, Person.id), *((m, m.person_id) for m in KEPT_BY_IMPORTS)):
        mine = select(model.id).where(column == person.id)
        table = ImportChange.table_name == model.__tablename__
        db.session.execute(delete(ImportChange).where(table, ImportChange.row_id.in_(mine)))
    for kept in (RoleGrant, Enrolment, TeachingAssignment, GroupMember):
        mine = select(kept.id).where(kept.person_id == person.id)
        table = ImportChange.table_name == kept.__tablename__
        ended = ImportChange.before.is_not(None)
        db.session.execute(delete(ImportChange).where(table, ended, ImportChange.row_id.in_(mine)))


def _end(person: Person) -> None:
    """What still holds ends today, so that counts up to yesterday stay as they are."""
    today = clock.today()
    person.left_on = person.left_on or today
    for model in (RoleGrant, Guardianship):
        mine = _in_family(person) if model is Guardianship else RoleGrant.person_id == person.id
        open_still = or_(model.valid_to.is_(None), model.valid_to > today)
        db.session.execute(update(model).where(mine, open_still).values(valid_to=today))
    for kept in (Enrolment, TeachingAssignment, GroupMember):
        open_still = or_(kept.ends_on.is_(None), kept.ends_on > today)
        ending = update(kept).where(kept.person_id == person.id, open_still)
        values = {"ends_on": today} | ({"state": LEFT} if kept is Enrolment else {})
        db.session.execute(ending.values(**values))


def _in_family(person: Person) -> ColumnElement[bool]:
    return or_(Guardianship.guardian_id == person.id, Guardianship.pupil_id == person.id)


def _count(model: type, *where: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0
