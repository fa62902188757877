"""What happens by itself each day: overdue books, copies nobody fetched, borrowers to forget."""

from datetime import timedelta

from repository.printed import lending, queue, telling
from suite import jobs
from suite.db import db


@jobs.job("repository.loans", every=timedelta(days=1))
def daily(_ctx: jobs.Context) -> dict[str, int]:
    """Tell of overdue books, end holds that lapsed, forget who brought books back."""
    told, lapsed, gone = telling.late(), queue.let_lapse(), lending.forget_returned()
    queue.forget_ended()
    db.session.commit()
    return {"told": told, "lapsed": lapsed, "forgotten": gone}
