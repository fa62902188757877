"""Lending, taking back, renewing. Two desks at one copy: one wins, on both databases.

The state of a copy moves only by a statement that names the state before; an index keeps a second
open loan out. Each use case commits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, func, insert, select, update
from sqlalchemy.orm import joinedload

from repository.printed import queue, rules
from repository.printed.loan_models import Hold, Loan, LoanDesk, LoanRule
from repository.printed.models import Copy
from repository.printed.readers import Reader
from repository.printed.rules import Allowance, Refused
from suite import audit, clock
from suite.db import db


@dataclass(frozen=True)
class Returned:
    """What came back: whose it was, how many days late, and whether somebody waits for it."""

    copy: Copy
    borrower_id: int | None
    late: int
    waits: bool


def allowance(unit_id: int, role: str) -> Allowance:
    """What the unit settled for a role, else the usual."""
    row = db.session.get(LoanRule, (unit_id, role))
    return Allowance(row.days, row.most, row.renewals) if row else rules.USUAL[role]


def desk(unit_id: int) -> LoanDesk:
    """What else the unit settled, or the usual; not kept."""
    held = db.session.get(LoanDesk, unit_id)
    usual = {"forget_days": 0, "hold_days": 3, "most_holds": 5, "late_allowed": 0}
    return held or LoanDesk(unit_id=unit_id, **usual)


def open_loans(person_id: int, unit_id: int) -> list[Loan]:
    """What somebody has of a unit, the longest due first; one statement."""
    query = select(Loan).where(
        Loan.borrower_id == person_id, Loan.unit_id == unit_id, Loan.returned_at.is_(None)
    )
    query = query.options(joinedload(Loan.copy).joinedload(Copy.work))
    return list(db.session.scalars(query.order_by(Loan.due_on, Loan.id)))


def loan_of(copy_id: int) -> Loan | None:
    """The open loan of a copy."""
    query = select(Loan).where(Loan.copy_id == copy_id, Loan.returned_at.is_(None))
    return db.session.scalar(query)


def lend(copy: Copy, reader: Reader, by: int, reason: str = "") -> Loan:
    """Lend a copy of the unit to a reader of it; with a reason also against `rules.WAIVABLE`: the
    reason is kept with the loan until the book is back, what it was against in the audit log.
    Raises Refused."""
    allowed = allowance(copy.unit_id, reader.role)
    against = _against(copy.unit_id, reader, allowed)
    reason = " ".join(reason.split())[:200] if against else ""
    if against and not reason:
        raise against
    if not _moved([copy.id], rules.SHELF) and not _was_set_aside(copy, reader):
        raise Refused(_why(copy.id))
    queue.served(copy, reader.person_id)
    loan = Loan(**_row(copy, reader, by, rules.due(clock.today(), allowed), of_set=False))
    loan.reason = reason
    db.session.add(loan)
    audit.record(
        "copy.lent", f"copy:{copy.id}", detail={"against": against.code} if against else {}
    )
    db.session.commit()
    return loan


def _against(unit_id: int, reader: Reader, allowed: Allowance) -> Refused | None:
    """What the rules have against one more book for a reader; the books of sets do not count."""
    held = [loan for loan in open_loans(reader.person_id, unit_id) if not loan.of_set]
    late = sum(loan.due_on < clock.today() for loan in held)
    try:
        rules.may_borrow(len(held), late, allowed, desk(unit_id).late_allowed)
    except Refused as refused:
        return refused
    return None


def lend_set(pairs: Sequence[tuple[Copy, Reader]], by: int, due_on: date) -> None:
    """Lend copies of one unit, each to its reader, all or none. Raises Refused(line)."""
    ids = [copy.id for copy, _reader in pairs]
    moved = set(_moved(ids, rules.SHELF))
    for at, (copy, _reader) in enumerate(pairs, 1):
        if copy.id not in moved:
            code = _why(copy.id)
            db.session.rollback()
            raise Refused("line", line=at, value=copy.number, why=code)
    rows = [_row(copy, reader, by, due_on, of_set=True) for copy, reader in pairs]
    db.session.execute(insert(Loan), rows)
    audit.record("copies.lent", f"unit:{pairs[0][0].unit_id}", detail={"copies": len(rows)})
    db.session.commit()


def _row(copy: Copy, reader: Reader, by: int, due_on: date, *, of_set: bool) -> dict[str, object]:
    return {
        "unit_id": copy.unit_id, "copy_id": copy.id, "borrower_id": reader.person_id,
        "class_id": reader.class_id, "role": reader.role, "grade": reader.grade,
        "of_set": of_set, "lent_at": clock.now(), "lent_by": by, "due_on": due_on, "renewed": 0,
    }  # fmt: skip


def _moved(ids: Iterable[int], before: str, after: str = rules.LOAN) -> list[int]:
    """Move copies on that are in the state `before`; the ids of those that moved."""
    query = update(Copy).where(Copy.id.in_(list(ids)), Copy.state == before).values(state=after)
    found = db.session.execute(
        query.returning(Copy.id), execution_options={"synchronize_session": False}
    )
    return list(found.scalars())


def _was_set_aside(copy: Copy, reader: Reader) -> bool:
    """Move a copy on that was set aside for this very reader."""
    mine = select(Hold.id).where(
        Hold.copy_id == copy.id, Hold.person_id == reader.person_id, Hold.ended_at.is_(None)
    )
    return db.session.scalar(mine) is not None and bool(_moved([copy.id], rules.HELD))


def _why(copy_id: int) -> str:
    state = db.session.scalar(select(Copy.state).where(Copy.id == copy_id))
    return {
        rules.LOAN: "on_loan", rules.HELD: "held_for_other", rules.SHELF: "lost_race",
    }.get(state or "", "not_lendable")  # fmt: skip


def take_back(copy: Copy) -> Returned:
    """Take a copy back; the next who waits is told. Raises Refused("not_lent")."""
    now, settled = clock.now(), desk(copy.unit_id)
    query = update(Loan).where(Loan.copy_id == copy.id, Loan.returned_at.is_(None))
    back = db.session.execute(
        query.values(returned_at=now).returning(Loan.id, Loan.borrower_id, Loan.due_on),
        execution_options={"synchronize_session": False},
    ).first()
    if back is None:
        raise Refused("not_lent")
    loan_id, borrower_id, due_on = back
    if settled.forget_days == 0:
        _forget(Loan.id == loan_id)
        queue.forget_ended(Hold.work_id == copy.work_id, Hold.person_id == borrower_id)
    _moved([copy.id], rules.LOAN, rules.SHELF)
    waits = queue.next_in_line(copy, clock.today() + timedelta(days=settled.hold_days))
    audit.record("copy.returned", f"copy:{copy.id}")
    db.session.commit()
    return Returned(copy, borrower_id, max(0, (clock.today() - due_on).days), waits)


def renew(loan: Loan, *, by_staff: bool = True) -> date:
    """Lend on; the new last day. What is overdue comes to the desk first. Raises Refused."""
    db.session.refresh(loan, with_for_update={"of": Loan})
    if loan.returned_at is not None:
        raise Refused("not_lent")
    if loan.due_on < clock.today() and not by_staff:
        raise Refused("late_renewal")
    allowed = allowance(loan.unit_id, loan.role)
    waited = select(
        exists().where(
            Hold.work_id == loan.copy.work_id, Hold.ended_at.is_(None), Hold.copy_id.is_(None)
        )
    )
    rules.may_renew(loan.renewed, bool(db.session.scalar(waited)), allowed)
    loan.due_on = max(loan.due_on, rules.due(clock.today(), allowed))
    loan.renewed += 1
    # Who renews a book of their own is not written down beside it.
    thing = f"copy:{loan.copy_id}" if by_staff else f"unit:{loan.unit_id}"
    audit.record("copy.renewed", thing)
    db.session.commit()
    return loan.due_on


def forget_returned() -> int:
    """Forget borrowers whose books came back so long ago as their unit settled; how many. Does
    not commit."""
    gone = 0
    held = Loan.returned_at.is_not(None), Loan.borrower_id.is_not(None)
    for unit_id in list(db.session.scalars(select(Loan.unit_id).where(*held).distinct())):
        before = clock.now() - timedelta(days=desk(unit_id).forget_days)
        which = (*held, Loan.unit_id == unit_id, Loan.returned_at <= before)
        gone += db.session.scalar(select(func.count(Loan.id)).where(*which)) or 0
        _forget(*which)
    return gone


def _forget(*which: ColumnElement[bool]) -> None:
    db.session.execute(
        update(Loan).where(*which).values(borrower_id=None, reason=""),
        execution_options={"synchronize_session": False},
    )
