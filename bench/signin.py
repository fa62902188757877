"""Seven o'clock: 1,000 pupils of one address sign in within 30 seconds while others save answers.

Each opens the sign-in page, sends user name and password (kept at the full cost of Argon2) and
opens the first page. Meanwhile 1,000 browsers save an answer every ten seconds.
"""

import asyncio
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sqlalchemy import func, insert, select, update

from bench import paced, saves
from bench.paced import Browser, Outcome
from bench.rows import Row
from bench.world import attempts, exam, pupils, world
from lms.courses.models import Course
from lms.exams.models import Exam
from school.classes.models import Enrolment
from school.people.models import Person, RoleGrant, SignIn
from school.people.passwords import hashed
from suite.db import db
from tests.kit import make

PEOPLE, WITHIN, SAVERS = 1000, 30.0, 1000
PASSWORD = "bảy giờ sáng"
COOKIE = re.compile(rb"\r\nset-cookie: (session=[^;]+)", re.IGNORECASE)
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


@dataclass
class Door:
    """What the sign-ins measured; `done_at` is when each was let in, in seconds."""

    posts: Outcome = field(default_factory=Outcome)
    pages: Outcome = field(default_factory=Outcome)
    done_at: list[float] = field(default_factory=list)


class Visitor(Browser):
    """A browser that keeps its cookie."""

    cookie = b""

    def data_received(self, data: bytes) -> None:
        if found := COOKIE.search(data):
            self.cookie = found.group(1)
        super().data_received(data)


def request(method: str, path: str, cookie: bytes, body: bytes = b"") -> bytes:
    """The bytes of a request."""
    kind = "Content-Type: application/x-www-form-urlencoded\r\n" if body else ""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {len(body)}\r\n{kind}"
    return head.encode() + b"Cookie: " + cookie + b"\r\n\r\n" + body


async def visit(port: int, username: str, begin: float, at: float, door: Door) -> None:
    """Sign in at an instant."""
    loop = asyncio.get_running_loop()
    asked: list[bytes] = []
    _transport, browser = await loop.create_connection(
        lambda: Visitor(lambda number: asked[number], door.pages), "127.0.0.1", port
    )
    await asyncio.sleep(max(0.0, at - time.perf_counter()))
    try:
        asked.append(request("GET", "/signin", b""))
        await _answered(browser, door.pages)
        token = TOKEN.search(browser.last_body)
        assert token is not None
        fields = {"username": username, "password": PASSWORD, "csrf_token": token.group(1)}
        asked.append(request("POST", "/signin", browser.cookie, urlencode(fields).encode()))
        await _answered(browser, door.posts)
        if browser.status == 303:
            door.done_at.append(time.perf_counter() - begin)
        asked.append(request("GET", "/", browser.cookie))
        await _answered(browser, door.pages)
    finally:
        if browser.transport:
            browser.transport.close()


async def _answered(browser: Visitor, outcome: Outcome) -> None:
    browser.outcome = outcome
    browser.send()
    await asyncio.wait_for(browser.answered.wait(), paced.PATIENCE)


async def load(
    port: int, names: list[str], savers: list[Callable[[int], bytes]]
) -> tuple[Door, Outcome]:
    """Sign-ins and saves together."""
    door, dice, begin = Door(), random.Random(7), time.perf_counter() + 6.0
    visits = [visit(port, name, begin, begin + dice.random() * WITHIN, door) for name in names]
    saving = paced.keep_on("127.0.0.1", port, savers, every=10.0, rounds=4, settle=3.0)
    outcome, *rest = await asyncio.gather(saving, *visits, return_exceptions=True)
    if isinstance(outcome, BaseException):
        raise outcome
    door.posts.broken += sum(1 for one in rest if isinstance(one, BaseException))
    return door, outcome


def people(of: Exam) -> tuple[list[int], list[str]]:
    """Pupils of the exam's class: ids of those who save, user names of those who sign in."""
    ids = pupils(PEOPLE + SAVERS, of.school_id)
    class_id = db.session.get_one(Course, of.course_id).class_id
    start = {"starts_on": make.YEAR_START, "school_id": of.school_id, "class_id": class_id}
    role = {"role": "student", "unit_id": of.school_id, "valid_from": make.YEAR_START}
    db.session.execute(insert(Enrolment), [start | {"person_id": one} for one in ids])
    db.session.execute(insert(RoleGrant), [role | {"person_id": one} for one in ids])
    db.session.execute(update(Person).values(password_hash=hashed(PASSWORD)))
    db.session.commit()
    query = select(Person.username).where(Person.id.in_(ids[SAVERS:]))
    return ids[:SAVERS], list(db.session.scalars(query))


def run() -> list[Row]:
    return [row for kind in ("postgresql", "sqlite") for row in _measure(kind)]


def _measure(kind: str) -> list[Row]:
    with world(kind) as house:
        of = exam()
        ids, names = people(of)
        savers = [saves.browser(token) for token in attempts(of, ids)]
        before = house.cpu()
        door, kept = asyncio.run(load(house.port, names, savers))
        used = (house.cpu() - before) / PEOPLE * 1000
        worked = db.session.scalar(select(func.count(SignIn.id)).where(SignIn.worked))
        db.session.rollback()
    name = f"sign-in, {kind}, {PEOPLE:,} in {WITHIN:.0f} s"
    posts, pages = door.posts, door.pages
    note = (
        f"{worked:,} let in from one address, errors {posts.errors + pages.errors}; password "
        f"judged p99 {posts.percentile(0.99):.0f} ms (median {posts.percentile(0.5):.0f} ms), "
        f"pages p99 {pages.percentile(0.99):.0f} ms; {used:.0f} ms CPU each, saves included"
    )
    last = f"{max(door.done_at, default=float('nan')):.1f} s"
    saved = f"{len(kept.latencies):,} saves, median {kept.percentile(0.5):.1f} ms"
    return [
        Row(f"{name}: the last one let in after", last, f"≤ {WITHIN:.0f} s", note),
        Row(
            f"{name}: saves meanwhile, p99",
            f"{kept.percentile(0.99):.0f} ms",
            "≤ 500 ms",
            f"{saved}, errors {kept.errors}",
        ),
    ]
