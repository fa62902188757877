"""A file of MARC records taken in by the worker, in small steps so that nobody else waits."""

from collections import Counter
from typing import Any

from flask_babel import gettext

from repository.marc import reading, service, words
from repository.marc.service import Into
from suite import files, jobs
from suite.db import db
from suite.web import path_of

NAME, STEP = "repository.marc_import", 50


@jobs.job(
    NAME,
    queue="library",
    title=lambda _job: gettext("Take in MARC records"),
    says=lambda job: gettext("%(num)s records were read.", num=(job.result or {}).get("read", 0)),
    result_url=lambda job: path_of("marc.result", job_id=job.id),
)
def take_in(
    ctx: jobs.Context, sha256: str, title: str, unit_id: int, person_id: int, trial: bool
) -> dict[str, Any]:
    """Take the records of a file in; a trial goes the same way and keeps nothing."""
    db.session.commit()  # reading takes seconds, in which others must write
    with files.store().open(sha256) as file:
        content = file.read()
    try:
        records = list(reading.read(content))
    except reading.Unreadable as error:
        raise jobs.Failed(words.unreadable(error.code, error.detail)) from None
    counts: Counter[str] = Counter()
    broken: list[tuple[int, int, str]] = []
    for at in range(0, len(records), STEP):
        step = db.session.begin_nested()
        told = service.take_in(records[at : at + STEP], Into(unit_id, person_id, f"marc:{unit_id}"))
        step.rollback() if trial else step.commit()
        counts += told.counts
        broken += told.broken
        ctx.progress(min(at + STEP, len(records)), len(records))
    return {
        "read": len(records),
        "counts": dict(counts),
        "broken": broken[: service.MOST_LINES],
        "trial": trial,
        "title": title,
    }
