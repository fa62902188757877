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
    """Judge a try and note it. Commits.

    The try is noted as a wrong one before its password is judged, so that those who try side by
    side get no more tries than one after the other; no transaction is open while it is judged.
    """
    name = username.strip().lower()[:60]
    person = db.session.scalar(select(Person).where(Person.username == name))
    person_id = person.id if person else None
    kept = person.password_hash if person and person.left_on is None else None
    noted = _reserve(name, address[:45])
    if isinstance(noted, datetime):
        return Tried(rests_until=noted)
    worked = matches(kept, password)
    return Tried(_enter(noted, person_id) if worked and person_id else None)


def _reserve(name: str, address: str) -> datetime | int:
    """Until when the account rests, or the id of the try that was noted. Ends the transaction."""
    settings = current_settings()
    if db.session.get_bind().dialect.name == "postgresql":
        # One try of a name after the other, also where no account has it; SQLite needs no word.
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
    pause = timedelta(seconds=settings.signin_pause)
    if resting := _rests(name, settings.signin_failures, pause):
        db.session.rollback()
        return resting
    noted = SignIn(username=name, at=clock.now(), worked=False, address=address)
    db.session.add(noted)
    db.session.flush()
    try_id = noted.id
    db.session.commit()
    return try_id


def _enter(try_id: int, person_id: int) -> Person:
    """Note that a try worked. Commits."""
    noted, person = db.session.get_one(SignIn, try_id), db.session.get_one(Person, person_id)
    noted.worked, noted.person_id = True, person.id
    person.last_signin_at = noted.at
    person.activated_at = person.activated_at or noted.at
    db.session.commit()
    return person


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
