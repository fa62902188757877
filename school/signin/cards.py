"""QR cards of pupils: a random word of 128 bits on paper, its digest in the row.

A new card ends the old one, and so does a new first password. A card needs no limit of tries: it
cannot be guessed.
"""

import hashlib
import secrets
from collections.abc import Sequence

from flask import g, has_request_context
from sqlalchemy import insert, select, update
from sqlalchemy.orm import joinedload

from school.people.models import Person
from school.signin.models import Card
from suite import clock
from suite.db import db

BYTES = 16
LONGEST = 40


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def renew(person_ids: Sequence[int]) -> dict[int, str]:
    """New cards, their tokens by person; earlier ones end. Does not commit."""
    end(person_ids)
    tokens = {one: secrets.token_urlsafe(BYTES) for one in person_ids}
    maker = g.get("actor_id") if has_request_context() else None
    about = {"made_at": clock.now(), "made_by_id": maker}
    rows = [{"person_id": i, "digest": digest(t), **about} for i, t in tokens.items()]
    if rows:
        db.session.execute(insert(Card), rows)
    return tokens


def end(person_ids: Sequence[int]) -> None:
    """End the cards of these people. Does not commit."""
    db.session.execute(
        update(Card)
        .where(Card.person_id.in_(person_ids), Card.ended_at.is_(None))
        .values(ended_at=clock.now()),
        execution_options={"synchronize_session": False},
    )


def holder(token: str) -> Person | None:
    """Whose card it is, as long as it holds."""
    if len(token) > LONGEST:
        return None
    query = (
        select(Person)
        .join(Card, Card.person_id == Person.id)
        .where(Card.digest == digest(token), Card.ended_at.is_(None), Person.left_on.is_(None))
    )
    return db.session.scalar(query.options(joinedload(Person.school)))
