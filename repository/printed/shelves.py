"""How many copies of a title there are and how many stand on the shelf."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select

from repository.catalogue.models import Work
from repository.printed import rules
from repository.printed.models import Copy, PrintTitle
from suite.db import db


@dataclass(frozen=True)
class Shelf:
    """Copies of one title; those written off or lost do not count."""

    here: int
    copies: int


def shelves(works: Iterable[Work]) -> Mapping[int, Shelf]:
    """What stands where, by work, for works that the reader may see; one statement."""
    ids = [work.id for work in works]
    here = func.sum(case((Copy.state == rules.SHELF, 1), else_=0))
    query = select(Copy.work_id, here, func.count()).where(
        Copy.work_id.in_(ids), Copy.state.not_in((rules.GONE, rules.LOST))
    )
    rows = db.session.execute(query.group_by(Copy.work_id)).all() if ids else []
    return {work_id: Shelf(int(standing), number) for work_id, standing, number in rows}


def in_print(work_ids: Iterable[int]) -> set[int]:
    """Which of the works are printed titles; one statement."""
    query = select(PrintTitle.work_id).where(PrintTitle.work_id.in_(list(work_ids)))
    return set(db.session.scalars(query))
