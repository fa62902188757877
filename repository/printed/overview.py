"""The figures of a unit's printed books on its first page; three statements."""

from dataclasses import dataclass

from sqlalchemy import func, select

from repository.printed import rules
from repository.printed.loan_models import Hold, Loan
from repository.printed.models import Copy
from suite import clock
from suite.db import db


@dataclass(frozen=True)
class Figures:
    """Copies in all that are not written off, titles, on loan, overdue, set aside for somebody."""

    copies: int
    titles: int
    lent: int
    late: int
    ready: int


def figures(unit_id: int) -> Figures:
    """The figures of a unit."""
    stands = select(func.count(Copy.id), func.count(Copy.work_id.distinct())).where(
        Copy.unit_id == unit_id, Copy.state != rules.GONE
    )
    copies, titles = db.session.execute(stands).one()
    out = Loan.unit_id == unit_id, Loan.returned_at.is_(None)
    late = func.count(Loan.id).filter(Loan.due_on < clock.today())
    lent, overdue = db.session.execute(select(func.count(Loan.id), late).where(*out)).one()
    ready = select(func.count(Hold.id)).where(
        Hold.unit_id == unit_id, Hold.ended_at.is_(None), Hold.copy_id.is_not(None)
    )
    return Figures(copies, titles, lent, overdue, db.session.scalar(ready) or 0)
