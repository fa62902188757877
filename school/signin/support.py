"""Acting for another: an administrator sees a person's pages as they see them, for an hour.

It is marked on every page, noted in the audit log with a reason, never counted as use (see
suite.events), and closed to what must be done in person: passwords, tests, handing work in.
"""

from datetime import datetime, timedelta

from flask import session
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import Who, may
from school.people.models import Person
from suite import audit, clock
from suite.db import db

LASTS = timedelta(hours=1)
LEAST_REASON = 5
KEY, FACE = "support", "support_face"


def start(person: Person, reason: str) -> None:
    """Begin to act for a person, who was seen to be one that may be supported. Commits."""
    audit.record("support.started", f"person:{person.id}", detail={"reason": reason[:200]})
    db.session.commit()
    session[KEY] = {"id": person.id, "until": (clock.now() + LASTS).isoformat()}
    session.pop(FACE, None)


def end() -> None:
    """Act for oneself again. Commits."""
    held = session.pop(KEY, None)
    session.pop(FACE, None)
    if held:
        audit.record("support.ended", f"person:{held['id']}")
        db.session.commit()


def supported(who: Who) -> Person | None:
    """The person for whom `who` acts in this session, as long as it lasts and may be."""
    held = session.get(KEY)
    if not held or datetime.fromisoformat(held["until"]) <= clock.now():
        return None
    query = select(Person).where(Person.id == held["id"], Person.left_on.is_(None))
    person = db.session.scalar(query.options(joinedload(Person.school)))
    return person if person and may(who, "person.support", person) else None
