"""Signing in, changing a password, ending sessions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, delete, func, select

from school.people.models import Person, SignIn
from school.people.passwords import hashed, matches
from school.people.standing import is_pupil
from school.signin import cards, factors, providers, sessions
from school.signin.models import DeviceSession, Factor, Provider
from school.signin.rules import rests_until
from suite import audit, clock
from suite.audit import AuditEntry
from suite.db import db
from suite.settings import current_settings

PASSWORD, CODE, CARD = "password", "code", "card"
PROVIDER, PASSKEY = "oidc", "passkey"


@dataclass(frozen=True)
class Browser:
    """From where somebody signs in: the network address, and what the browser calls itself."""

    address: str
    agent: str = ""


@dataclass(frozen=True)
class Tried:
    """What became of a try: the person and the session, or until when the account rests, or
    neither. A person without a session still has to show a second factor."""

    person: Person | None = None
    held: DeviceSession | None = None
    rests_until: datetime | None = None


def sign_in(username: str, password: str, browser: Browser) -> Tried:
    """Judge a try and note it. Commits.

    The try is noted as a wrong one before its password is judged, so that those who try side by
    side get no more tries than one after the other; no transaction is open while it is judged.
    """
    name = username.strip().lower()[:60]
    person = db.session.scalar(select(Person).where(Person.username == name))
    person_id = person.id if person else None
    kept = person.password_hash if person and person.left_on is None else None
    noted = _reserve(name, browser.address[:45])
    if isinstance(noted, datetime):
        return Tried(rests_until=noted)
    if not matches(kept, password) or person_id is None:
        return Tried()
    return _go_on(db.session.get_one(SignIn, noted), person_id, PASSWORD, browser)


def second_step(person: Person, typed: str, how: str, browser: Browser) -> Tried:
    """Judge the code of one who came by `how`; noted like a password. Commits."""
    person_id = person.id
    noted = _reserve(person.username, browser.address[:45], CODE)
    if isinstance(noted, datetime):
        return Tried(rests_until=noted)
    if not factors.spend(person_id, typed):
        db.session.rollback()
        return Tried()
    return _enter(db.session.get_one(SignIn, noted), person_id, how, browser)


def prove(person: Person, typed: str, address: str) -> Tried:
    """Judge a code that somebody shows who is signed in; a wrong one counts as a wrong try,
    a right one leaves no row. Commits."""
    noted = _reserve(person.username, address[:45], CODE)
    if isinstance(noted, datetime):
        return Tried(rests_until=noted)
    if not factors.spend(person.id, typed):
        db.session.rollback()
        return Tried()
    db.session.execute(delete(SignIn).where(SignIn.id == noted))
    db.session.commit()
    return Tried(person)


def prove_password(person: Person, typed: str, address: str, held: DeviceSession) -> Tried:
    """As `prove`, of the present password; the session is told that it was shown. Commits."""
    kept, held_id = person.password_hash, held.id
    noted = _reserve(person.username, address[:45])
    if isinstance(noted, datetime):
        return Tried(rests_until=noted)
    if not matches(kept, typed):
        return Tried()
    db.session.execute(delete(SignIn).where(SignIn.id == noted))
    db.session.get_one(DeviceSession, held_id).proved_at = clock.now()
    db.session.commit()
    return Tried(person)


def sign_in_by_card(token: str, browser: Browser) -> Tried:
    """Sign a pupil in whose card holds. Commits.

    An account that rests after wrong passwords is open to its card: nobody can lock a pupil out.
    """
    person = cards.holder(token)
    if person is None or not is_pupil(person):
        return Tried()
    audit.record("signin.card", f"person:{person.id}")
    return _enter(_noted(person, CARD, browser), person.id, CARD, browser)


def sign_in_by_provider(provider_id: int, claims: Mapping[str, Any], browser: Browser) -> Tried:
    """Sign in for whom an account of a provider stands. Raises Refused. Commits."""
    row = db.session.get_one(Provider, provider_id)
    person = providers.recognise(row, claims)
    return _go_on(_noted(person, PROVIDER, browser), person.id, PROVIDER, browser)


def sign_in_by_passkey(row: Factor, how: str, browser: Browser) -> Tried:
    """Sign in who showed a passkey that holds, alone or after coming by `how`. Commits."""
    person = db.session.get_one(Person, row.person_id)
    if person.left_on is not None:
        db.session.rollback()
        return Tried()
    return _enter(_noted(person, PASSKEY, browser), person.id, how, browser)


def _noted(person: Person, how: str, browser: Browser) -> SignIn:
    noted = SignIn(
        username=person.username,
        at=clock.now(),
        worked=False,
        address=browser.address[:45],
        how=how,
    )
    db.session.add(noted)
    return noted


def _go_on(noted: SignIn, person_id: int, how: str, browser: Browser) -> Tried:
    """Enter, or wait for the second factor: until then the try stays one that did not work."""
    if db.session.scalar(select(factors.held_by(person_id))):
        person = db.session.get_one(Person, person_id)
        db.session.commit()
        return Tried(person)
    return _enter(noted, person_id, how, browser)


def _reserve(name: str, address: str, how: str = PASSWORD) -> datetime | int:
    """Until when the account rests, or the id of the try that was noted. Ends the transaction."""
    settings = current_settings()
    if db.session.get_bind().dialect.name == "postgresql":
        # One try of a name after the other, also where no account has it; SQLite needs no word.
        db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
    pause = timedelta(seconds=settings.signin_pause)
    if resting := _rests(name, settings.signin_failures, pause):
        db.session.rollback()
        return resting
    noted = SignIn(username=name, at=clock.now(), worked=False, address=address, how=how)
    db.session.add(noted)
    db.session.flush()
    try_id = noted.id
    db.session.commit()
    return try_id


def _enter(noted: SignIn, person_id: int, how: str, browser: Browser) -> Tried:
    """Note that a try worked and begin the session. Commits."""
    person = db.session.get_one(Person, person_id)
    noted.worked, noted.person_id = True, person.id
    person.last_signin_at = noted.at
    person.activated_at = person.activated_at or noted.at
    held = sessions.begin(person.id, how, browser.address, browser.agent)
    db.session.commit()
    return Tried(person, held)


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


def set_password(person: Person, password: str, kept_id: int) -> None:
    """Keep a new password and end every session but the one in which it was changed. Commits."""
    sessions.end_others(person.id, kept_id)
    person.password_hash = hashed(password)
    person.must_change_password = False
    person.session_epoch += 1
    audit.record("password.changed", f"person:{person.id}")
    db.session.commit()
