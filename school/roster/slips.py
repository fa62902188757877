"""First passwords of imports that ran as jobs: sealed for a day, for who imported, shown once."""

import json
from dataclasses import astuple
from datetime import timedelta

from sqlalchemy import select, update

from school.people.service import Slip
from school.roster.models import ListImport
from suite import audit, clock, sealing
from suite.db import db

KEPT = timedelta(days=1)


def keep(row: ListImport, slips: list[Slip]) -> None:
    """Seal the slips of an import in the present transaction."""
    if slips:
        row.sealed_slips = sealing.seal(json.dumps([astuple(slip) for slip in slips]))
        row.slips_until = clock.now() + KEPT


def waiting(row: ListImport, person_id: int | None) -> bool:
    """Whether slips wait for this person."""
    if row.sealed_slips is None or row.slips_until is None or person_id is None:
        return False
    return row.person_id == person_id and row.slips_until > clock.now()


def take(import_id: int, person_id: int | None) -> list[Slip]:
    """The slips, this once; none for others, later or again. Commits."""
    row = db.session.scalars(
        select(ListImport)
        .where(ListImport.id == import_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if not waiting(row, person_id):
        db.session.rollback()
        return []
    slips = [Slip(*held) for held in json.loads(sealing.unseal(row.sealed_slips or ""))]
    row.sealed_slips = row.slips_until = None
    audit.record("password.slips", f"import:{import_id}", detail={"count": len(slips)})
    db.session.commit()
    return slips


def forget() -> int:
    """Forget slips whose day is over; how many imports had some. Does not commit."""
    old = (
        update(ListImport)
        .where(ListImport.slips_until < clock.now())
        .values(sealed_slips=None, slips_until=None)
    )
    return len(db.session.scalars(old.returning(ListImport.id)).all())
