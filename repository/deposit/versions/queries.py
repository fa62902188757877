"""What the pages of versions read."""

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from repository.catalogue import rules as works
from repository.catalogue.models import Work
from repository.catalogue.permissions import decides
from repository.deposit.versions.models import PINNED, WAITING, Version, VersionPage
from school.api import Who, scope
from suite.db import db


def of_work(work: Work) -> list[Version]:
    """The versions that the work's files had or have, the newest first; one statement. The caller
    has asked who may see the work."""
    query = select(Version).where(Version.work_id == work.id, Version.state.in_(PINNED))
    return list(db.session.scalars(query.order_by(Version.since.desc(), Version.id.desc())))


def version_for(uid: str, who: Who) -> Version | None:
    """A version that `who` may see: of a work that they see, and what is not decided yet only by
    who gave it and by reviewers of the unit."""
    seen = scope(select(Work.id).where(Work.id == Version.work_id), who)
    judge = select(Work.id).where(Work.id == Version.work_id, decides(who))
    mine = Version.person_id == who.person_id if who.person_id is not None else or_(False)
    query = select(Version).where(
        Version.uid == uid, seen.exists(), Version.state.in_(PINNED) | mine | judge.exists()
    )
    return db.session.scalar(
        query.options(
            joinedload(Version.work).joinedload(Work.unit),
            joinedload(Version.file),
            joinedload(Version.person),
        )
    )


def newest(file_id: int) -> Version | None:
    """The version that a file has now, if it ever had another."""
    query = select(Version).where(Version.file_id == file_id, Version.state == "current")
    return db.session.scalar(query)


def to_review(who: Who) -> Select[Version]:
    """New versions that wait for a decision of `who`, the longest waiting first."""
    query = select(Version).join(Work, Work.id == Version.work_id)
    query = query.where(
        Version.state == WAITING,
        Work.state == works.PUBLISHED,
        decides(who),
        Version.person_id != who.person_id,
    )
    eager = contains_eager(Version.work).joinedload(Work.subject), joinedload(Version.person)
    return query.options(*eager).order_by(Version.at, Version.id)


def page(version: Version, number: int) -> VersionPage | None:
    """The text of a page of a version that is not the newest."""
    return db.session.get(VersionPage, (version.id, number))
