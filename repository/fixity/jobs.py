"""What the worker does for the audit: a new reading each week, an interrupted one goes on."""

from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from repository.fixity import service
from suite import clock, jobs

CHECK, START = "repository.check_health", "repository.fixity"
BETWEEN_RUNS = timedelta(days=7)
QUEUE = "library"


@jobs.job(CHECK, queue=QUEUE, every=timedelta(days=1), heavy=True)
def check(ctx: jobs.Context) -> dict[str, Any]:
    """Go on with an interrupted reading; begin one when the last ended a week ago."""
    last = service.last_finished()
    recent = last is not None and (last.finished_at or clock.now()) > clock.now() - BETWEEN_RUNS
    if recent and service.unfinished() is None:
        return {"checked": 0, "broken": 0}
    return _read(ctx)


@jobs.job(
    START,
    queue=QUEUE,
    title=lambda _job: gettext("Check all stored files"),
    says=lambda job: ngettext(
        "%(num)s file is damaged or missing.",
        "%(num)s files are damaged or missing.",
        (job.result or {}).get("broken", 0),
    ),
    result_url=lambda _job: url_for("fixity.index"),
    heavy=True,
)
def start(ctx: jobs.Context) -> dict[str, Any]:
    """Read the store now, because somebody asked."""
    return _read(ctx)


def _read(ctx: jobs.Context) -> dict[str, Any]:
    run = service.audit(ctx.progress)
    return {"checked": run.checked, "broken": run.broken}
