"""Addresses to which notices go: given by their owner, counted once the owner answered a message.

Each asking makes a contact row of its own, so that they can be counted: a machine that mails
whatever address it is told to is a nuisance to others.
"""

from collections.abc import Sequence

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import ColumnElement, Select, func, or_, select

from school.people.models import Contact
from suite import audit, clock, jobs
from suite.db import db

MOST_A_DAY = 5
LASTS = 2 * 24 * 3600
ASK = "notices.ask"


class TooOften(Exception):
    """The person, or the address, was asked often enough today."""


def verified(kind: str, person_ids: Sequence[int]) -> dict[int, str]:
    """The verified addresses of a kind by person; one statement."""
    query = _valid(kind).where(Contact.person_id.in_(person_ids), Contact.verified_at.is_not(None))
    rows = db.session.scalars(query.order_by(Contact.id))
    return {row.person_id: row.value for row in rows}


def newest(kind: str, person_id: int) -> Contact | None:
    """The address that a person gave last, answered or not."""
    query = _valid(kind).where(Contact.person_id == person_id)
    return db.session.scalar(query.order_by(Contact.id.desc()).limit(1))


def _valid(kind: str) -> Select[Contact]:
    ended = or_(Contact.valid_to.is_(None), Contact.valid_to > clock.today())
    return select(Contact).where(Contact.kind == kind, ended)


def give(channel: str, kind: str, person_id: int, value: str) -> Contact:
    """Keep an address and ask it by the worker whether it is right. Commits. Raises TooOften."""
    if _asked_today(kind, Contact.person_id == person_id) >= MOST_A_DAY or (
        _asked_today(kind, Contact.value == value) >= MOST_A_DAY
    ):
        raise TooOften
    for row in db.session.scalars(_valid(kind).where(Contact.person_id == person_id)):
        if row.verified_at is None:
            row.valid_to = clock.today()
    contact = Contact(person_id=person_id, kind=kind, value=value, valid_from=clock.today())
    db.session.add(contact)
    db.session.flush()
    audit.record("contact.given", f"person:{person_id}", detail={"kind": kind})
    jobs.enqueue(ASK, contact_id=contact.id, channel=channel)
    db.session.commit()
    return contact


def _asked_today(kind: str, whose: ColumnElement[bool]) -> int:
    query = select(func.count(Contact.id)).where(
        Contact.kind == kind, Contact.valid_from == clock.today(), whose
    )
    return db.session.scalar(query) or 0


def token_of(contact: Contact) -> str:
    """The word in the link that is mailed."""
    return _signer().dumps([contact.id, contact.person_id])


def contact_of(token: str, person_id: int | None) -> Contact | None:
    """The address that a link of this very person confirms; None for any other or old link."""
    try:
        contact_id, owner_id = _signer().loads(token, max_age=LASTS)
    except (BadSignature, ValueError, TypeError):
        return None
    if owner_id != person_id:
        return None
    contact = db.session.get(Contact, contact_id)
    ended = contact is None or (contact.valid_to and contact.valid_to <= clock.today())
    return None if ended else contact


def confirm(contact: Contact) -> None:
    """Let an address count from now on, in place of the one before. Commits."""
    others = _valid(contact.kind).where(
        Contact.person_id == contact.person_id, Contact.id != contact.id
    )
    for row in db.session.scalars(others):
        row.valid_to = clock.today()
    contact.verified_at = contact.verified_at or clock.now()
    audit.record("contact.verified", f"person:{contact.person_id}", detail={"kind": contact.kind})
    db.session.commit()


def remove(kind: str, person_id: int) -> None:
    """Let a person's addresses of a kind end today. Commits."""
    for row in db.session.scalars(_valid(kind).where(Contact.person_id == person_id)):
        row.valid_to = clock.today()
    audit.record("contact.removed", f"person:{person_id}", detail={"kind": kind})
    db.session.commit()


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="notice-address")
