"""Notices about printed books. None names a title: what somebody reads is theirs; and no key leads
from a notice back to the loan when the borrower was forgotten."""

from collections import defaultdict

from sqlalchemy import select

from repository.printed.loan_models import Hold, Loan
from school.api import NoticeKind, To, guardians_of, notice_kind, notify
from suite import clock, sealing, web
from suite.db import db


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


READY = notice_kind(
    NoticeKind(
        "print_ready",
        N_("A book of the library waits for you"),
        N_("A book that you asked for waits for you in the library until %(day)s"),
        "book",
    )
)
LATE = notice_kind(
    NoticeKind(
        "print_late",
        N_("A book of the library is overdue"),
        N_("A book of the library is overdue: it was due on %(day)s"),
        "clock-history",
    )
)


def ready(hold: Hold) -> None:
    """Who waited is told that a copy is set aside. Does not commit."""
    notify(
        READY,
        [To(hold.person_id)],
        key=sealing.digest("print-ready", f"{hold.id}:{hold.copy_id}"),
        school_id=hold.unit_id,
        path=web.path_of("loans.mine"),
        arguments={"day": clock.show_date(hold.ready_until)},
    )


def late(unit_id: int | None = None) -> int:
    """Who has an overdue book is told once for each loan and last day, and so are guardians; how
    many notices. Does not commit."""
    query = select(Loan).where(
        Loan.returned_at.is_(None), Loan.due_on < clock.today(), Loan.borrower_id.is_not(None)
    )
    if unit_id is not None:
        query = query.where(Loan.unit_id == unit_id)
    loans = list(db.session.scalars(query))
    guardians = defaultdict(list)
    for one in guardians_of(loan.borrower_id for loan in loans if loan.borrower_id):
        guardians[one.about_id].append(one)
    told = 0
    for loan in loans:
        told += notify(
            LATE,
            [To(loan.borrower_id or 0), *guardians[loan.borrower_id]],
            key=sealing.digest("print-late", f"{loan.id}:{loan.due_on}"),
            school_id=loan.unit_id,
            path=web.path_of("loans.mine"),
            arguments={"day": clock.show_date(loan.due_on)},
        )
    return told
