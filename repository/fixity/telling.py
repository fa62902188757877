"""Who is told of broken contents: the librarians of the works, administrators of all."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, or_, select

from repository.catalogue import rules as states
from repository.catalogue.models import Work, WorkFile
from repository.catalogue.permissions import REVIEWERS
from repository.fixity import rules
from repository.fixity.models import Fixity
from school.api import (
    ADMINISTRATOR,
    LIBRARIAN,
    NoticeKind,
    Person,
    RoleGrant,
    To,
    notice_kind,
    notify,
    valid_today,
)
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
    everywhere = _holders((ADMINISTRATOR,))
    _tell(set().union(*everywhere.values()), number, f"fixity:{run_id}:all", None)
    counted = (
        select(Work.unit_id, func.count(WorkFile.id))
        .join(Work, Work.id == WorkFile.work_id)
        .where(
            Work.state != states.WITHDRAWN,
            or_(WorkFile.sha256.in_(fresh), WorkFile.shown_sha256.in_(fresh)),
        )
        .group_by(Work.unit_id)
    )
    librarians, heads = _holders((LIBRARIAN,)), _holders(REVIEWERS)
    for unit_id, files in db.session.execute(counted).all():
        to = librarians.get(unit_id) or heads.get(unit_id) or set()
        _tell(to, files, f"fixity:{run_id}:{unit_id}", unit_id)


def _tell(to: Iterable[int], number: int, key: str, school_id: int | None) -> None:
    path = web.path_of("fixity.index")
    people = [To(person_id) for person_id in sorted(to)]
    notify(BROKEN, people, key=key, school_id=school_id, path=path, arguments={"num": number})


def _holders(roles: Iterable[str]) -> dict[int, set[int]]:
    """Who holds one of the roles today, by unit; one statement."""
    query = (
        select(RoleGrant.unit_id, RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role.in_(list(roles)),
            Person.left_on.is_(None),
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
    )
    found: dict[int, set[int]] = {}
    for unit_id, person_id in db.session.execute(query):
        found.setdefault(unit_id, set()).add(person_id)
    return found
