"""Jobs: rows written in the transaction that wants them, run later by a worker.

suite_job
  A row is waiting, running (with a lease), done, failed or cancelled. A crash loses nothing:
  a running row whose lease has passed is taken again. Deliveries of events are jobs too
  (`suite.events`), so there is one queue, one retry rule and one place to look.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Index, Select, String, Text, and_, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from suite import clock, contracts
from suite.db import BigId, Json, Model, UtcDateTime, db

# Queues whose jobs may take minutes; a worker of their own keeps them out of the others' way.
SLOW = ("library",)
LEASE = timedelta(seconds=120)
MOST_ATTEMPTS = 5
KEPT = timedelta(days=30)
QUIET, QUIET_FOR = "lopso.quiet", 10.0  # seconds for which an answer is kept
# Where the result of a failed job keeps what its owner is told.
SAID = "said"


class Job(Model):
    __tablename__ = "suite_job"
    __table_args__ = (
        Index("ix_suite_job_due", "state", "queue", "run_after"),
        Index("ix_suite_job_mine", "owner_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    queue: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    run_after: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
    error: Mapped[str | None] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(BigId)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Cancelled(Exception):
    """Raised by `Context.progress` once somebody asked the job to stop."""


class Postponed(Exception):
    """Raised by `Context.progress` of heavy work when quiet hours began: it begins anew later."""


class Failed(Exception):
    """Raised by a job that can never succeed; the text tells its owner why, in plain words."""


@dataclass
class Context:
    """What a running job may say of itself."""

    job: Job

    def progress(self, done: int, total: int) -> None:
        """Commit what the job did so far and renew its lease. Raises Cancelled and Postponed."""
        self.job.done, self.job.total = done, total
        self.job.lease_until = clock.now() + LEASE
        db.session.commit()
        if self.job.cancel_asked:
            raise Cancelled
        if waits_for_quiet(self.job):
            raise Postponed


Runner = Callable[..., dict[str, Any] | None]
Say = Callable[[Job], str]


@dataclass(frozen=True)
class Kind:
    """How a job is done and, where it has a title, how its owner sees it (`suite.jobpages`)."""

    run: Runner
    queue: str
    atomic: bool
    title: Say | None = None
    says: Say | None = None
    result_url: Callable[[Job], str | None] | None = None
    heavy: bool = False


_kinds: dict[str, Kind] = {}
_recurring: dict[str, timedelta] = {}


def job(
    name: str,
    *,
    queue: str = "default",
    atomic: bool = False,
    every: timedelta | None = None,
    title: Say | None = None,
    says: Say | None = None,
    result_url: Callable[[Job], str | None] | None = None,
    heavy: bool = False,
) -> Callable[[Runner], Runner]:
    """Register `run(ctx, **payload)` under `name`.

    An atomic job never commits by itself: its effect and its being done are one transaction.
    A job with `every` comes again by itself, that long after it ended. With a `title(job)` its
    owner finds it at /jobs/<id>: how far it is and, when it is done, what it `says(job)` and
    the address of its result, `result_url(job)`. A heavy one waits while the house has quiet hours
    (`suite.contracts.QuietHours`), and can be begun anew at any of its steps.
    """

    def register(run: Runner) -> Runner:
        _kinds[name] = Kind(run, queue, atomic, title, says, result_url, heavy)
        if every is not None:
            _recurring[name] = every
        return run

    return register


def enqueue(
    name: str, *, owner_id: int | None = None, after: datetime | None = None, **payload: Any
) -> Job:
    """Add a job to the present transaction. Raises KeyError for an unknown name."""
    now = clock.now()
    row = Job(
        queue=_kinds[name].queue,
        name=name,
        payload=payload,
        run_after=after or now,
        created_at=now,
        owner_id=owner_id,
    )
    db.session.add(row)
    return row


def kind_of(row: Job) -> Kind | None:
    """How a job is done and shown; None when nobody here does it any more."""
    return _kinds.get(row.name)


def quiet_until() -> datetime | None:
    """Until when nothing heavy is done; None: now it may be. Asked at most every few seconds."""
    desk = contracts.ask(contracts.QuietHours)
    if desk is None:
        return None
    kept: tuple[float, datetime | None] = current_app.extensions.get(QUIET, (0.0, None))
    if time.monotonic() > kept[0]:
        kept = (time.monotonic() + QUIET_FOR, desk.until())
        current_app.extensions[QUIET] = kept
    return kept[1] if kept[1] is not None and kept[1] > clock.now() else None


def waits_for_quiet(row: Job) -> bool:
    """Whether a job is heavy, and the house has quiet hours."""
    kind = _kinds.get(row.name)
    return kind is not None and kind.heavy and quiet_until() is not None


def titled() -> list[str]:
    """The names of the jobs that their owners see."""
    return [name for name, kind in _kinds.items() if kind.title is not None]


def cancel(job_id: int) -> None:
    """Stop a job: at once while it waits, else at its next step. Commits."""
    waiting = update(Job).where(Job.id == job_id, Job.state == "waiting")
    db.session.execute(waiting.values(state="cancelled", finished_at=clock.now()))
    running = update(Job).where(Job.id == job_id, Job.state == "running")
    db.session.execute(running.values(cancel_asked=True))
    db.session.commit()


def plan() -> int:
    """Let every recurring job wait for its time; how many were added. Commits."""
    alive = set(
        db.session.scalars(
            select(Job.name).where(Job.name.in_(_recurring), Job.state.in_(("waiting", "running")))
        )
    )
    lost = [name for name in _recurring if name not in alive]
    for name in lost:
        ended = db.session.scalar(select(func.max(Job.finished_at)).where(Job.name == name))
        enqueue(name, after=ended + _recurring[name] if ended else None)
    db.session.commit()
    return len(lost)


@job("suite.tidy", every=timedelta(days=1))
def tidy(_ctx: Context) -> dict[str, int]:
    """Forget jobs that were done long ago; what failed stays to be looked at."""
    old = delete(Job).where(Job.state == "done", Job.finished_at < clock.now() - KEPT)
    return {"forgotten": len(db.session.scalars(old.returning(Job.id)).all())}


def _due(
    queues: Sequence[str] | None, apart: Sequence[str], without: Sequence[str] = ()
) -> Select[Job]:
    now = clock.now()
    lapsed = and_(Job.state == "running", Job.lease_until < now)
    waiting = and_(Job.state == "waiting", Job.run_after <= now)
    query = select(Job).where(or_(waiting, lapsed)).order_by(Job.id).limit(1)
    if queues:
        query = query.where(Job.queue.in_(queues))
    if apart:
        query = query.where(Job.queue.not_in(apart))
    if without:
        query = query.where(Job.name.not_in(without))
    return query.with_for_update(skip_locked=True)


def claim(queues: Sequence[str] | None = None, apart: Sequence[str] = ()) -> int | None:
    """Lease the oldest job that is due, of `queues` only, none of `apart`; its id, or None.

    A job at which workers ended again and again is failed, so that those behind it get done. In
    quiet hours what is heavy stays waiting.
    """
    without: list[str] = []
    row = db.session.scalars(_due(queues, apart)).first()
    if row is not None and waits_for_quiet(row):
        without = [name for name, kind in _kinds.items() if kind.heavy]
        row = db.session.scalars(_due(queues, apart, without)).first()
    while row is not None and row.attempts >= MOST_ATTEMPTS:
        _finish(row.id, "failed", error="the worker ended while doing it")
        row = db.session.scalars(_due(queues, apart, without)).first()
    if row is None:
        db.session.rollback()
        return None
    row.state = "running"
    row.attempts += 1
    row.lease_until = clock.now() + LEASE
    db.session.commit()
    return row.id


def run(job_id: int) -> str:
    """Run a leased job to its end and return its state.

    "lost" when the lease ran out meanwhile and another worker has the job: what was not yet
    committed here is rolled back, because it is being done there.
    """
    row = db.session.get_one(Job, job_id)
    kind, attempt = _kinds.get(row.name), row.attempts
    if kind is None:
        return _finish(job_id, "failed", error=f"nobody here does {row.name}")
    try:
        result = kind.run(Context(row), **row.payload)
        if _lost(job_id, attempt):
            return "lost"
        row.result, row.state, row.finished_at = result, "done", clock.now()
        db.session.commit()
    except Cancelled:
        return _finish(job_id, "cancelled")
    except Postponed:
        return _postpone(job_id)
    except Failed as error:
        return _finish(job_id, "failed", result={SAID: str(error)})
    except Exception as error:
        db.session.rollback()
        if _lost(job_id, attempt):
            return "lost"
        return _retry(job_id, f"{type(error).__name__}: {error}")
    return "done"


def _lost(job_id: int, attempt: int) -> bool:
    """Whether another worker took the job; if not, nobody can until this transaction ends."""
    held = select(Job.attempts).where(Job.id == job_id).with_for_update()
    lost = db.session.scalar(held) != attempt
    if lost:
        db.session.rollback()
    return lost


def _retry(job_id: int, error: str) -> str:
    row = db.session.get_one(Job, job_id)
    if row.attempts >= MOST_ATTEMPTS:
        return _finish(job_id, "failed", error=error)
    row.state, row.error = "waiting", error[:2000]
    row.run_after = clock.now() + timedelta(seconds=2**row.attempts)
    db.session.commit()
    return "waiting"


def _postpone(job_id: int) -> str:
    """Back to waiting, as if it had not begun."""
    db.session.rollback()
    row = db.session.get_one(Job, job_id)
    row.state, row.attempts, row.lease_until = "waiting", max(0, row.attempts - 1), None
    db.session.commit()
    return "waiting"


def _finish(
    job_id: int, state: str, error: str | None = None, result: dict[str, Any] | None = None
) -> str:
    db.session.rollback()
    row = db.session.get_one(Job, job_id)
    row.result = result
    row.state, row.error, row.finished_at = state, error and error[:2000], clock.now()
    db.session.commit()
    return state


def drain(queues: Sequence[str] | None = None, most: int = 100_000) -> int:
    """Run what is due until nothing is; the number of jobs run."""
    count = 0
    while count < most and (job_id := claim(queues)) is not None:
        run(job_id)
        count += 1
    return count
