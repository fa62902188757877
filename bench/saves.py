"""Answer saves: N open browsers, each saving one answer every ten seconds."""

import json
import time
from collections.abc import Callable

import psycopg

from bench import paced
from bench.rows import Row
from bench.world import World, attempts, exam, pupils, world
from lms.exams.models import AnswerSave
from suite.db import db

EVERY = 10.0
PLANS = (
    ("postgresql", 6000, "≤ 250 ms"),
    ("postgresql", 10000, "reported"),
    ("sqlite", 2500, "≤ 250 ms"),
)
ROUNDS = 4
BARE = 2000


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
            bare = _bare(house)
            label, ratio = f"{name}: ratio to the bare statement", f"{cost / bare:.1f}"
            rows.append(Row(label, ratio, "≤ 4", f"bare {bare:.2f} ms CPU"))
        return rows


def _bare(house: World) -> float:
    """CPU milliseconds of one bare insert on the same database, client and server together."""
    text = (
        "INSERT INTO lms_answer_save (school_id, attempt_id, epoch, seq, item, held, received_at,"
        " response) VALUES (%s, %s, 9, %s, 1, 0, clock_timestamp(), '1')"
    )
    url = house.app.config["SQLALCHEMY_DATABASE_URI"].replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(text, (1, 1, 0))
        before, own = house.cpu(), time.process_time()
        for seq in range(1, BARE + 1):
            connection.execute(text, (1, 1, seq))
        spent = house.cpu() - before + time.process_time() - own
    return spent / BARE * 1000
