"""Killing web workers and database processes at random moments while pupils save and start.

Every answer that was acknowledged must be there afterwards as it was sent, and nobody has two
attempts. Pupils send again until they are answered, as their pages do.
"""

import asyncio
import json
import os
import random
import signal
from dataclasses import dataclass, field
from typing import Any

import psutil
from sqlalchemy import func, select

from bench.rows import Row
from bench.world import World, attempts, entries, exam, pupils, world
from lms.exams.models import AnswerSave, Attempt
from suite.db import db

SAVING, STARTING = 250, 50
KILLS = 50  # on each database
BETWEEN = (1.0, 4.0)  # seconds
PAUSE = (0.1, 0.5)


@dataclass
class Told:
    """What pupils were told: answers by (attempt's place, seq), attempts that were started."""

    acknowledged: dict[tuple[int, int], tuple[int, Any]] = field(default_factory=dict)
    attempts: set[str] = field(default_factory=set)
    failures: int = 0
    over: bool = False


def run() -> list[Row]:
    return [row for kind in ("sqlite", "postgresql") for row in _measure(kind)]


def _measure(kind: str) -> list[Row]:
    with world(kind) as house:
        of = exam()
        people = pupils(SAVING + STARTING, of.school_id)
        tokens = attempts(of, people[:SAVING])
        words = entries(of, people[SAVING:])
        ids = list(db.session.scalars(select(Attempt.id).order_by(Attempt.id)))
        db.session.rollback()
        told = asyncio.run(_day(house, tokens, words))
        db.session.remove()
        db.engine.dispose()
        lost = _lost(told, ids)
        twice = db.session.scalar(
            select(func.count()).select_from(
                select(Attempt.person_id)
                .group_by(Attempt.person_id)
                .having(func.count() > 1)
                .subquery()
            )
        )
        started = db.session.scalar(select(func.count(Attempt.id))) or 0
        db.session.rollback()
        name = f"kill -9, {kind}, {KILLS} times"
        note = (
            f"{len(told.acknowledged):,} answers acknowledged to {SAVING} pupils,"
            f" {told.failures:,} requests unanswered"
        )
        return [
            Row(f"{name}: acknowledged answers lost", str(lost), "0", note),
            Row(
                f"{name}: double attempts",
                str(twice),
                "0",
                f"{started - SAVING} of {STARTING} started meanwhile, {len(told.attempts)} told so",
            ),
        ]


def _lost(told: Told, ids: list[int]) -> int:
    rows = db.session.execute(
        select(AnswerSave.attempt_id, AnswerSave.seq, AnswerSave.item, AnswerSave.response)
    )
    kept = {(attempt, seq): (item, json.loads(text)) for attempt, seq, item, text in rows}
    return sum(
        kept.get((ids[place], seq)) != sent for (place, seq), sent in told.acknowledged.items()
    )


async def _day(house: World, tokens: list[str], words: list[str]) -> Told:
    told = Told()
    savers = [asyncio.create_task(_save(house.port, n, t, told)) for n, t in enumerate(tokens)]
    starters = [asyncio.create_task(_start(house.port, word, told)) for word in words]
    await asyncio.sleep(2)
    for _ in range(KILLS):
        await asyncio.sleep(random.uniform(*BETWEEN))
        _kill_one(house)
    await asyncio.sleep(5)
    told.over = True
    await asyncio.gather(*savers, *starters)
    return told


def _kill_one(house: World) -> None:
    """Kill a web worker, or on PostgreSQL as often a process of the database."""
    roots = [pid for pid in (house.server.pid, house.postmaster) if pid]
    children = psutil.Process(random.choice(roots)).children()
    if children:
        try:
            os.kill(random.choice(children).pid, signal.SIGKILL)
        except ProcessLookupError:
            return


async def _ask(port: int, head: str, body: bytes) -> Any:
    """One request on a connection of its own; None unless it was answered with 200."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return None
    try:
        lines = f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"{lines}Host: 127.0.0.1\r\nConnection: close\r\n\r\n".encode() + body)
        answer = await asyncio.wait_for(reader.read(), 10)
    except (OSError, TimeoutError):
        return None
    finally:
        writer.close()
    top, _, text = answer.partition(b"\r\n\r\n")
    try:
        return json.loads(text) if b" 200 " in top.split(b"\r\n")[0] else None
    except ValueError:
        return None


async def _save(port: int, place: int, token: str, told: Told) -> None:
    seq = 0
    while not told.over:
        seq += 1
        item, response = seq % 40 + 1, random.randrange(4)
        answer = {"seq": seq, "item": item, "response": response}
        body = json.dumps({"answers": [answer]}).encode()
        head = f"POST /exams/door/answers HTTP/1.1\r\nX-Attempt: {token}\r\n"
        while (found := await _ask(port, head, body)) is None and not told.over:
            told.failures += 1
            await asyncio.sleep(random.uniform(*PAUSE))
        if found and found["acks"][0]["state"] == "counts":
            told.acknowledged[place, seq] = (item, response)
        await asyncio.sleep(random.uniform(*PAUSE))


async def _start(port: int, word: str, told: Told) -> None:
    await asyncio.sleep(random.uniform(0, KILLS * sum(BETWEEN) / 2))
    body = json.dumps({"device": f"device{random.randrange(10**9)}"}).encode()
    head = f"POST /exams/door/start HTTP/1.1\r\nX-Entry: {word}\r\n"
    while (found := await _ask(port, head, body)) is None and not told.over:
        told.failures += 1
        await asyncio.sleep(random.uniform(*PAUSE))
    if found:
        told.attempts.add(found["attempt"])
        # A reply that was lost is asked for again: the same attempt comes.
        again = await _ask(port, head, body)
        if again:
            told.attempts.add(again["attempt"])
