"""What the worker does for the library: reads files."""

from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from repository.catalogue.models import WorkFile
from repository.ingest import ocr, service, virus
from repository.ingest.models import WAITING, Upload
from suite import clock, jobs
from suite.db import db

QUEUE = "library"
TRIES = 3


TAKE = "repository.take"
# What came while the virus scanner was silent is tried again for so long.
SCANNER_PAUSE, SCANNER_PATIENCE = timedelta(minutes=5), timedelta(days=1)


@jobs.job(
    TAKE,
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
    patient = upload.at > clock.now() - SCANNER_PATIENCE
    try:
        work = service.take(upload, patient=patient, renew=lambda: ctx.progress(0, 1))
    except virus.Silent:
        later = clock.now() + SCANNER_PAUSE
        again = jobs.enqueue(TAKE, owner_id=upload.person_id, after=later, upload_id=upload.id)
        db.session.flush()
        upload.job_id = again.id
        return {"state": upload.state, "scanner": "silent"}
    ctx.progress(1, 1)
    return {"state": upload.state, "work": work.id if work else None}


def _work_url(job: jobs.Job) -> str | None:
    file = db.session.get(WorkFile, job.payload["file_id"])
    return url_for("works.work", uid=file.work.uid) if file else None


@jobs.job(
    ocr.JOB,
    queue=QUEUE,
    title=lambda _job: gettext("Read the text of a scan"),
    says=lambda job: ngettext(
        "%(num)s page was read.", "%(num)s pages were read.", (job.result or {}).get("pages", 0)
    ),
    result_url=_work_url,
    heavy=True,
)
def read_scan(ctx: jobs.Context, file_id: int) -> dict[str, Any]:
    """Read a scan page by page; begun anew it goes on where it ended."""
    if ocr.engine() is None:
        raise jobs.Failed(gettext("Tesseract with Vietnamese is not installed on this server."))
    return {"pages": ocr.read_file(ctx, file_id)}
