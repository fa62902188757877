"""The browsers that are signed in: begun, seen, listed, ended."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import OperationalError

from school.signin.models import DeviceSession
from school.signin.rules import device_words
from suite import clock
from suite.db import db
from suite.settings import current_settings

SEEN_EVERY = timedelta(minutes=10)
log = logging.getLogger(__name__)


def begin(person_id: int, how: str, address: str, agent: str) -> DeviceSession:
    """Add a session to the present transaction; `agent` is what the browser calls itself."""
    now = clock.now()
    row = DeviceSession(
        person_id=person_id,
        started_at=now,
        seen_at=now,
        how=how,
        device=device_words(agent),
        address=address[:45],
    )
    db.session.add(row)
    return row


def open_sessions(person_id: int) -> list[DeviceSession]:
    """The sessions of a person whose browsers may still hold them, the last used first."""
    since = clock.now() - timedelta(hours=current_settings().session_hours)
    query = select(DeviceSession).where(
        DeviceSession.person_id == person_id,
        DeviceSession.ended_at.is_(None),
        DeviceSession.seen_at > since,
    )
    return list(
        db.session.scalars(query.order_by(DeviceSession.seen_at.desc(), DeviceSession.id.desc()))
    )


def end(person_id: int, session_id: int) -> bool:
    """End a session of a person; whether there was one. Does not commit."""
    return _end(person_id, DeviceSession.id == session_id) > 0


def end_others(person_id: int, kept_id: int) -> int:
    """End all sessions of a person but one; how many. Does not commit."""
    return _end(person_id, DeviceSession.id != kept_id)


def end_all(person_ids: Sequence[int]) -> None:
    """End every session of these people. Does not commit."""
    db.session.execute(
        update(DeviceSession)
        .where(DeviceSession.person_id.in_(person_ids), DeviceSession.ended_at.is_(None))
        .values(ended_at=clock.now()),
        execution_options={"synchronize_session": False},
    )


def _end(person_id: int, which: ColumnElement[bool]) -> int:
    done = db.session.execute(
        update(DeviceSession)
        .where(DeviceSession.person_id == person_id, which, DeviceSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    return int(done.rowcount)  # type: ignore[attr-defined]


def touch(session_id: int) -> None:
    """Note that a session was seen just now, at the end of a request; that it cannot be noted
    must not fail the request."""
    db.session.rollback()  # a transaction that still reads would keep SQLite's writer waiting
    now = clock.now()
    seen = update(DeviceSession).where(
        DeviceSession.id == session_id, DeviceSession.seen_at <= now - SEEN_EVERY
    )
    try:
        with db.engine.begin() as connection:
            connection.execute(seen.values(seen_at=now))
    except OperationalError:
        log.warning("session %s was seen and could not be noted", session_id)
