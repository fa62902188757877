"""Sweeping uploads: expired ones, files without a row, and whole ones whose request was killed."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from repository.deposit.tus import pieces, service
from repository.deposit.tus.models import Resumable
from repository.deposit.versions.models import READING, Version
from repository.ingest import staging
from repository.ingest.models import WAITING, Upload
from repository.packs.models import TRIED, PackImport
from repository.packs.models import WAITING as PACK_WAITING
from school.api import OrgUnit, Person, may, who_is
from suite import clock, files, jobs
from suite.db import db

LOST = timedelta(minutes=10)
TORN = timedelta(days=1)


@jobs.job("repository.sweep_resumable", every=timedelta(minutes=10))
def sweep(_ctx: jobs.Context) -> dict[str, Any]:
    """How many were ended, forgotten as expired, and swept as files of nothing."""
    return {"ended": _end_lost(), "expired": _forget_expired(), "torn": _sweep_torn()}


def _end_lost() -> int:
    """Whole uploads whose request ended before the library had them; where the disk has no room
    they wait on, and what follows makes some."""
    query = select(Resumable).where(
        Resumable.received == Resumable.size,
        *service.UNDER_WAY,
        Resumable.moved_at < clock.now() - LOST,
    )
    found = list(db.session.scalars(query))
    for row in found:
        person = who_is(db.session.get_one(Person, row.person_id))
        if may(person, "work.deposit", db.session.get_one(OrgUnit, row.unit_id)):
            row.writer = ""
            try:
                service.end(row)
            except files.NoRoom:
                break
        else:
            service.discard(row)
    return len(found)


def _forget_expired() -> int:
    found = list(db.session.scalars(select(Resumable).where(Resumable.expires_at < clock.now())))
    for row in found:
        service.discard(row)
    return len(found)


def _sweep_torn() -> int:
    """Files that a process left that was killed before or after their row was written."""
    before = (clock.now() - TORN).timestamp()
    left = pieces.left_since(before)
    kept = set(db.session.scalars(select(Resumable.uid).where(Resumable.uid.in_(left))))
    torn = [uid for uid in left if uid not in kept]
    for uid in torn:
        pieces.drop(uid)
    waits = staging.left_since(before)
    still = select(Upload.uid).where(Upload.uid.in_(waits), Upload.state == WAITING)
    packs = select(PackImport.uid).where(
        PackImport.uid.in_(waits), PackImport.state.in_((PACK_WAITING, TRIED))
    )
    versions = select(Version.uid).where(Version.uid.in_(waits), Version.state == READING)
    needed = {uid for query in (still, packs, versions) for uid in db.session.scalars(query)}
    lost = [uid for uid in waits if uid not in needed]
    for uid in lost:
        staging.drop(uid)
    return len(torn) + len(lost)
