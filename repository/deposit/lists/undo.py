"""Undoing a list as a whole, while nothing was built on what came of it."""

from collections.abc import Iterator

from sqlalchemy import Column, Select, Table, delete, select, update

from repository.catalogue import rules as works
from repository.catalogue.agents.models import WorkAgent
from repository.catalogue.models import Alignment, Step, Work, WorkClass, WorkFile, WorkPage
from repository.catalogue.tags.models import WorkTag
from repository.counting.models import CountDay, CountEvent
from repository.deposit.likeness.models import Sketch, SketchKey
from repository.deposit.lists.models import DONE, TAKEN, UNDONE, Deposit, DepositRow
from repository.links.models import Link
from repository.reading.models import Place, Reading
from suite import audit, clock
from suite.db import Model, db

# What came with a draft, or by looking at it: it goes when the draft goes.
_OWN: tuple[type[Model], ...] = (
    *(Sketch, Reading, Place, CountEvent, CountDay, WorkPage),
    *(Alignment, WorkAgent, WorkClass, WorkTag, Step, Link),
)

TOGETHER = 500  # works that one statement names


class Built(Exception):
    """Something stands on what the list brought; `titles` names some of it."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__(", ".join(titles))
        self.titles = titles


def undo(row: Deposit, actor_id: int) -> int:
    """Take away every work that the list made; how many. Raises Built, and changes nothing then.

    Commits. ValueError for a list that was not taken in or is undone already.
    """
    db.session.refresh(row, with_for_update=True)
    if row.state != DONE:
        raise ValueError(row.state)
    ids = select(DepositRow.work_id).where(
        DepositRow.list_id == row.id, DepositRow.outcome == TAKEN
    )
    found = list(db.session.scalars(select(Work).where(Work.id.in_(ids)).with_for_update()))
    moved = [one.title for one in found if one.published_at or one.state == works.WITHDRAWN]
    if built := moved or _built([one.id for one in found]):
        db.session.rollback()
        raise Built(built[:5])
    for start in range(0, len(found), TOGETHER):
        _forget([one.id for one in found[start : start + TOGETHER]])
    db.session.expire_all()
    row.state, row.ended_at = UNDONE, clock.now()
    detail = {"list": row.id, "person": actor_id, "works": len(found)}
    audit.record("list.undone", f"unit:{row.unit_id}", detail=detail)
    db.session.commit()
    return len(found)


def _built(ids: list[int]) -> list[str]:
    """The titles of the works that a row of another room stands on."""
    found: set[int] = set()
    for table, column, nullable in _references():
        if table.name in _names() or nullable:
            continue
        held = column.in_(_of(column, ids))
        of_work = select(WorkFile.work_id if _to_file(column) else column)
        if _to_file(column):
            of_work = of_work.join_from(table, WorkFile, WorkFile.id == column)
        found.update(db.session.scalars(of_work.where(held).distinct().limit(5)))
    query = select(Work.title).where(Work.id.in_(found))
    return list(db.session.scalars(query.order_by(Work.id)))


def _forget(ids: list[int]) -> None:
    for table, column, nullable in _references():
        if nullable:
            held = update(table).where(column.in_(_of(column, ids))).values({column.name: None})
            db.session.execute(held)
    sketched = select(Sketch.file_id).where(Sketch.work_id.in_(ids))
    db.session.execute(delete(SketchKey).where(SketchKey.file_id.in_(sketched)))
    for model in _OWN:
        for table, column, _nullable in _references():
            if table is model.__table__:
                db.session.execute(delete(table).where(column.in_(_of(column, ids))))
    db.session.execute(delete(WorkFile).where(WorkFile.work_id.in_(ids)))
    db.session.execute(delete(Work).where(Work.id.in_(ids)))


def _references() -> Iterator[tuple[Table, Column[int], bool]]:
    """Every (table, column, may be empty) of the house that names a work or a file of one."""
    for table in db.metadata.tables.values():
        for key in table.foreign_keys:
            target = key.column.table.name
            if target in (Work.__tablename__, WorkFile.__tablename__):
                yield table, key.parent, bool(key.parent.nullable)


def _to_file(column: Column[int]) -> bool:
    return any(key.column.table.name == WorkFile.__tablename__ for key in column.foreign_keys)


def _of(column: Column[int], ids: list[int]) -> Select[int]:
    """The ids of the works or, for a column that names files, of their files."""
    if _to_file(column):
        return select(WorkFile.id).where(WorkFile.work_id.in_(ids))
    return select(Work.id).where(Work.id.in_(ids))


def _names() -> set[str]:
    return {model.__tablename__ for model in _OWN} | {WorkFile.__tablename__}
