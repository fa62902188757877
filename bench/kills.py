"""Killing web, queue and database processes at random moments while pupils save and start.

Three hundred attempts save all the time, three hundred more pupils press Start around the kills,
in two tabs at once, and five pupils answer in Chromium (`kills:20:sqlite` kills less). Every answer
that was acknowledged must be there afterwards as it was sent, and nobody has two attempts. A kill
comes when the house answers again and has kept 200 more answers.
"""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from bench import deaths, pages, pupilside
from bench.pages import Screen
from bench.pupilside import Pupil, Told
from bench.rows import Row
from bench.world import World, attempts, entries, pupils, world
from lms.exams.models import AnswerSave, Attempt
from suite.db import db
from tests.kit import make_exams

SAVING, STARTING, SCREENS = 300, 300, 5
KILLS = 100  # on each database
LONGEST = 20 * 60  # seconds after which no more are killed
WORKED, CALM = 200, (2.0, 6.0)  # answers that must be kept, and seconds, before the next kill
AROUND = (-0.2, 1.0)  # seconds from a kill in which pupils press Start
QUESTIONS, MINUTES = 40, 90


@dataclass
class Day:
    """What happened."""

    told: Told = field(default_factory=Told)
    killed: Counter[str] = field(default_factory=Counter)
    away: list[float] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)
    seconds: float = 0.0


def run(*wanted: str) -> list[Row]:
    count = int(wanted[0]) if wanted else KILLS
    names = wanted[1:] or ("sqlite", "postgresql")
    return [row for kind in names for row in _measure(kind, count)]


def _measure(kind: str, count: int) -> list[Row]:
    with world(kind, deaths.WEB_WORKERS, whole=True) as house:
        room = make_exams.room(pupils=SCREENS, questions=QUESTIONS, minutes=MINUTES)
        at_screens = [(one.id, one.username) for one in room.pupils]
        people = pupils(SAVING + STARTING, room.exam.school_id)
        tokens = attempts(room.exam, people[:SAVING])
        words = entries(room.exam, people[SAVING:])
        uids = list(db.session.scalars(select(Attempt.uid).order_by(Attempt.id)))
        uid = room.uid
        db.session.rollback()
        day = asyncio.run(
            _day(house, count, list(zip(uids, tokens, strict=True)), words, (uid, at_screens))
        )
        db.session.remove()
        db.engine.dispose()
        return _rows(kind, day)


async def _day(
    house: World,
    count: int,
    running: Sequence[tuple[str, str]],
    words: list[str],
    screens: tuple[str, list[tuple[int, str]]],
) -> Day:
    day, begun = Day(), time.monotonic()
    saving = [Pupil(house.port, day.told, *one).work() for one in running]
    async with pages.screens(house.port, *screens) as day.screens, asyncio.TaskGroup() as all_of:
        for work in [*saving, *(pages.work(one, day.told, QUESTIONS) for one in day.screens)]:
            all_of.create_task(work)
        await asyncio.to_thread(deaths.answers_again, house)
        turns = _turns(house, count)
        for number, kill in enumerate(turns):
            if time.monotonic() - begun > LONGEST:
                break
            await _worked(day.told, random.uniform(*CALM))
            for word in words[number * STARTING // count : (number + 1) * STARTING // count]:
                all_of.create_task(_begin(house, day.told, word))
            await asyncio.sleep(-AROUND[0])
            day.killed[await asyncio.to_thread(kill, house)] += 1
            day.away.append(await asyncio.to_thread(deaths.answers_again, house))
            if number % 10 == 9:
                print(f"  {number + 1} killed, {len(day.told.acknowledged):,} kept", flush=True)
        await asyncio.sleep(5)
        day.told.over = True
    day.seconds = time.monotonic() - begun
    return day


async def _worked(told: Told, seconds: float) -> None:
    """Until enough answers were kept since now, and so many seconds are over."""
    kept = len(told.acknowledged)
    await asyncio.sleep(seconds)
    while len(told.acknowledged) < kept + WORKED:
        await asyncio.sleep(0.1)


def _turns(house: World, count: int) -> list[deaths.Kill]:
    kinds = deaths.kinds(house)
    turns = [kinds[number % len(kinds)] for number in range(count)]
    random.shuffle(turns)
    return turns


async def _begin(house: World, told: Told, word: str) -> None:
    await asyncio.sleep(random.uniform(0, AROUND[1] - AROUND[0]))
    pupil = await pupilside.start(house.port, told, word)
    await pupil.work()


def _rows(kind: str, day: Day) -> list[Row]:
    told, name = day.told, f"kill -9, {kind}, {day.killed.total()} times"
    killed = ", ".join(f"{n} {what}" for what, n in sorted(day.killed.items()))
    there = kept()
    lost = sum(there.get(key) != sent for key, sent in told.acknowledged.items())
    never = sum(there.get(key) != sent for key, sent in told.given.items())
    most, made = _attempts()
    differing = sum(len(found) != 1 for found in told.attempts.values())
    states = ", ".join(f"{n:,} {state}" for state, n in sorted(told.states.items()))
    away = sorted(day.away)
    wrong = [line for one in day.screens for line in pages.differences(one)]
    print(*wrong, sep="\n", end="")
    db.session.rollback()
    return [
        Row(f"{name}: acknowledged answers lost", str(lost), "0",
            f"{len(told.acknowledged):,} acknowledged ({states}) of {len(told.given):,} given,"
            f" {never} of them not there at the end; {told.failures:,} tries unanswered;"
            f" {killed}; it answered again after {away[len(away) // 2]:.1f} s in the median,"
            f" {away[-1]:.1f} s at most; {day.seconds:.0f} s"),
        Row(f"{name}: attempts of one pupil at most", str(most), "1",
            f"{made} attempts; {len(told.attempts)} of {STARTING} pupils started around the kills"
            f" in two tabs each, {told.again} of {2 * len(told.attempts)} tabs had to ask again,"
            f" {differing} were told of two attempts"),
        Row(f"{name}: {len(day.screens)} pages in Chromium, what they say is saved and is not so",
            str(len(wrong)), "0",
            f"{sum(one.answers for one in day.screens)} answers,"
            f" {sum(len(one.receipts) for one in day.screens)} receipts,"
            f" loaded anew {sum(one.reloads for one in day.screens)} times"),
    ]  # fmt: skip


def kept() -> dict[tuple[str, int], tuple[int, object]]:
    """Item and response of everything in the database, by attempt and seq."""
    rows = db.session.execute(
        select(Attempt.uid, AnswerSave.seq, AnswerSave.item, AnswerSave.response).join(
            Attempt, Attempt.id == AnswerSave.attempt_id
        )
    )
    return {(uid, seq): (item, json.loads(text)) for uid, seq, item, text in rows}


def _attempts() -> tuple[int, int]:
    """The most attempts of one pupil, and all attempts."""
    each = select(func.count().label("n")).select_from(Attempt).group_by(Attempt.person_id)
    of = each.subquery().c.n
    most, made = db.session.execute(select(func.max(of), func.sum(of))).one()
    return int(most), int(made)
