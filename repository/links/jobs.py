"""What the worker does for links: looks whether they are still there."""

from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext

from repository.links import checking, rules
from repository.links.service import CHECK_DUE, CHECK_SOME
from suite import clock, jobs

QUEUE = "library"
SOON = timedelta(minutes=1)


def _says(job: jobs.Job) -> str:
    counts = job.result or {}
    return gettext(
        "%(alive)s alive, %(dead)s dead, %(open)s that only a person can look at.",
        alive=counts.get(rules.ALIVE, 0),
        dead=counts.get(rules.DEAD, 0),
        open=counts.get(rules.UNCHECKABLE, 0),
    )


@jobs.job(
    CHECK_SOME,
    queue=QUEUE,
    title=lambda _job: gettext("Look whether links are still there"),
    says=_says,
    result_url=lambda _job: url_for("links.index"),
)
def check_some(ctx: jobs.Context, link_ids: list[int]) -> dict[str, Any]:
    """Look at some links now."""
    return checking.Round().run(link_ids, ctx.progress)


@jobs.job(CHECK_DUE, queue=QUEUE, every=timedelta(hours=1))
def check_due(ctx: jobs.Context) -> dict[str, Any]:
    """Look at the links whose turn it is; while there is more, again soon."""
    counts = checking.Round().run(checking.due(), ctx.progress)
    learnt = counts[rules.ALIVE] + counts[rules.DEAD]
    if learnt and checking.due(most=1):
        jobs.enqueue(CHECK_DUE, after=clock.now() + SOON)
    return counts
