"""A broken content is made whole when somebody brings the right one."""

from pathlib import Path

from sqlalchemy import or_, select

from repository.catalogue.models import DEAD, WorkFile
from repository.fixity import rules, service
from repository.fixity.models import Fixity
from suite import files
from suite.db import db


def heal(sha256: str, path: Path, limit: int) -> bool:
    """Put the content at `path` in place of a broken one with its hash; whether one was. Commits,
    and no transaction is open while it is stored."""
    dead = select(WorkFile.id).where(WorkFile.sha256 == sha256, WorkFile.health == DEAD)
    broken = select(Fixity.content).where(
        Fixity.content == sha256, Fixity.outcome.in_(rules.BROKEN)
    )
    needed = db.session.scalar(select(or_(dead.exists(), broken.exists())))
    db.session.commit()
    if not needed:
        return False
    with path.open("rb") as source:
        stored = files.store().put(source, limit)
    service.note(stored.sha256, rules.WHOLE, stored.size)
    db.session.commit()
    return True
