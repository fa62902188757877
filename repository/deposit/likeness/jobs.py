"""The worker works out by what texts are found that are nearly the same."""

from datetime import timedelta

from repository.deposit.likeness import service
from repository.ingest.events import TextRead
from suite import jobs
from suite.events import subscribe

QUEUE, ONE = "library", "repository.sketch"
MOST_AT_ONCE = 500


@subscribe(TextRead)
def on_read(event: TextRead) -> None:
    """The text of a file is new."""
    jobs.enqueue(ONE, file_id=event.file_id)


@jobs.job(ONE, queue=QUEUE, heavy=True)
def sketch(_ctx: jobs.Context, file_id: int) -> dict[str, bool]:
    """Work out the sketch of one file anew."""
    return {"enough": service.sketch(file_id)}


@jobs.job("repository.sketch_missing", queue=QUEUE, every=timedelta(days=1), heavy=True)
def sketch_missing(ctx: jobs.Context) -> dict[str, int]:
    """Work out those that were there before there were sketches."""
    ids = service.missing(MOST_AT_ONCE)
    for number, file_id in enumerate(ids):
        ctx.progress(number, len(ids))
        service.sketch(file_id)
    return {"worked_out": len(ids)}
