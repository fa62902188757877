"""The rows of a list for its page and its file."""

from dataclasses import dataclass

from flask_babel import gettext, lazy_gettext
from sqlalchemy import case, select

from repository.catalogue import queries
from repository.catalogue.models import Work
from repository.deposit.lists.models import NEW, REFUSED, SAME, TAKEN, Deposit, DepositRow
from repository.deposit.lists.texts import OUTCOMES, fault_text
from school.api import who
from suite.lists import Column, Listing

PER_PAGE = 50
_FIRST = case({REFUSED: 0, "": 1, NEW: 2, TAKEN: 3, SAME: 4}, value=DepositRow.outcome)


@dataclass(frozen=True)
class Seen:
    """A row, and the work that it became or that the library had, where it may be seen."""

    one: DepositRow
    work: Work | None


def _outcome(seen: Seen) -> str:
    return str(OUTCOMES.get(seen.one.outcome, ""))


COLUMNS = (
    Column("sheet", lazy_gettext("Sheet"), lambda seen: seen.one.sheet),
    Column("row", lazy_gettext("Row"), lambda seen: seen.one.row or "", (DepositRow.row,), "num"),
    Column("title", lazy_gettext("Title"), lambda seen: seen.one.title, (DepositRow.title,)),
    Column("content", lazy_gettext("File or link"), lambda seen: seen.one.link or seen.one.file),
    Column("outcome", lazy_gettext("State"), _outcome, (DepositRow.outcome,)),
    Column("faults", lazy_gettext("What to do"),
           lambda seen: " ".join(fault_text(fault) for fault in seen.one.faults)),
)  # fmt: skip


def rows(row: Deposit, outcome: str) -> Listing:
    """The rows of a list, those with faults first, as `Seen`."""
    query = select(DepositRow).where(DepositRow.list_id == row.id)
    if outcome in OUTCOMES:
        query = query.where(DepositRow.outcome == outcome)
    return Listing(
        query.order_by(_FIRST, DepositRow.id),
        COLUMNS,
        (DepositRow.id,),
        dress=_with_works,
        per_page=PER_PAGE,
        filters=((gettext("State"), str(OUTCOMES.get(outcome, ""))),),
    )


def _with_works(found: list[DepositRow]) -> list[Seen]:
    ids = {one.work_id or one.same_id or 0 for one in found}
    works = queries.works_for(ids - {0}, who())
    return [Seen(one, works.get(one.work_id or one.same_id or 0)) for one in found]
