"""The worker lays out the Office files that came before LibreOffice was installed."""

from datetime import timedelta

from repository.reading import paged
from suite import jobs

QUEUE, ONE = "library", "repository.lay_out"
MOST_AT_ONCE = 50


@jobs.job(ONE, queue=QUEUE, heavy=True)
def lay_out(ctx: jobs.Context, file_id: int) -> dict[str, int]:
    """Lay one file out."""
    return {"pages": paged.lay_out(file_id, lambda: ctx.progress(1, 2))}


@jobs.job("repository.lay_out_missing", queue=QUEUE, every=timedelta(days=1), heavy=True)
def lay_out_missing(_ctx: jobs.Context) -> dict[str, int]:
    """Have those laid out that can be now."""
    ids = paged.waiting(MOST_AT_ONCE)
    for file_id in ids:
        jobs.enqueue(ONE, file_id=file_id)
    return {"asked": len(ids)}
