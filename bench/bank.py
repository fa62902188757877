"""A bank of 100,000 questions in one school: list, filter, search, draw, near duplicates.

The questions have 30 words each out of 4,000, so that common words stand in most of them and rare
ones in few; subjects, grades, topics, levels and kinds as in a school that has collected for years.
Times are those of the whole page through the app, signed in, or of the service.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, text

import wsgi
from bench.rows import Row
from lms.bank import alike, finding
from lms.bank.models import Item, ItemBand, ItemVersion, ItemWord
from lms.exams import choosing, creating
from lms.exams.models import Exam
from school.people.models import Person
from school.signin.session import who_is
from suite import clock, migrate
from suite.db import db, new_uid
from suite.settings import load
from tests.kit import make, make_exams, make_indicators
from tests.kit.client import sign_in
from tests.kit.databases import postgres_server

SECRET = "bench-only-" + "x" * 32
SIZE, BATCH, TIMES = 100_000, 2_000, 15
SYLLABLES = [a + b for a in ("b", "ch", "d", "g", "kh", "l", "m", "ng", "ph", "qu", "t", "tr", "x")
             for b in ("a", "anh", "e", "ien", "i", "o", "ong", "u", "uong", "y")]  # fmt: skip
COMMON = ["cho", "cua", "la", "so", "tinh", "hinh", "trong", "sau", "nao", "dung"]
KINDS = ("single_choice", "true_false", "short_number", "essay")
_random = Random(7)


@contextmanager
def house(kind: str) -> Iterator[Flask]:
    """An empty house on a database of its own."""
    folder = Path(tempfile.mkdtemp(prefix="lopso-bank-"))
    settings: dict[str, Any] = {"data_dir": folder, "secret_key": SECRET, "testing": True}
    try:
        if kind == "sqlite":
            yield from _opened(wsgi.create_app(load(**settings)))
        else:
            with postgres_server() as server:
                url = str(server.get_uri("bank"))
                server.psql("CREATE DATABASE bank")
                yield from _opened(wsgi.create_app(load(**settings, database_url=url)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opened(app: Flask) -> Iterator[Flask]:
    migrate.upgrade(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def fill(teacher: Person, nodes: list[str]) -> None:
    """The questions, in bulk."""
    rare = [a + b for a in SYLLABLES for b in SYLLABLES[:30]]
    now = clock.now()
    for start in range(1, SIZE + 1, BATCH):
        items, versions, words, bands = [], [], [], []
        for number in range(start, start + BATCH):
            said = _random.sample(COMMON, 5) + _random.sample(rare, 25)
            folded = " ".join(said)
            mine = {"school_id": teacher.school_id, "item_id": number}
            items.append(_item(number, folded, teacher, now, nodes))
            versions.append(
                {"item_id": number, "number": 1, "stem": folded, "body": {"options": ["1", "2"]},
                 "key": {"right": 0}, "solution": "", "created_at": now, "author_id": teacher.id}
            )  # fmt: skip
            words += [{**mine, "word": word} for word in said]
            bands += [{**mine, "band": band} for band in set(alike.bands(folded))]
        for table, rows in ((Item, items), (ItemVersion, versions), (ItemWord, words),
                            (ItemBand, bands)):  # fmt: skip
            db.session.execute(insert(table), rows)
        db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def _item(number: int, folded: str, teacher: Person, now: Any, nodes: list[str]) -> dict[str, Any]:
    kind = _random.choices(KINDS, (70, 15, 10, 5))[0]
    return {
        "id": number, "uid": new_uid(), "school_id": teacher.school_id,
        "subject_code": "TOAN" if number % 2 else "TINHOC", "grade": 6 + number % 4, "kind": kind,
        "topic": f"Chủ đề {number % 150}", "author_id": teacher.id, "digest": str(number),
        "search_key": folded, "created_at": now, "current_number": 1, "indexed": finding.MAKE,
        "level": _random.choice(("know", "understand", "apply", "")),
        "node_uid": _random.choice(nodes) if number % 2 else None,
        "facility": _random.randrange(1000) if number % 3 == 0 else None,
    }  # fmt: skip


def middle(run: Callable[[], object]) -> float:
    """Seconds of the middle one of TIMES runs, after one that warms up."""
    run()
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return sorted(times)[TIMES // 2]


def opened(client: FlaskClient, address: str) -> Callable[[], object]:
    def get() -> None:
        assert client.get(address).status_code == 200

    return get


def measured(kind: str) -> dict[str, float]:
    """Seconds by what was done."""
    with house(kind) as app:
        nodes = make_indicators.programme()
        of = make.school_class()
        teacher = make.teacher(of)
        make.subject("TINHOC")
        fill(teacher, [node.uid for node in nodes])
        course = make_exams.course(of)
        uid = creating.create_exam(course, course.sections[0].id, "Kiểm tra", 45, teacher.id)
        exam_id = db.session.query(Exam.id).filter_by(uid=uid).scalar()
        client = sign_in(app.test_client(), teacher)
        pages = {
            "the list": "/bank",
            "page 1,700 of it": "/bank?page=1700",
            "by subject, grade, topic": "/bank?subject=TOAN&grade=7&topic=Chủ+đề+1",
            "by subject, level, kind": "/bank?subject=TOAN&level=apply&kind=essay",
            "by place and difficulty": f"/bank?subject=TOAN&node={nodes[0].uid}&difficulty=hard",
            "a rare word": "/bank?q=khongbien",
            "two common words": "/bank?q=cho+của",
            "common and rare words": "/bank?q=hình+chanh+cho",
            "sorted by author": "/bank?sort=author",
        }
        found = {name: middle(opened(client, address)) for name, address in pages.items()}
        found["draw 40 of 50,000"] = middle(lambda: drawn(exam_id))
        who = who_is(teacher)
        texts = {n: db.session.get_one(Item, n).search_key for n in range(1, 101)}
        found["near duplicates of one"] = middle(
            lambda: finding.near(who, teacher.school_id or 0, {1: texts[1]}, [1])
        )
        found["near duplicates of 100"] = middle(
            lambda: finding.near(who, teacher.school_id or 0, texts)
        )
        return found


def drawn(exam_id: int) -> None:
    """Draw and give back."""
    assert choosing.draw(exam_id, 40) == 40
    db.session.execute(text("DELETE FROM lms_exam_question"))
    db.session.commit()


def run() -> list[Row]:
    """Both databases."""
    rows = []
    for kind in ("sqlite", "postgres"):
        for name, seconds in measured(kind).items():
            rows.append(Row(f"{kind}: {name}", f"{seconds * 1000:.0f} ms", "≤ 200 ms"))
    return rows
