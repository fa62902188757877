"""What the worker does for the library: reads files, checks their health."""

from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext

from repository.catalogue import health
from repository.ingest import service
from repository.ingest.models import WAITING, Upload
from suite import clock, jobs
from suite.db import db

QUEUE = "library"
TRIES = 3
BETWEEN_CHECKS = timedelta(days=7)


@jobs.job(
    "repository.take",
    queue=QUEUE,
    title=lambda _job: gettext("Read a file for the library"),
    result_url=lambda _job: url_for("uploads.form"),
    heavy=True,
)
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


@jobs.job("repository.check_health", queue=QUEUE, every=timedelta(days=1), heavy=True)
def check_health(_ctx: jobs.Context) -> dict[str, int]:
    """Check the files that were not checked for a week."""
    return health.check(before=clock.now() - BETWEEN_CHECKS)
