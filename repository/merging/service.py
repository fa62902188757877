"""Use cases: make one of two works, and part them again.

The one that goes is withdrawn, and all that named it leads to the one that stays: its page, its
permanent identifier, homework that was set with it, lists, marks, topics, figures of use. Rights
are asked by the caller.
"""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from sqlalchemy import select, update

from repository.catalogue import rules as works
from repository.catalogue.events import WorkWithdrawn
from repository.catalogue.models import Offer, Work, WorkFile
from repository.catalogue.rules import Refused
from repository.catalogue.service import note, touch
from repository.deposit.versions.models import OPEN as OPEN_VERSIONS
from repository.deposit.versions.models import Version
from repository.flow import running
from repository.flow.models import TAKEN_BACK
from repository.merging import contents, moving, rules
from repository.merging.models import WorkMerge
from repository.merging.rules import One
from repository.records import service as records
from repository.records.models import Record
from repository.sharing.models import CollectionItem
from suite import clock
from suite.db import db
from suite.edits import locked
from suite.events import publish as tell


def one_of(work: Work) -> One:
    """What the rules ask of a work."""
    of_class = work.audience == works.CLASS
    return One(
        id=work.id, unit_id=work.unit_id, state=work.state, depositor_id=work.depositor_id,
        audience=work.audience, licence=work.licence, embargo_until=work.embargo_until,
        classes=frozenset(row.id for row in work.classes) if of_class else frozenset(),
        offer=db.session.get(Offer, work.id) is not None,
    )  # fmt: skip


def merge(kept_id: int, gone_id: int, said: Mapping[int, str], actor_id: int) -> WorkMerge:
    """Make one of two. `said` is for each file of the work that goes what becomes of it, as
    `rules.chosen` reads it; one that is there already needs no choice. Raises Refused."""
    kept, gone = _both(kept_id, gone_id)
    ours, theirs = one_of(kept), one_of(gone)
    rules.check(ours, theirs)
    choices = _choices(kept, gone, said, gives=rules.gives_content(ours, theirs))
    gives = rules.gives_content(ours, theirs) and not rules.differing(ours, theirs)
    if any(does != rules.LEFT for does, _target in choices.values()):
        if differing := rules.differing(ours, theirs):
            raise Refused(*differing)
        _no_version_waits(gone)
    was = gone.state
    moved: dict[str, list[Any]] = {"files": contents.over(gone, kept, choices, actor_id)}
    moved |= moving.over(gone.id, kept.id, content=gives)
    _pages_of_lists(moved, kept)
    row = WorkMerge(
        kept_id=kept.id, gone_id=gone.id, state=was, moved=moved, by_id=actor_id, at=clock.now()
    )
    db.session.add(row)
    _take_out(gone, was)
    _lead_on(gone, kept)
    db.session.flush()
    note(gone, "merged_away", actor_id, detail={"into": kept.id, "merge": row.id})
    note(kept, "merged_in", actor_id, text=gone.title if was == works.PUBLISHED else None,
         detail={"gone": gone.id, "merge": row.id})  # fmt: skip
    kept.version += 1
    touch(kept)
    db.session.flush()
    db.session.expire_all()
    db.session.commit()
    return row


def part(merge_id: int, actor_id: int) -> WorkMerge:
    """Take it back: what went over and still stands goes back, and the work is what it was.
    Raises Refused("undone", "too_late")."""
    named = db.session.get_one(WorkMerge, merge_id)
    kept, gone = _both(named.kept_id, named.gone_id)
    row = locked(WorkMerge, merge_id)
    if row.undone_at is not None:
        raise Refused("undone")
    if not rules.may_part(row.at, clock.now()):
        raise Refused("too_late")
    gone.state, gone.withdrawn_at, gone.reason = row.state, None, None
    contents.back(row.moved.get("files", []), gone, kept.id)
    _items_back(row.moved, kept.id)
    moving.back(row.moved, gone.id, kept.id)
    row.undone_at, row.undone_by = clock.now(), actor_id
    leads = update(Record).where(Record.work_id == gone.id).values(next_id=None)
    db.session.execute(leads)
    if row.state == works.SUBMITTED:
        running.begin(running.WORK, gone.id, gone, gone.depositor_id)
    for work in (gone, kept):
        note(work, "parted", actor_id, detail={"merge": row.id})
        work.version += 1
        touch(work)
    db.session.flush()
    db.session.expire_all()
    db.session.commit()
    return row


def _both(kept_id: int, gone_id: int) -> tuple[Work, Work]:
    """Both, held in one order, as they are now."""
    if kept_id == gone_id:
        raise Refused("itself")
    first, second = (locked(Work, one) for one in sorted((kept_id, gone_id)))
    return (first, second) if first.id == kept_id else (second, first)


def _choices(
    kept: Work, gone: Work, said: Mapping[int, str], *, gives: bool
) -> dict[int, tuple[str, int | None]]:
    targets, there = {file.id for file in kept.files}, {file.sha256 for file in kept.files}
    usual = rules.BESIDE if gives else rules.LEFT
    return {
        file.id: rules.chosen(said.get(file.id, usual), targets, gives=gives)
        for file in gone.files
        if file.sha256 not in there
    }


def _no_version_waits(gone: Work) -> None:
    query = select(Version.id).where(Version.work_id == gone.id, Version.state.in_(OPEN_VERSIONS))
    if db.session.scalar(query.limit(1)) is not None:
        raise Refused("version_waits")


def _take_out(gone: Work, was: str) -> None:
    if was == works.SUBMITTED:
        running.end(running.held(running.WORK, gone.id), TAKEN_BACK)
    gone.state, gone.withdrawn_at = works.WITHDRAWN, clock.now()
    gone.reason = gettext("It was made one with another work.")
    if was == works.PUBLISHED:
        gone.index_wanted += 1
        tell(WorkWithdrawn(gone.id))


def _lead_on(gone: Work, kept: Work) -> None:
    """Let the permanent identifier of the one lead to the other."""
    old = db.session.scalar(select(Record).where(Record.work_id == gone.id))
    new = records.refresh(kept.id, changed=False) if old is not None else None
    if old is not None and new is not None:
        db.session.flush()
        old.next_id = new.id


def _pages_of_lists(moved: dict[str, list[Any]], kept: Work) -> None:
    """Page ranges of list items are pages of the first file of their work."""
    query = select(CollectionItem).where(CollectionItem.id.in_(moved.get("lists", [])))
    rows = [row for row in db.session.scalars(query) if row.from_page or row.to_page]
    first = next(iter(moved["files"]), None)
    if not rows or first is None or first["does"] == rules.SAME or not kept.files:
        return
    pages = contents.pages_in(db.session.get_one(WorkFile, first["id"]), kept.files[0])
    moved["ranges"] = [[row.id, row.from_page, row.to_page] for row in rows]
    for row in rows:
        row.from_page = _mapped(row.from_page, pages)
        row.to_page = _mapped(row.to_page, pages)


def _mapped(page: int | None, pages: list[int]) -> int | None:
    return pages[page - 1] if page is not None and 1 <= page <= len(pages) else page


def _items_back(moved: dict[str, list[Any]], kept_id: int) -> None:
    for item_id, first, last in moved.get("ranges", []):
        there = CollectionItem.id == item_id, CollectionItem.work_id == kept_id
        values = {"from_page": first, "to_page": last}
        db.session.execute(update(CollectionItem).where(*there).values(values))
