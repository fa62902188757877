"""Who keeps the printed books of a unit, who reads its registers, who borrows."""

from typing import Any

from sqlalchemy import Select, false, or_, select
from sqlalchemy.sql import ColumnElement

from repository.catalogue.permissions import REVIEWERS
from repository.printed.loan_models import Hold, Loan
from repository.printed.models import Copy
from school.api import (
    GUARDIAN,
    HEADS,
    INSPECTOR,
    STAFF,
    STUDENT,
    OrgUnit,
    Who,
    below,
    children,
    permission,
    scoper,
)

KEEPERS = REVIEWERS
READERS = (*KEEPERS, INSPECTOR)
BORROWERS = (STUDENT, *STAFF)


@permission("print.keep")
def _keep(who: Who, unit: OrgUnit | None) -> bool:
    """Librarians and heads of the unit or above; without a unit: whether anywhere."""
    return who.has(*KEEPERS) if unit is None else who.holds(unit.path, *KEEPERS)


@permission("print.read")
def _read(who: Who, unit: OrgUnit | None) -> bool:
    """Registers and figures: who keeps the books, and who inspects."""
    return who.has(*READERS) if unit is None else who.holds(unit.path, *READERS)


@permission("print.borrow")
def _borrow(who: Who, unit_id: int | None) -> bool:
    """Pupils and staff of the unit itself; without a unit: whether anywhere."""
    if unit_id is None:
        return who.has(*BORROWERS)
    return who.at(unit_id, *BORROWERS)


@permission("loans.mine")
def _mine(who: Who, _thing: Any) -> bool:
    """One's own loans, and those of one's children."""
    return who.has(*BORROWERS, GUARDIAN, *HEADS)


def _held_units(column: Any, who: Who) -> ColumnElement[bool]:
    paths = who.paths(*READERS)
    if not paths:
        return false()
    return column.in_(select(OrgUnit.id).where(below(OrgUnit.path, paths)))


def own_people(who: Who) -> list[int]:
    """The own id and those of one's children, in the face in which one acts."""
    mine = [who.person_id] if who.person_id and who.has(*BORROWERS) else []
    return [*mine, *children(who)]


@scoper(Copy)
def _copies(query: Select[Any], who: Who) -> Select[Any]:
    """The registers of the units where one keeps or inspects."""
    return query.where(_held_units(Copy.unit_id, who))


@scoper(Loan)
def _loans(query: Select[Any], who: Who) -> Select[Any]:
    """One's own, those of one's children, and those of the units whose books one keeps."""
    keeps = who.paths(*KEEPERS)
    units = select(OrgUnit.id).where(below(OrgUnit.path, keeps))
    kept = Loan.unit_id.in_(units) if keeps else false()
    return query.where(or_(Loan.borrower_id.in_(own_people(who)), kept))


@scoper(Hold)
def _holds(query: Select[Any], who: Who) -> Select[Any]:
    """As loans."""
    keeps = who.paths(*KEEPERS)
    units = select(OrgUnit.id).where(below(OrgUnit.path, keeps))
    kept = Hold.unit_id.in_(units) if keeps else false()
    return query.where(or_(Hold.person_id.in_(own_people(who)), kept))
