"""The rules of loans of a unit, and what is overdue."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.printed.loan_models import Loan, LoanDesk, LoanRule
from repository.printed.models import Copy
from repository.printed.rules import ROLES
from school.api import Person, SchoolClass
from suite import audit, clock
from suite.db import db

# The least and most of each number that a unit settles.
LIMITS = {
    "days": (1, 365), "most": (1, 100), "renewals": (0, 20), "forget_days": (0, 365),
    "hold_days": (1, 30), "most_holds": (0, 50), "late_allowed": (0, 50),
}  # fmt: skip
DESK = ("forget_days", "hold_days", "most_holds", "late_allowed")


def keep(unit_id: int, said: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Keep the rules as a form says them. Commits; with faults (fields with their limits) it keeps
    nothing."""
    wanted = [f"{role}-{name}" for role in ROLES for name in ("days", "most", "renewals")]
    numbers: dict[str, int] = {}
    faults: dict[str, tuple[int, int]] = {}
    for field in (*wanted, *DESK):
        least, most = LIMITS[field.rpartition("-")[2]]
        text = said.get(field, "").strip()
        if text.isascii() and text.isdecimal() and len(text) < 5 and least <= int(text) <= most:
            numbers[field] = int(text)
        else:
            faults[field] = least, most
    if faults:
        return faults
    for role in ROLES:
        about = {name: numbers[f"{role}-{name}"] for name in ("days", "most", "renewals")}
        db.session.merge(LoanRule(unit_id=unit_id, role=role, **about))
    db.session.merge(LoanDesk(unit_id=unit_id, **{name: numbers[name] for name in DESK}))
    audit.record("print.settled", f"unit:{unit_id}", detail=numbers)
    db.session.commit()
    return {}


def overdue(unit_id: int) -> list[Loan]:
    """Overdue loans with book, borrower and class, in the order of classes and names; one
    statement."""
    query = (
        select(Loan)
        .outerjoin(SchoolClass, SchoolClass.id == Loan.class_id)
        .join(Person, Person.id == Loan.borrower_id)
        .where(
            Loan.unit_id == unit_id, Loan.returned_at.is_(None), Loan.due_on < clock.today()
        )
        .options(
            joinedload(Loan.copy).joinedload(Copy.work), joinedload(Loan.borrower),
            joinedload(Loan.school_class),
        )
        .order_by(
            SchoolClass.grade.asc().nulls_last(), SchoolClass.sort_key, Person.sort_key, Loan.due_on
        )
    )  # fmt: skip
    return list(db.session.scalars(query))


def class_of(loan: Loan) -> str:
    """The name of the class of a loan; "" for staff."""
    return loan.school_class.name if loan.school_class else ""
