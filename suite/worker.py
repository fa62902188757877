"""The worker: drains the queue by id, and can be killed at any moment without loss."""

import signal
import time
from collections.abc import Sequence
from types import FrameType

from flask import Flask

from suite import jobs
from suite.db import db

IDLE = 0.3
PLAN_EVERY = 60.0


class Stop:
    """Set by SIGTERM or SIGINT: the job in hand ends, no other begins."""

    asked = False

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        self.asked = True


def work(
    app: Flask, queues: Sequence[str], apart: Sequence[str] = (), *, once: bool = False
) -> int:
    """Run jobs until told to stop (or, with `once`, until none is due); the number run."""
    stop, count = Stop(), 0
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    planned = float("-inf")
    while not stop.asked:
        with app.app_context():
            if time.monotonic() - planned > PLAN_EVERY:
                planned = time.monotonic()
                jobs.plan()
            job_id = jobs.claim(queues, apart)
            if job_id is not None:
                jobs.run(job_id)
                count += 1
            db.session.remove()
        if job_id is None:
            if once:
                break
            time.sleep(IDLE)
    return count
