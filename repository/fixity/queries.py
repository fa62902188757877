"""What is broken, and of which works."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from repository.catalogue.models import Work, WorkFile
from repository.catalogue.permissions import decides
from repository.fixity import rules
from repository.fixity.models import Fixity
from school.api import Who
from suite.db import db
from suite.files import FileRow

MOST = 200


@dataclass(frozen=True)
class BrokenContent:
    """A content that is not what was stored, and the titles of the works that need it."""

    content: str
    outcome: str
    size: int
    found: int | None
    since: datetime | None
    titles: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """For machines."""
        return {**asdict(self), "since": self.since.isoformat() if self.since else None}


def broken_contents() -> list[BrokenContent]:
    """Everything that is broken, without regard to rights; two statements."""
    rows = db.session.execute(
        select(Fixity, FileRow.size)
        .join(FileRow, FileRow.sha256 == Fixity.content)
        .where(Fixity.outcome.in_(rules.BROKEN))
        .order_by(Fixity.content)
    ).all()
    titles: dict[str, set[str]] = {}
    broken = select(Fixity.content).where(Fixity.outcome.in_(rules.BROKEN))
    needs = (
        select(WorkFile.sha256, WorkFile.shown_sha256, Work.title)
        .join(WorkFile.work)
        .where(or_(WorkFile.sha256.in_(broken), WorkFile.shown_sha256.in_(broken)))
    )
    for sha256, shown, title in db.session.execute(needs):
        for content in (sha256, shown):
            titles.setdefault(content or "", set()).add(title)
    return [
        BrokenContent(
            row.content, row.outcome, size, row.found, row.since,
            tuple(sorted(titles.get(row.content, ()))),
        )
        for row, size in rows
    ]  # fmt: skip


def broken_files(who: Who) -> list[tuple[WorkFile, Fixity]]:
    """Broken files of the works on which `who` decides, the latest first; one statement."""
    query = (
        select(WorkFile, Fixity)
        .join(WorkFile.work)
        .join(Fixity, Fixity.content.in_((WorkFile.sha256, WorkFile.shown_sha256)))
        .where(Fixity.outcome.in_(rules.BROKEN), decides(who))
        .options(contains_eager(WorkFile.work))
        .order_by(Fixity.since.desc(), WorkFile.id)
        .limit(MOST)
    )
    return [(file, row) for file, row in db.session.execute(query)]
