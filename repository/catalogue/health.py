"""Whether the contents of the catalogue's files are still what was stored."""

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.catalogue import rules
from repository.catalogue.events import WorkChecked
from repository.catalogue.models import ALIVE, DEAD, WorkFile
from suite import clock, files
from suite.db import db
from suite.events import publish as tell


def check(before: datetime | None = None) -> dict[str, int]:
    """Read every file last checked before the instant, compare its hash; counts by state."""
    query = select(WorkFile.id, WorkFile.sha256).order_by(WorkFile.checked_at, WorkFile.id)
    if before is not None:
        query = query.where(WorkFile.checked_at < before)
    rows = [(file_id, sha256) for file_id, sha256 in db.session.execute(query)]
    db.session.commit()
    counts = {ALIVE: 0, DEAD: 0}
    for file_id, sha256 in rows:
        state = ALIVE if _whole(sha256) else DEAD
        counts[state] += 1
        _note(file_id, state)
    return counts


def _whole(sha256: str) -> bool:
    try:
        with files.store().path(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _note(file_id: int, state: str) -> None:
    query = select(WorkFile).where(WorkFile.id == file_id).options(joinedload(WorkFile.work))
    row = db.session.scalars(query).one()
    row.health, row.checked_at = state, clock.now()
    if row.work.state == rules.PUBLISHED:
        tell(WorkChecked(row.work_id))
    db.session.commit()
