"""The worker's part: roll up and compute soon after something happened, many events at once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import exists, select

from indicators.coverage import compute
from indicators.rollup import service
from suite import clock, jobs
from suite.db import db

NAME = "indicators.rollup"
PAUSE = timedelta(seconds=20)


def ask() -> None:
    """Want a rollup a little later, in the present transaction; one that waits is enough."""
    waiting = exists(select(jobs.Job.id).where(jobs.Job.name == NAME, jobs.Job.state == "waiting"))
    if not db.session.scalar(select(waiting)):
        jobs.enqueue(NAME, after=clock.moved(PAUSE))


@jobs.job(NAME, queue="rollup", heavy=True)
def run(ctx: jobs.Context) -> dict[str, Any]:
    """Roll up what is new and make the figures that it changed."""
    rolled = service.rollup(progress=ctx.progress)
    made = compute.compute_changed(progress=ctx.progress)
    return {"persons": rolled.persons, "schools": made}
