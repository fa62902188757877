"""Whom an account of the school's own provider stands for here. No account is made by it.

A provider speaks for its unit alone: who holds any role outside of it is not signed in by it, so
that the account server of a school never opens the account of a province.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, exists, func, or_, select
from sqlalchemy.orm import aliased

from school.access import valid_today
from school.people import identifiers
from school.people.models import Contact, Person, PersonIdentifier
from school.people.standing import who_is
from school.signin.models import Provider, ProviderLink
from school.units.models import OrgUnit
from suite import audit, clock, sealing
from suite.audit import AuditEntry
from suite.db import db

EMAIL, USERNAME, IDENTIFIER = "email", "username", "identifier"
# What is compared, and the claim of the provider in which it stands unless told otherwise.
MATCHES = {EMAIL: "email", USERNAME: "preferred_username", IDENTIFIER: "sub"}
OPEN_SCHEMES = tuple(one for one in identifiers.SCHEMES if one not in identifiers.SEALED)
LONGEST_SUBJECT = 255


class Refused(ValueError):
    """An account that signs nobody in; `code` says why: "unknown" to everybody here, "several"
    whom it may be, "taken" by another account of the provider, "outside" the provider's unit."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ProviderPlan:
    """A provider as an administrator tells of it. `claim` "" is the usual one of `match`."""

    label: str
    issuer: str
    client_id: str
    secret: str
    match: str
    claim: str = ""


def add(unit_id: int, plan: ProviderPlan) -> Provider:
    """Let a unit's people sign in by a provider. Commits."""
    row = Provider(
        unit_id=unit_id,
        label=plan.label,
        issuer=plan.issuer.rstrip("/"),
        client_id=plan.client_id,
        secret=sealing.seal(plan.secret),
        match=plan.match,
        claim=plan.claim or MATCHES[plan.match],
        made_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("provider.added", f"provider:{row.id}", detail={"issuer": row.issuer})
    db.session.commit()
    return row


def end(row: Provider) -> None:
    """Nobody signs in by the provider any more. Commits."""
    row.ended_at = clock.now()
    audit.record("provider.ended", f"provider:{row.id}")
    db.session.commit()


def in_use() -> list[Provider]:
    """The providers by which people sign in now."""
    query = select(Provider).where(Provider.ended_at.is_(None))
    return list(db.session.scalars(query.order_by(Provider.label, Provider.id)))


def recognise(row: Provider, claims: Mapping[str, Any]) -> Person:
    """The person for whom an account stands; the first time it is matched, and the two are
    linked. Raises Refused. Does not commit."""
    subject = str(claims.get("sub", ""))
    if not subject or len(subject) > LONGEST_SUBJECT:
        raise Refused("unknown")
    linked = select(ProviderLink.person_id).where(
        ProviderLink.provider_id == row.id, ProviderLink.subject == subject
    )
    person_id = db.session.scalar(linked)
    person = db.session.get(Person, person_id) if person_id else _matched(row, claims)
    if person is None or person.left_on is not None:
        raise Refused("unknown")
    grants = who_is(person).grants
    if not grants or not all(grant.path.startswith(row.unit.path) for grant in grants):
        raise Refused("outside")
    if person_id is None:
        _link(row, subject, person)
    return person


def _matched(row: Provider, claims: Mapping[str, Any]) -> Person | None:
    value = str(claims.get(row.claim) or "").strip()
    if not value or (row.match == EMAIL and claims.get("email_verified") is False):
        return None
    query = select(Person).where(Person.left_on.is_(None), _is(row, value)).limit(2)
    found = list(db.session.scalars(query))
    if len(found) > 1:
        raise Refused("several")
    return found[0] if found else None


def _is(row: Provider, value: str) -> ColumnElement[bool]:
    if row.match == USERNAME:
        return Person.username == value.lower()
    if row.match == EMAIL:
        held = select(Contact.person_id).where(
            Contact.kind == "email",
            func.lower(Contact.value) == value.lower(),
            # Anybody may type an address for themselves; only its owner can confirm it.
            Contact.verified_at.is_not(None),
            ~_reset_since(Contact.person_id, Contact.verified_at),
            valid_today(Contact.valid_from, Contact.valid_to),
        )
        return Person.id.in_(held)
    # A school gives its own numbers, so that the same one stands in many schools.
    served = select(OrgUnit.id).where(OrgUnit.path.startswith(row.unit.path))
    holder = aliased(Person)
    known = (
        select(PersonIdentifier.person_id)
        .join(holder, holder.id == PersonIdentifier.person_id)
        .where(
            PersonIdentifier.scheme.in_(OPEN_SCHEMES),
            PersonIdentifier.value == value,
            or_(PersonIdentifier.scheme != identifiers.SCHOOL, holder.school_id.in_(served)),
            valid_today(PersonIdentifier.valid_from, PersonIdentifier.valid_to),
        )
    )
    return Person.id.in_(known)


def _reset_since(person_id: Any, at: Any) -> ColumnElement[bool]:
    """Whether somebody in charge gave a new first password after an instant: an address from
    before may be that of who had taken the account."""
    return exists().where(
        AuditEntry.action == "password.reset",
        AuditEntry.thing == "person:" + cast(person_id, String),
        AuditEntry.at >= at,
    )


def unlink_addresses(person_ids: Sequence[int]) -> None:
    """Forget which accounts were recognised by an address of these people; it is confirmed anew
    before it counts again. Does not commit."""
    by_address = select(Provider.id).where(Provider.match == EMAIL)
    gone = delete(ProviderLink).where(
        ProviderLink.person_id.in_(person_ids), ProviderLink.provider_id.in_(by_address)
    )
    db.session.execute(gone, execution_options={"synchronize_session": False})


def _link(row: Provider, subject: str, person: Person) -> None:
    """Keep for whom the account stands. Another account never takes a person who has one."""
    query = select(ProviderLink.id).where(
        ProviderLink.provider_id == row.id, ProviderLink.person_id == person.id
    )
    if db.session.scalar(query) is not None:
        raise Refused("taken")
    link = ProviderLink(
        provider_id=row.id, subject=subject, person_id=person.id, made_at=clock.now()
    )
    db.session.add(link)
    audit.record("provider.linked", f"person:{person.id}", detail={"provider": row.id})
