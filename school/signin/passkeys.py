"""Passkeys of staff (WebAuthn): a second factor, or in place of the password altogether.

Only where the page is a secure context, which a browser grants to HTTPS and to its own machine.
The private key never leaves the person's device; here lie its public half and its name.
"""

import json
from dataclasses import dataclass
from typing import Any

import webauthn
from sqlalchemy import select, update
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from school.notices import account
from school.people.models import Person
from school.signin import factors
from school.signin.factors import ISSUER, PASSKEY
from school.signin.models import Factor
from suite import audit, clock
from suite.db import db

MOST = 10  # of one person
LONGEST = 400
# What comes of an answer that does not hold, or is none at all.
BROKEN = (WebAuthnException, ValueError, TypeError, KeyError, RecursionError)
PREFERRED, REQUIRED = UserVerificationRequirement.PREFERRED, UserVerificationRequirement.REQUIRED


@dataclass(frozen=True)
class Site:
    """The house as a browser knows it: the name to which keys are bound, and its address."""

    name: str
    origin: str


def of_person(person_id: int) -> list[Factor]:
    """The passkeys of a person, the first one first."""
    query = select(Factor).where(
        Factor.person_id == person_id, Factor.kind == PASSKEY, Factor.ended_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(Factor.id)))


def options_to_make(person: Person, site: Site, challenge: bytes) -> dict[str, Any]:
    """What the browser needs to make a key."""
    options = webauthn.generate_registration_options(
        rp_id=site.name,
        rp_name=ISSUER,
        user_name=person.username,
        user_id=person.uid.encode(),
        user_display_name=person.full_name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=PREFERRED
        ),
        exclude_credentials=_described(person.id),
    )
    return dict(json.loads(webauthn.options_to_json(options)))


def options_to_show(person_id: int | None, site: Site, challenge: bytes) -> dict[str, Any]:
    """What the browser needs to show a key: of a person, or of whomever, who then proves to the
    device who they are."""
    options = webauthn.generate_authentication_options(
        rp_id=site.name,
        challenge=challenge,
        allow_credentials=_described(person_id) if person_id else None,
        user_verification=PREFERRED if person_id else REQUIRED,
    )
    return dict(json.loads(webauthn.options_to_json(options)))


def _described(person_id: int) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.handle or ""))
        for row in of_person(person_id)
    ]


def keep(
    person: Person, told: str, label: str, site: Site, challenge: bytes
) -> tuple[Factor, list[str]] | None:
    """Keep a key that was made just now, with recovery words for who has none; None when it does
    not hold. Commits."""
    try:
        made = webauthn.verify_registration_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
        )
    except BROKEN:
        return None
    handle = bytes_to_base64url(made.credential_id)
    known = db.session.scalar(select(Factor.id).where(Factor.handle == handle))
    if known is not None or len(handle) > LONGEST or len(of_person(person.id)) >= MOST:
        return None
    row = Factor(
        person_id=person.id,
        kind=PASSKEY,
        secret=bytes_to_base64url(made.credential_public_key),
        handle=handle,
        label=label,
        counter=made.sign_count,
        made_at=clock.now(),
    )
    db.session.add(row)
    words = [] if factors.words_left(person.id) else factors.fresh_words(person.id)
    audit.record("factor.made", f"person:{person.id}", detail={"kind": PASSKEY})
    account.signin_method_added(person, PASSKEY)
    db.session.commit()
    return row, words


def shown(told: str, site: Site, challenge: bytes, *, alone: bool) -> Factor | None:
    """The key that was shown, or None when it does not hold. `alone`: nothing else was shown, so
    the device must have made sure of the person. Does not commit."""
    row = _named(told)
    if row is None:
        return None
    try:
        seen = webauthn.verify_authentication_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(row.secret),
            credential_current_sign_count=row.counter,
            require_user_verification=alone,
        )
    except BROKEN:
        return None
    used = update(Factor).where(Factor.id == row.id).values(counter=seen.new_sign_count)
    db.session.execute(used.values(used_at=clock.now()))
    return row


def _named(told: str) -> Factor | None:
    """The row of the key that an answer names."""
    try:
        handle = json.loads(told)["id"]
    except BROKEN:
        return None
    if not isinstance(handle, str) or not 0 < len(handle) <= LONGEST:
        return None
    query = select(Factor).where(Factor.kind == PASSKEY, Factor.ended_at.is_(None))
    return db.session.scalar(query.where(Factor.handle == handle))
