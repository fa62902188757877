"""The records follow the works: after each change, when an embargo ends, and once a day."""

from datetime import timedelta

from repository.catalogue import rules
from repository.catalogue.events import WorkChanged, WorkPublished, WorkWithdrawn
from repository.catalogue.models import Work
from repository.records import service
from suite import clock, jobs
from suite.db import db
from suite.events import subscribe


@subscribe(WorkPublished)
def on_published(event: WorkPublished) -> None:
    _follow(event.work_id)


@subscribe(WorkChanged)
def on_changed(event: WorkChanged) -> None:
    _follow(event.work_id)


@subscribe(WorkWithdrawn)
def on_withdrawn(event: WorkWithdrawn) -> None:
    _follow(event.work_id)


@jobs.job("repository.record_opens", queue="events", atomic=True)
def opens(_ctx: jobs.Context, work_id: int) -> None:
    """An embargo ended by itself."""
    service.refresh(work_id, changed=False)


@jobs.job("repository.keep_records", queue="events", every=timedelta(days=1), atomic=True)
def keep(_ctx: jobs.Context) -> dict[str, int]:
    """Works of before there were records, and whatever an event did not tell."""
    found = service.behind()
    for work_id in found:
        service.refresh(work_id, changed=False)
    return {"works": len(found)}


def _follow(work_id: int) -> None:
    service.refresh(work_id, changed=True)
    work = db.session.get(Work, work_id)
    if work is None or work.embargo_until is None:
        return
    if work.state == rules.PUBLISHED and not rules.is_free(work.embargo_until, clock.now()):
        jobs.enqueue("repository.record_opens", after=work.embargo_until, work_id=work_id)
