"""All at once: pupils saving and starting, ten boards, books of 100 pages coming into the library
and a rollup of the indicators.

Both rounds go to the same server in one run: the saves alone, then with all the rest beside them.
The heavy work runs by its commands, one after the other until the round ends, because the queue
would hold it back as long as an exam is being taken.
"""

import asyncio
import itertools
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import typst
from sqlalchemy import insert, update

from bench import board, coverage, paced, saves, starts
from bench.board import BOARDS, LOOK
from bench.paced import Outcome
from bench.rows import Row
from bench.world import ROOT, SECRET, World, attempts, entries, exam, pupils, world
from indicators.ledger.models import PersonKey
from lms.exams.models import Attempt, Candidate, Exam
from suite.db import db
from tests.kit import make

PLANS = (("postgresql", 5000), ("sqlite", 2500))
STARTS, COUNTED, PAGES = 1000, 1000, 100
EVERY, ROUNDS = 10.0, 4
BOOK = ROOT / "repository" / "demo_files" / "phan-so.txt"


def run(*wanted: str) -> list[Row]:
    """One database or another size: `mixed:sqlite:1000`."""
    plans = [(kind, n) for kind, n in PLANS if not wanted or kind == wanted[0]]
    size = int(wanted[1]) if len(wanted) > 1 else None
    return [row for kind, count in plans for row in _measure(kind, size or count)]


def _measure(kind: str, count: int) -> list[Row]:
    with world(kind) as house:
        of = exam()
        people = pupils(count + STARTS, of.school_id)
        words = entries(of, people)[count:]
        tokens = attempts(of, people[:count])
        _use(people)
        heavy = Heavy(house, of)
        looks = [board.looker(*one) for one in board.boards(of, house)]
        _let_in(of)
        savers = [saves.browser(token) for token in tokens]
        db.session.remove()
        alone = paced.run("127.0.0.1", house.port, savers, every=EVERY, rounds=ROUNDS)
        with heavy.at_work():
            starters = [starts.browser(word) for word in words]
            again = [board.later(one) for one in savers]
            outcomes = asyncio.run(_all(house.port, again, starters, looks))
        made = db.session.query(Attempt).count() - count
        db.session.rollback()
    return _rows(kind, count, (alone, *outcomes), heavy, made)


async def _all(
    port: int,
    savers: list[Callable[[int], bytes]],
    starters: list[Callable[[int], bytes]],
    lookers: list[Callable[[int], bytes]],
) -> list[Outcome]:
    seconds = EVERY * ROUNDS
    keep_on = paced.keep_on
    return await asyncio.gather(
        keep_on("127.0.0.1", port, savers, every=EVERY, rounds=ROUNDS, settle=5.0),
        keep_on("127.0.0.1", port, starters, every=seconds, rounds=1, settle=5.0),
        keep_on("127.0.0.1", port, lookers, every=LOOK, rounds=int(seconds / LOOK), settle=5.0),
    )


def _rows(
    kind: str, count: int, outcomes: tuple[Outcome, ...], heavy: "Heavy", made: int
) -> list[Row]:
    alone, saving, starting, looking = outcomes
    name = f"mixed, {kind}, {count:,} saving"
    before, after = alone.percentile(0.99), saving.percentile(0.99)
    errors = sum(one.errors for one in outcomes)
    beside = ", ".join(f"{n} x {what}" for what, n in sorted(heavy.done.items()))
    return [
        Row(f"{name}: p99 of a save", f"{after:.0f} ms (median {saving.percentile(0.5):.1f} ms)",
            "≤ 500 ms, no error",
            f"alone {before:.0f} ms, ratio {after / before:.1f}; {len(saving.latencies):,} saves,"
            f" errors {errors}, of the heavy work {heavy.failed}; meanwhile done {beside}"),
        Row(f"{name}: p95 of a start", f"{starting.percentile(0.95):.0f} ms", "≤ 1 s",
            f"{STARTS:,} within {EVERY * ROUNDS:.0f} s, attempts {made:,},"
            f" errors {starting.errors}"),
        Row(f"{name}: p99 of a look at one of {BOARDS} boards",
            f"{looking.percentile(0.99):.0f} ms", "reported",
            f"{sum(looking.statuses.values())} looks, median {looking.percentile(0.5):.0f} ms"),
    ]  # fmt: skip


def _let_in(of: Exam) -> None:
    """Who sits in a room waits until its invigilator opens it: all are open."""
    here = Candidate.exam_id == of.id
    db.session.execute(update(Candidate).where(here).values(waits=False))
    db.session.commit()


def _use(people: list[int]) -> None:
    """Events of a school year for a thousand of the pupils, which a rollup has to read."""
    keys = [{"key": n, "person_id": one} for n, one in enumerate(people[:COUNTED], 1)]
    db.session.execute(insert(PersonKey), keys)
    coverage.events(COUNTED)


class Heavy:
    """Books that come in and rollups of everything, again and again while it is at work."""

    def __init__(self, house: World, of: Exam) -> None:
        self.folder = Path(house.folder, "books")
        self.done: Counter[str] = Counter()
        self.failed = 0
        person = make.person("Lê Thị Thư", "librarian", of.course.school_class.school)
        self.by = ("--as", person.username, "--school", str(of.course.school_class.school.code))
        self.settings = {
            "LOPSO_DATA_DIR": str(house.folder),
            "LOPSO_DATABASE_URL": house.app.config["SQLALCHEMY_DATABASE_URI"],
            "LOPSO_SECRET_KEY": SECRET,
        }
        db.session.commit()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Both kinds of work side by side, until the block ends; what is begun is finished."""
        over = Event()
        threads = [
            Thread(target=self._again, args=(over, work)) for work in (self._book, self._rollup)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def _again(self, over: Event, work: Callable[[int], tuple[str, list[str]]]) -> None:
        for number in itertools.count():
            if over.is_set():
                return
            what, words = work(number)
            command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
            told = subprocess.run(
                command, cwd=ROOT, env={**os.environ, **self.settings}, capture_output=True
            )
            if told.returncode:
                print(told.stdout.decode()[-500:], told.stderr.decode()[-500:])
            self.failed += told.returncode != 0
            self.done[what] += 1

    def _book(self, number: int) -> tuple[str, list[str]]:
        folder = self.folder / str(number)
        folder.mkdir(parents=True)
        _book(folder / f"sach-{number}.pdf", number)
        return f"book of {PAGES} pages", ["library", "import", str(folder), *self.by, "--json"]

    def _rollup(self, _number: int) -> tuple[str, list[str]]:
        return "rollup of 150,000 events", ["indicators", "rollup", "--full", "--json"]


def _book(target: Path, number: int) -> None:
    """A PDF of 100 pages of text, unlike any other."""
    words = BOOK.read_text().replace("\\", "").translate({ord(c): " " for c in "#$*_@<>[]=`~/"})
    page = " ".join(words.split()[:300])
    source = "\n#pagebreak()\n".join(f"Trang {n} của cuốn {number}. {page}" for n in range(PAGES))
    path = target.with_suffix(".typ")
    path.write_text(source)
    typst.compile(path, output=target)
    path.unlink()
