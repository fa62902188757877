"""Who is told of broken contents: the librarians of the works, administrators of all."""

from datetime import datetime

from sqlalchemy import func, or_, select

from repository import keepers
from repository.catalogue import rules as states
from repository.catalogue.models import Work, WorkFile
from repository.fixity import rules
from repository.fixity.models import Fixity
from school.api import ADMINISTRATOR, NoticeKind, To, notice_kind, notify
from suite import web
from suite.db import db


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


BROKEN = notice_kind(
    NoticeKind(
        "files_broken",
        N_("Stored files are damaged"),
        N_("Stored files that are damaged or missing: %(num)s. Add them again."),
        "exclamation-triangle",
    )
)


def broken_since(run_id: int, moment: datetime) -> None:
    """Tell of what was first found broken since `moment`. No commit."""
    fresh = select(Fixity.content).where(Fixity.outcome.in_(rules.BROKEN), Fixity.since >= moment)
    number = db.session.scalar(select(func.count()).select_from(fresh.subquery())) or 0
    if not number:
        return
    everywhere = keepers.holders((ADMINISTRATOR,))
    people = [To(person_id) for person_id in sorted(set().union(*everywhere.values()))]
    notify(
        BROKEN,
        people,
        key=f"fixity:{run_id}:all",
        school_id=None,
        path=web.path_of("fixity.index"),
        arguments={"num": number},
    )
    counted = (
        select(Work.unit_id, func.count(WorkFile.id))
        .join(Work, Work.id == WorkFile.work_id)
        .where(
            Work.state != states.WITHDRAWN,
            or_(WorkFile.sha256.in_(fresh), WorkFile.shown_sha256.in_(fresh)),
        )
        .group_by(Work.unit_id)
    )
    counts = {row[0]: row[1] for row in db.session.execute(counted)}
    keepers.tell(BROKEN, counts, "fixity.index", f"fixity:{run_id}")
