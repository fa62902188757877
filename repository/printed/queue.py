"""Who waits for a title, and what becomes of a copy that came back. Nothing here commits but
`ask` and `leave`."""

from datetime import date, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import ColumnElement

from repository.catalogue.models import Work
from repository.printed import rules, telling
from repository.printed.loan_models import Hold, LoanDesk
from repository.printed.models import Copy
from repository.printed.rules import Refused
from suite import clock
from suite.db import db

MOST = 5


def ask(work: Work, person_id: int) -> Hold:
    """Wait for a title. Raises Refused: on_shelf, held_twice, too_many_holds."""
    here = select(func.count(Copy.id)).where(Copy.work_id == work.id, Copy.state == rules.SHELF)
    if db.session.scalar(here):
        raise Refused("on_shelf")
    mine = Hold.person_id == person_id, Hold.ended_at.is_(None)
    settled = db.session.get(LoanDesk, work.unit_id)
    most = settled.most_holds if settled else MOST
    if (db.session.scalar(select(func.count(Hold.id)).where(*mine)) or 0) >= most:
        raise Refused("too_many_holds", most=most)
    hold = Hold(unit_id=work.unit_id, work_id=work.id, person_id=person_id, asked_at=clock.now())
    db.session.add(hold)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise Refused("held_twice") from None
    return hold


def leave(hold: Hold) -> None:
    """Wait no more; a copy that was set aside goes to the next."""
    _end(hold)
    db.session.commit()


def next_in_line(copy: Copy, until: date) -> bool:
    """Set a copy that stands on the shelf aside for who waits longest; whether somebody does."""
    hold = db.session.scalar(
        select(Hold)
        .where(
            Hold.work_id == copy.work_id, Hold.unit_id == copy.unit_id,
            Hold.ended_at.is_(None), Hold.copy_id.is_(None),
        )
        .order_by(Hold.asked_at, Hold.id)
        .limit(1)
        .with_for_update()
    )  # fmt: skip
    if hold is None:
        return False
    moved = db.session.execute(
        update(Copy)
        .where(Copy.id == copy.id, Copy.state == rules.SHELF)
        .values(state=rules.HELD)
        .returning(Copy.id),
        execution_options={"synchronize_session": False},
    ).first()
    if moved is None:
        return False
    hold.copy_id, hold.ready_until = copy.id, until
    telling.ready(hold)
    return True


def served(copy: Copy, person_id: int) -> None:
    """Who got a copy waits for its title no more; another copy set aside for them goes on."""
    query = select(Hold).where(
        Hold.work_id == copy.work_id, Hold.person_id == person_id, Hold.ended_at.is_(None)
    )
    for hold in db.session.scalars(query):
        if hold.copy_id == copy.id:
            hold.ended_at = clock.now()
        else:
            _end(hold)


def forget(person_id: int) -> None:
    """Somebody who was erased waits no more, and never did."""
    mine = Hold.person_id == person_id
    for hold in list(db.session.scalars(select(Hold).where(mine, Hold.ended_at.is_(None)))):
        _end(hold)
    db.session.flush()
    db.session.execute(delete(Hold).where(mine))


def forget_ended(*which: ColumnElement[bool]) -> None:
    """Forget who waited and waits no more: it would tell who borrowed what."""
    db.session.execute(delete(Hold).where(Hold.ended_at.is_not(None), *which))


def let_lapse() -> int:
    """End the holds whose copies were not fetched in time; how many."""
    query = select(Hold).where(Hold.ended_at.is_(None), Hold.ready_until < clock.today())
    lapsed = list(db.session.scalars(query))
    for hold in lapsed:
        _end(hold)
    return len(lapsed)


def _end(hold: Hold) -> None:
    hold.ended_at = clock.now()
    copy = db.session.get(Copy, hold.copy_id) if hold.copy_id else None
    db.session.flush()
    if copy is None:
        return
    db.session.execute(
        update(Copy).where(Copy.id == copy.id, Copy.state == rules.HELD).values(state=rules.SHELF),
        execution_options={"synchronize_session": False},
    )
    settled = db.session.get(LoanDesk, copy.unit_id)
    days = settled.hold_days if settled else 3
    next_in_line(copy, clock.today() + timedelta(days=days))
