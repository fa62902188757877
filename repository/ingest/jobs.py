"""What the worker does for the library: reads files, checks their health."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from repository.catalogue import health
from repository.catalogue.events import WorkPublished
from repository.ingest import service
from repository.ingest.models import WAITING, Upload
from suite import clock, jobs
from suite.db import db
from suite.events import subscribe

QUEUE = "library"
TRIES = 3
CHECK = "repository.check_health"
BETWEEN_CHECKS = timedelta(days=7)


@jobs.job("repository.take", queue=QUEUE)
def take(ctx: jobs.Context, upload_id: int) -> dict[str, Any]:
    """Read one upload and catalogue it."""
    upload = db.session.get_one(Upload, upload_id)
    if upload.state != WAITING:
        return {"state": upload.state}
    if ctx.job.attempts > TRIES:
        service.give_up(upload)
        return {"state": upload.state}
    ctx.progress(0, 1)
    work = service.take(upload)
    ctx.progress(1, 1)
    return {"state": upload.state, "work": work.id if work else None}


@jobs.job(CHECK, queue=QUEUE)
def check_health(_ctx: jobs.Context) -> dict[str, Any]:
    """Check the files that were not checked for a week, and come again tomorrow."""
    counts = health.check(before=clock.now() - BETWEEN_CHECKS)
    _come_again()
    return counts


@subscribe(WorkPublished, queue=QUEUE)
def on_published(_event: WorkPublished) -> None:
    """The first published work starts the daily check."""
    waits = select(jobs.Job.id).where(jobs.Job.name == CHECK, jobs.Job.state == "waiting")
    if db.session.scalar(waits.limit(1)) is None:
        _come_again()


def _come_again() -> None:
    jobs.enqueue(CHECK, after=clock.moved(timedelta(days=1)))
