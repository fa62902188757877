"""Signing in, changing a password, ending sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, cast, func, select

from school.people.models import Person, SignIn
from school.people.passwords import hashed, matches
from school.signin.rules import rests_until
from suite import audit, clock
from suite.audit import AuditEntry
from suite.db import db
from suite.settings import current_settings


@dataclass(frozen=True)
class Tried:
    """What became of a try: the person, or until when the account rests, or neither."""

    person: Person | None = None
    rests_until: datetime | None = None


def sign_in(username: str, password: str, address: str) -> Tried:
    """Judge a try and note it. Commits."""
    name = username.strip().lower()[:60]
    settings = current_settings()
    pause = timedelta(seconds=settings.signin_pause)
    resting = _rests(name, settings.signin_failures, pause)
    if resting:
        return Tried(rests_until=resting)
    person = db.session.scalar(select(Person).where(Person.username == name))
    kept = person.password_hash if person and person.left_on is None else None
    db.session.rollback()
    worked = matches(kept, password)
    person = db.session.get(Person, person.id) if person and worked else None
    now = clock.now()
    db.session.add(
        SignIn(
            username=name,
            person_id=person.id if person else None,
            at=now,
            worked=worked,
            address=address[:45],
        )
    )
    if person:
        person.last_signin_at = now
        person.activated_at = person.activated_at or now
    db.session.commit()
    return Tried(person=person)


def _rests(username: str, most: int, pause: timedelta) -> datetime | None:
    failures = _failures(username, pause)
    if len(failures) >= most and (reset := _reset_at(username)):
        failures = [at for at in failures if at > reset]
    return rests_until(failures, most, pause, clock.now())


def _reset_at(username: str) -> datetime | None:
    """When somebody in charge last gave the account a new first password: it rests no longer."""
    newest = (
        select(func.max(AuditEntry.at))
        .join(Person, AuditEntry.thing == "person:" + cast(Person.id, String))
        .where(AuditEntry.action == "password.reset", Person.username == username)
    )
    return db.session.scalar(newest)


def _failures(username: str, pause: timedelta) -> list[datetime]:
    last = db.session.scalar(
        select(func.max(SignIn.id)).where(SignIn.username == username, SignIn.worked)
    )
    query = select(SignIn.at).where(
        SignIn.username == username, ~SignIn.worked, SignIn.at > clock.now() - 2 * pause
    )
    return list(db.session.scalars(query.where(SignIn.id > last) if last else query))


def set_password(person: Person, password: str) -> None:
    """Keep a new password and end every other session. Commits."""
    person.password_hash = hashed(password)
    person.must_change_password = False
    person.session_epoch += 1
    audit.record("password.changed", f"person:{person.id}")
    db.session.commit()
