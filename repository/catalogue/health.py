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
        file = select(WorkFile).where(WorkFile.id == file_id).options(joinedload(WorkFile.work))
        note(db.session.scalars(file).one(), state)
        db.session.commit()
    return counts


def _whole(sha256: str) -> bool:
    try:
        with files.store().path(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def note(file: WorkFile, state: str) -> None:
    """Keep the health of a file as it was just seen; who follows its work is told. No commit."""
    file.health, file.checked_at = state, clock.now()
    if file.work.state == rules.PUBLISHED:
        tell(WorkChecked(file.work_id))
