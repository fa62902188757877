"""The worker lays Office files out as pages, where LibreOffice is installed."""

from datetime import timedelta

from repository.catalogue.models import WorkFile
from repository.ingest.events import TextRead
from repository.reading import paged
from suite import jobs, office
from suite.db import db
from suite.events import subscribe

QUEUE, ONE = "library", "repository.lay_out"
MOST_AT_ONCE = 50


@subscribe(TextRead)
def on_read(event: TextRead) -> None:
    """A file has come, or another version of it."""
    file = db.session.get(WorkFile, event.file_id)
    if file is not None and paged.offer(file):
        jobs.enqueue(ONE, file_id=file.id)


@jobs.job(ONE, queue=QUEUE, heavy=True)
def lay_out(ctx: jobs.Context, file_id: int) -> dict[str, int]:
    """Lay one file out."""
    return {"pages": paged.lay_out(file_id, lambda: ctx.progress(1, 2))}


@jobs.job("repository.lay_out_missing", queue=QUEUE, every=timedelta(days=1), heavy=True)
def lay_out_missing(_ctx: jobs.Context) -> dict[str, int]:
    """Have those laid out that came before LibreOffice was installed."""
    ids = paged.waiting(MOST_AT_ONCE) if office.program() else []
    for file_id in ids:
        jobs.enqueue(ONE, file_id=file_id)
    return {"asked": len(ids)}
