"""What happens by itself each day: overdue books, copies nobody fetched, borrowers to forget; and
large lists to print."""

from datetime import timedelta
from typing import Any

from repository.printed import lending, print_lists, queue, telling
from repository.printed.rules import Refused
from repository.printed.texts import said
from school.api import OrgUnit
from suite import jobs
from suite.db import db
from suite.web import path_of


@jobs.job("repository.loans", every=timedelta(days=1))
def daily(_ctx: jobs.Context) -> dict[str, int]:
    """Tell of overdue books, end holds that lapsed, forget who brought books back."""
    told, lapsed, gone = telling.late(), queue.let_lapse(), lending.forget_returned()
    queue.forget_ended()
    db.session.commit()
    return {"told": told, "lapsed": lapsed, "forgotten": gone}


@jobs.job(
    print_lists.JOB,
    queue="library",
    title=print_lists.title,
    result_url=lambda job: path_of(
        "print_lists.made", unit_id=job.payload["unit_id"], job_id=job.id
    ),
    heavy=True,
)
def make_list(
    ctx: jobs.Context, unit_id: int, what: str, asked: dict[str, str], house: str
) -> dict[str, Any]:
    """Make the file of a large list."""
    unit = db.session.get_one(OrgUnit, unit_id)
    try:
        return print_lists.make(unit, what, asked, house, ctx.progress)
    except Refused as refused:
        raise jobs.Failed(said(refused)) from None
