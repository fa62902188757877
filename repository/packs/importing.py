"""Packs that people bring by the page: kept beside the store, tried, taken in, forgotten."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import select

from repository.ingest import staging
from repository.ingest.sniff import clean_name
from repository.packs.bringing import Plan, bring
from repository.packs.models import DONE, REFUSED, TRIED, WAITING, PackImport
from repository.packs.opening import PackRefused
from suite import clock, jobs
from suite.db import db, new_uid
from suite.settings import current_settings

JOB = "repository.import_pack"
KEPT = timedelta(days=3)


def receive(
    name: str,
    source: IO[bytes] | Path,
    *,
    unit_id: int,
    person_id: int,
    submit: bool,
    most: int | None = None,
) -> PackImport:
    """Keep a pack until it is taken in, and have it tried; at most `most` bytes, else those of an
    upload in one piece. Raises FormatError, files.NoRoom."""
    db.session.commit()
    uid = new_uid()
    kept = staging.put(uid, source, most or current_settings().max_upload)
    row = PackImport(
        uid=uid, unit_id=unit_id, person_id=person_id, name=clean_name(name), size=kept.size,
        submit=submit, state=WAITING, at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _queue(row, keep=False)
    return row


def take(row: PackImport) -> None:
    """Have a pack that was tried taken in."""
    _queue(row, keep=True)


def run(row: PackImport, keep: bool, progress: Callable[[int, int], None]) -> None:
    """Try a pack, or take it in; what became of it stands in the row."""
    if row.state not in (WAITING, TRIED):
        return
    plan = Plan(row.unit_id, row.person_id, keep, row.submit)
    try:
        brought = bring(staging.path(row.uid), plan, progress)
    except PackRefused as refused:
        db.session.rollback()
        row.state, row.code, row.params = REFUSED, refused.code, dict(refused.params)
        staging.drop(row.uid)
    else:
        row.state = DONE if keep else TRIED
        row.title, row.origin = brought.title[:200], brought.unit_name[:200]
        row.key = brought.key
        row.lines = [line.plain() for line in brought.lines]
        if keep:
            staging.drop(row.uid)
    db.session.commit()


def place(row: PackImport) -> Path:
    """Where the pack waits."""
    return staging.path(row.uid)


@jobs.job("repository.forget_packs", every=timedelta(days=1))
def forget(_ctx: jobs.Context) -> dict[str, int]:
    """Forget packs that nobody took in."""
    old = select(PackImport).where(
        PackImport.state.in_((WAITING, TRIED)), PackImport.at < clock.now() - KEPT
    )
    rows = db.session.scalars(old).all()
    for row in rows:
        row.state, row.code, row.params = REFUSED, "too_late", {}
        staging.drop(row.uid)
    db.session.commit()
    return {"forgotten": len(rows)}


def _queue(row: PackImport, *, keep: bool) -> None:
    job = jobs.enqueue(JOB, owner_id=row.person_id, import_id=row.id, keep=keep)
    db.session.flush()
    row.job_id = job.id
    db.session.commit()
