"""The key of a unit, and the keys of others that it knows.

The private half lies sealed in the database (`suite.sealing`): who steals the database signs
nothing. A key is known when somebody compared its fingerprint by another way than the pack.
"""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from repository.catalogue.permissions import REVIEWERS
from repository.packs.models import PackKey, PackSender
from school.api import OrgUnit, Who, permission
from suite import audit, clock, sealing
from suite.db import db

OWN, KNOWN, UNKNOWN, UNSIGNED = "own", "known", "unknown", "unsigned"


@permission("pack.trust")
def _trust(who: Who, unit: OrgUnit) -> bool:
    """Reviewers of the unit say which senders it knows."""
    return who.holds(unit.path, *REVIEWERS)


def signing_key(unit_id: int) -> Ed25519PrivateKey:
    """The key of a unit, made when first needed. Commits."""
    row = db.session.get(PackKey, unit_id)
    if row is None:
        made = Ed25519PrivateKey.generate()
        row = PackKey(
            unit_id=unit_id, public=made.public_key().public_bytes_raw().hex(),
            sealed=sealing.seal(made.private_bytes_raw().hex()), at=clock.now(),
        )  # fmt: skip
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:
            row = db.session.get_one(PackKey, unit_id)
        else:
            audit.record("pack.key_made", f"unit:{unit_id}", detail={"public": row.public})
    text = row.sealed
    db.session.commit()
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(sealing.unseal(text)))


def public_of(unit_id: int) -> str | None:
    """The public key of a unit; none while it never signed."""
    row = db.session.get(PackKey, unit_id)
    return row.public if row else None


def standing(unit_id: int, public: str | None) -> tuple[str, str]:
    """(OWN, KNOWN, UNKNOWN or UNSIGNED, the name under which the unit knows the sender)."""
    if public is None:
        return UNSIGNED, ""
    if public_of(unit_id) == public:
        return OWN, ""
    row = db.session.get(PackSender, (unit_id, public))
    return (KNOWN, row.name) if row else (UNKNOWN, "")


def known(unit_ids: Sequence[int]) -> list[PackSender]:
    """The senders that units know, by name."""
    query = select(PackSender).where(PackSender.unit_id.in_(unit_ids))
    return list(db.session.scalars(query.order_by(PackSender.name, PackSender.public)))


def remember(unit_id: int, public: str, name: str, person_id: int) -> None:
    """Know a sender from now on. Commits."""
    row = db.session.get(PackSender, (unit_id, public))
    if row is None:
        row = PackSender(unit_id=unit_id, public=public)
        db.session.add(row)
    row.name, row.person_id, row.at = name, person_id, clock.now()
    detail = {"public": public, "name": name, "person": person_id}
    audit.record("pack.sender_known", f"unit:{unit_id}", detail=detail)
    db.session.commit()


def forget(unit_id: int, public: str, person_id: int) -> None:
    """Know a sender no longer. Commits."""
    gone = PackSender.unit_id == unit_id, PackSender.public == public
    db.session.execute(delete(PackSender).where(*gone))
    detail = {"public": public, "person": person_id}
    audit.record("pack.sender_forgotten", f"unit:{unit_id}", detail=detail)
    db.session.commit()
