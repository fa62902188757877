"""Answer saves: N open browsers, each saving one answer every ten seconds."""

import json
import random
import time
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count as counted
from threading import Thread

import psycopg

from bench import paced
from bench.rows import Row
from bench.world import World, attempts, exam, pupils, world
from lms.exams.models import AnswerSave
from suite.db import db
from suite.serve import THREADS

EVERY = 10.0
PLANS = (
    ("postgresql", 6000, "≤ 250 ms"),
    ("postgresql", 10000, "reported"),
    ("sqlite", 2500, "≤ 250 ms"),
)
ROUNDS = 4
BARE = 8000
HANDS = 2 * THREADS  # of two workers
KEPT_AFTER = 10  # executions after which psycopg and PostgreSQL keep a statement prepared
EPOCHS = counted(9)


def browser(token: str) -> Callable[[int], bytes]:
    """A pupil who answers one question after the other."""

    def make(number: int) -> bytes:
        answer = {"seq": number + 1, "item": number % 40 + 1, "response": {"choice": number % 4}}
        body = json.dumps({"answers": [answer]}).encode()
        head = (
            "POST /exams/door/answers HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"X-Attempt: {token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    return make


def run() -> list[Row]:
    rows: list[Row] = []
    for kind, count, target in PLANS:
        rows += _measure(kind, count, target)
    return rows


def _measure(kind: str, count: int, target: str) -> list[Row]:
    with world(kind) as house:
        of = exam()
        tokens = attempts(of, pupils(count, of.school_id))
        before = house.cpu()
        outcome = paced.run(
            "127.0.0.1", house.port, [browser(t) for t in tokens], every=EVERY, rounds=ROUNDS
        )
        used = house.cpu() - before
        kept = db.session.query(AnswerSave).count()
        db.session.rollback()
        sent = count * ROUNDS
        name = f"saves, {kind}, {count:,} browsers"
        note = f"{sent:,} saves in {outcome.seconds:.0f} s, kept {kept:,}, errors {outcome.errors}"
        median, p99 = outcome.percentile(0.5), outcome.percentile(0.99)
        cost = used / max(1, kept) * 1000
        rows = [
            Row(f"{name}: p99", f"{p99:.0f} ms (median {median:.1f} ms)", target, note),
            Row(f"{name}: CPU of a save", f"{cost:.2f} ms", "≤ 1.3 ms", "server and database"),
        ]
        if kind == "postgresql" and house.postmaster:
            bare, together = _bare(house, count / EVERY), _bare(house)
            label, ratio = f"{name}: ratio to the bare statement", f"{cost / bare:.1f}"
            note = f"bare {bare:.2f} ms CPU at the same pace, {together:.2f} ms without a pause"
            rows.append(Row(label, ratio, "≤ 4", note))
        return rows


def _bare(house: World, pace: float | None = None) -> float:
    """CPU milliseconds of one bare insert on the same database, client and server together.

    `pace` is how many are sent in a second, over as many connections as the server has threads;
    without one, a single connection sends them one after the other. What an idle database and a
    sleeping thread cost to wake is paid by whoever comes at that pace.
    """
    url = house.app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    hands = HANDS if pace else 1
    every = hands / pace if pace else 0.0
    with ExitStack() as stack:
        open_ones = [
            stack.enter_context(psycopg.connect(url, autocommit=True)) for _ in range(hands)
        ]
        for number, connection in enumerate(open_ones):
            _insert(connection, number, range(KEPT_AFTER), 0.0)
        before, own = house.cpu(), time.process_time()
        threads = [
            Thread(target=_insert, args=(one, number, range(KEPT_AFTER, BARE // hands), every))
            for number, one in enumerate(open_ones)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = house.cpu() - before + time.process_time() - own
    return spent / (hands * (BARE // hands - KEPT_AFTER)) * 1000


def _insert(connection: psycopg.Connection, hand: int, numbers: range, every: float) -> None:
    """Insert a row for each number, one every so many seconds."""
    begun = time.perf_counter() + random.random() * every
    text = (
        "INSERT INTO lms_answer_save (school_id, attempt_id, epoch, seq, item, held, received_at,"
        " response) VALUES (%s, %s, %s, %s, 1, 0, clock_timestamp(), '1')"
    )
    epoch = next(EPOCHS)
    for place, number in enumerate(numbers):
        time.sleep(max(0.0, begun + place * every - time.perf_counter()))
        connection.execute(text, (1, 1, epoch, number * HANDS + hand))
