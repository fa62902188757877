"""Where what is said of a work that became one with another leads to."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from repository.catalogue.models import Work, WorkFile
from repository.merging.models import WorkMerge
from repository.merging.rules import LEFT
from suite.db import db

MOST_STEPS = 10


def of_gone(uid: str) -> WorkMerge | None:
    """How the work with this uid became one with another; none while it stands by itself."""
    query = select(WorkMerge).join(Work, Work.id == WorkMerge.gone_id)
    query = query.where(Work.uid == uid, WorkMerge.undone_at.is_(None))
    return db.session.scalar(query.options(joinedload(WorkMerge.kept)))


def into(work: Work) -> Sequence[WorkMerge]:
    """The works that became one with this one, the newest first; one statement."""
    query = select(WorkMerge).where(WorkMerge.kept_id == work.id, WorkMerge.undone_at.is_(None))
    query = query.options(joinedload(WorkMerge.gone), joinedload(WorkMerge.by))
    return db.session.scalars(query.order_by(WorkMerge.id.desc())).all()


def counted_as(work_id: Any) -> ColumnElement[int]:
    """The work for which uses of `work_id` count: itself, or the one that it became one with. Days
    that were counted stay as they are, so that parting gives each its own again."""
    kept = select(WorkMerge.kept_id).where(
        WorkMerge.gone_id == work_id, WorkMerge.undone_at.is_(None)
    )
    return func.coalesce(kept.scalar_subquery(), work_id)


def file_now(file_id: int, page: int | None) -> tuple[int, int | None] | None:
    """(file, page) that stand for a file whose work became one with another; None where it went
    nowhere. The caller asks for the rights to it."""
    found = None
    for _ in range(MOST_STEPS):
        query = select(WorkMerge).join(WorkFile, WorkFile.work_id == WorkMerge.gone_id)
        query = query.where(WorkFile.id == file_id, WorkMerge.undone_at.is_(None))
        merge = db.session.scalar(query)
        place = place_in(merge, file_id, page) if merge else None
        if place is None:
            break
        found = place
        file_id, page = place
    return found


def opened_with(merge: WorkMerge, page: int | None) -> tuple[int | None, int | None]:
    """Where a page of the file is now with which the work that went was opened; without a file
    where it went nowhere."""
    first = next((one["id"] for one in merge.moved.get("files", [])), None)
    place = place_in(merge, first, page) if first is not None else None
    return (file_now(*place) or place) if place else (None, page)


def place_in(merge: WorkMerge, file_id: int, page: int | None) -> tuple[int, int | None] | None:
    """Where a page of a file of the work that went is now."""
    found = next((one for one in merge.moved.get("files", []) if one["id"] == file_id), None)
    if found is None or found["does"] == LEFT:
        return None
    pages = found.get("pages") or []
    if page is not None and 1 <= page <= len(pages):
        page = pages[page - 1]
    return found["to"], page
