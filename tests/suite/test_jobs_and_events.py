"""Jobs and events: nothing is lost, nothing is done twice, a rollback takes its events along."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from suite import clock, events, jobs
from suite.audit import AuditEntry, record
from suite.db import db


@dataclass(frozen=True)
class BellRang:
    tower: str
    at: datetime
    day: date
    times: int | None = None


@events.subscribe(BellRang)
def note_the_bell(event: BellRang) -> None:
    record("bell.rang", event.tower, detail={"at": event.at.isoformat(), "day": str(event.day)})


@jobs.job("test.count", queue="slow")
def count_slowly(ctx: jobs.Context, upto: int) -> dict[str, int]:
    for number in range(upto):
        ctx.progress(number, upto)
    return {"counted": upto}


@jobs.job("test.break")
def always_break(ctx: jobs.Context) -> None:
    record("half.done", "x")
    raise RuntimeError("broken on purpose")


def heard() -> int:
    return db.session.scalar(select(func.count(AuditEntry.id))) or 0


def ring() -> None:
    events.publish(BellRang("Đông", clock.now(), clock.today()))


def test_an_event_is_delivered_once_after_commit(dbapp: Flask) -> None:
    ring()
    assert heard() == 0
    db.session.commit()
    assert jobs.drain() == 1
    assert jobs.drain() == 0
    assert heard() == 1


def test_a_rollback_takes_its_events_along(dbapp: Flask) -> None:
    ring()
    db.session.rollback()
    assert jobs.drain() == 0


def test_a_job_lost_with_its_worker_is_taken_again(dbapp: Flask) -> None:
    ring()
    db.session.commit()
    assert jobs.claim() is not None
    assert jobs.claim() is None
    with clock.frozen(clock.now() + jobs.LEASE + timedelta(seconds=1)):
        assert jobs.drain() == 1
    assert heard() == 1


def test_a_broken_job_is_tried_again_and_then_given_up(dbapp: Flask) -> None:
    jobs.enqueue("test.break")
    db.session.commit()
    start = clock.now()
    for attempt in range(jobs.MOST_ATTEMPTS):
        with clock.frozen(start + timedelta(hours=attempt)):
            assert jobs.drain() == 1
    row = db.session.scalars(select(jobs.Job)).one()
    assert (row.state, row.attempts) == ("failed", jobs.MOST_ATTEMPTS)
    assert "broken on purpose" in (row.error or "")
    assert heard() == 0


def test_progress_result_and_cancel(dbapp: Flask) -> None:
    done = jobs.enqueue("test.count", upto=3)
    stopped = jobs.enqueue("test.count", upto=3)
    stopped.cancel_asked = True
    db.session.commit()
    assert jobs.drain(["default"]) == 0
    assert jobs.drain(["slow"]) == 2
    db.session.expire_all()
    assert (done.state, done.result, done.total) == ("done", {"counted": 3}, 3)
    assert stopped.state == "cancelled"


def test_a_job_that_nobody_does_any_more_is_said_to_fail(dbapp: Flask) -> None:
    row = jobs.enqueue("test.count", upto=1)
    row.name = "gone.with_its_plugin"
    db.session.commit()
    jobs.drain()
    db.session.expire_all()
    assert row.state == "failed"
    assert "gone.with_its_plugin" in (row.error or "")


def test_a_recurring_job_comes_again_and_old_ones_are_forgotten(dbapp: Flask) -> None:
    start = clock.now()
    planned = jobs.plan()
    assert planned >= 1
    assert jobs.plan() == 0, "what waits is not planned twice"
    ring()
    db.session.commit()
    jobs.drain()
    assert jobs.plan() == planned
    done = db.session.scalar(select(func.count(jobs.Job.id)).where(jobs.Job.state == "done"))
    with clock.frozen(start + timedelta(hours=1)):
        rows = db.session.scalars(select(jobs.Job).where(jobs.Job.name == "suite.tidy"))
        assert [row.state for row in rows] == ["done", "waiting"]
    with clock.frozen(start + jobs.KEPT + timedelta(days=1)):
        jobs.drain()
        left = db.session.scalar(select(func.count(jobs.Job.id)))
    assert done is not None and left is not None and left < done + planned


def test_unknown_jobs_are_refused(app: Flask) -> None:
    with pytest.raises(KeyError):
        jobs.enqueue("no.such.job")


@jobs.job("test.outlived", atomic=True)
def outlive_the_lease(ctx: jobs.Context) -> None:
    db.session.execute(update(jobs.Job).values(attempts=jobs.Job.attempts + 1))
    db.session.commit()
    record("half.done", "x")


def test_a_job_that_another_worker_took_is_not_done_twice(dbapp: Flask) -> None:
    row = jobs.enqueue("test.outlived")
    db.session.commit()
    job_id = jobs.claim()
    assert job_id is not None
    assert jobs.run(job_id) == "lost"
    assert heard() == 0
    db.session.refresh(row)
    assert (row.state, row.attempts) == ("running", 2)


def test_a_job_that_kills_its_worker_does_not_hold_up_the_others(dbapp: Flask) -> None:
    deadly = jobs.enqueue("test.count", upto=1)
    db.session.commit()
    start = clock.now()
    for number in range(jobs.MOST_ATTEMPTS):
        with clock.frozen(start + number * 2 * jobs.LEASE):
            assert jobs.claim() == deadly.id
    ring()
    db.session.commit()
    with clock.frozen(start + 20 * jobs.LEASE):
        assert jobs.drain() == 1
    db.session.refresh(deadly)
    assert deadly.state == "failed"
    assert heard() == 1
