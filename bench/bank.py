"""A bank of 100,000 questions in one school: list, filter, sort, search, draw, near duplicates.

Times are those of the whole page through the app, signed in (rights, statements, template), or of
the service where no page is named; the middle and the 95th percentile of TIMES loads after two
that warm up.
"""

import time
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, text

from bench.bank_fill import SIZE, fill, house
from bench.rows import Row
from lms.bank import finding, service
from lms.bank.models import Item
from lms.bank.rules import Content
from lms.bank.service import About
from lms.blueprints.models import Blueprint
from lms.exams import choosing, creating
from lms.exams.models import Exam
from school.people.models import Person
from school.signin.session import who_is
from suite import clock
from suite.db import db
from suite.serve import settle
from tests.kit import make, make_exams, make_indicators
from tests.kit.client import sign_in
from tests.kit.queries import counted

TIMES, AUTHORS, TARGET = 30, 25, "≤ 200 ms"
LISTS = {
    "list": "/bank",
    "list, page 200": "/bank?page=200",
    "list, the deepest page": "/bank?page=99999",
    "out of use": "/bank?state=retired",
    "by subject": "/bank?subject=TOAN",
    "by grade": "/bank?grade=7",
    "by topic": "/bank?topic=Chủ+đề+1",
    "by subject, grade, topic": "/bank?subject=TOAN&grade=6&topic=Chủ+đề+1",
    "by level": "/bank?level=apply",
    "by kind": "/bank?kind=essay",
    "by place in the curriculum": "/bank?subject=TOAN&node={node}",
    "by difficulty": "/bank?difficulty=hard",
    "by all filters": "/bank?subject=TOAN&grade=6&topic=Chủ+đề+1&level=apply"
    "&kind=single_choice&node={node}&difficulty=middle",
    "drafts of groups": "/bank?bank=group",
    "shared in the commune": "/bank?bank=commune",
    "sorted by subject": "/bank?sort=subject",
    "sorted by grade": "/bank?sort=-grade",
    "sorted by level": "/bank?sort=level",
    "sorted by difficulty": "/bank?sort=facility",
    "sorted by difficulty, hardest last, page 200": "/bank?sort=-facility&page=200",
    "sorted by author": "/bank?sort=author",
    "sorted by age": "/bank?sort=made",
    "by subject and level, sorted by difficulty": "/bank?subject=TOAN&level=know&sort=facility",
    "a rare word": "/bank?q=chanhbien",
    "a rare word with diacritics": "/bank?q=chánhbiên",
    "a common word": "/bank?q=cua",
    "a common word with diacritics": "/bank?q=của",
    "the beginning of many words": "/bank?q=c",
    "two common words": "/bank?q=cho+của",
    "two common words never together": "/bank?q=phanso+maytinh",
    "common and rare words": "/bank?q=hình+chanhbien+cho",
    "a common word, subject and level": "/bank?q=của&subject=TOAN&level=apply",
    "a common word, sorted by difficulty": "/bank?q=của&sort=facility",
    "a common word, sorted by author": "/bank?q=của&sort=author",
    "a common word, page 30": "/bank?q=của&page=30",
}


def measured(run: Callable[[], object]) -> tuple[float, float, float]:
    """Milliseconds of the middle run and of the 95th percentile, and of CPU of a run here (on
    PostgreSQL without the server's)."""
    run()
    run()
    times, cpu = [], time.process_time()
    for _ in range(TIMES):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    times.sort()
    spent = (time.process_time() - cpu) * 1000 / TIMES
    return times[TIMES // 2], times[TIMES * 95 // 100], spent


def opened(client: FlaskClient, address: str) -> Callable[[], object]:
    """A load of a page, whose answer must be good."""

    def get() -> None:
        assert client.get(address).status_code == 200

    return get


def of_database(kind: str) -> list[Row]:
    """All measurements on one database."""
    rows = []

    def note(name: str, run: Callable[[], object], target: str = TARGET) -> None:
        with counted() as seen:
            run()
        middle, high, cpu = measured(run)
        how = f"middle {middle:.0f} ms, {cpu:.0f} ms CPU, {len(seen)} statements"
        rows.append(Row(f"{kind}: {name}: p95", f"{high:.0f} ms", target, how))
        print(rows[-1], flush=True)

    with house(kind) as app:
        nodes = [node.uid for node in make_indicators.programme(topics=25)]
        make.subject("TINHOC")
        of = make.school_class()
        authors = [make.teacher(of, name=f"Cô Giáo {n:02}") for n in range(AUTHORS)]
        teacher = authors[0]
        start, begun = time.perf_counter(), time.process_time()
        fill(authors, nodes)
        took, cpu = time.perf_counter() - start, time.process_time() - begun
        rows.append(Row(f"{kind}: filling {SIZE:,} questions", f"{took:.0f} s", "reported",
                        f"{cpu:.0f} s CPU"))  # fmt: skip
        print(rows[-1], flush=True)
        settle()  # as a server does
        client = sign_in(app.test_client(), teacher)
        for name, address in LISTS.items():
            note(name, opened(client, address.format(node=nodes[3])))
        first = db.session.get_one(Item, SIZE).uid
        note("a question's page", opened(client, f"/bank/{first}"))
        _papers(note, client, teacher, make_exams.course(of), nodes)
        _alike(note, teacher)
        note("writing one question", _writer(teacher))
    return rows


def _papers(note: Any, client: Any, teacher: Person, course: Any, nodes: list[str]) -> None:
    uid = creating.create_exam(course, course.sections[0].id, "Kiểm tra", 45, teacher.id)
    exam_id = db.session.scalars(select(Exam.id).where(Exam.uid == uid)).one()
    note("draw 40 of 50,000", lambda: _drawn(exam_id))
    plan = _matrix(teacher, nodes)
    note("page of a matrix", opened(client, f"/blueprints/{plan}"))
    sent = {"course": course.id, "title": "Đề"}

    def paper() -> None:
        answer = client.post(f"/blueprints/{plan}/draw", data=sent)
        assert answer.location.startswith("/blueprints/papers"), answer.location

    note("draw a paper by a matrix of 70 cells", paper)


def _drawn(exam_id: int) -> None:
    """Draw and give back."""
    assert choosing.draw(exam_id, 40) == 40
    db.session.execute(text("DELETE FROM lms_exam_question"))
    db.session.commit()


def _matrix(teacher: Person, nodes: list[str]) -> str:
    """Ten rows of seven cells, half by place and half by topic; its uid."""
    levels = ("know", "understand", "apply")
    cells = {f"{part}.{level}": 1 for part in range(2) for level in levels} | {"2.apply": 1}
    topics = [{"node": uid, "topic": "", "cells": cells} for uid in nodes[:5]]
    topics += [{"node": "", "topic": f"Chủ đề {n}", "cells": cells} for n in (1, 3, 5, 7, 9)]
    kinds = (("single_choice", "0.10"), ("true_false", "0.15"), ("short_number", "0.25"))
    row = Blueprint(
        school_id=teacher.school_id, author_id=teacher.id, title="Ma trận", subject_code="TOAN",
        minutes=45, rows=topics, changed_at=clock.now(),
        parts=[{"kind": kind, "title": kind, "points": points} for kind, points in kinds],
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row.uid


def _alike(note: Any, teacher: Person) -> None:
    who, school = who_is(teacher), teacher.school_id or 0
    texts = {n: db.session.get_one(Item, n).search_key for n in range(1, 101)}
    note("near duplicates of one", lambda: finding.near(who, school, {1: texts[1]}, [1]))
    note("near duplicates of 100", lambda: finding.near(who, school, texts), "reported")


def _writer(teacher: Person) -> Callable[[], object]:
    about = About(teacher.school_id or 0, "TOAN", 6, "Chủ đề 1", "know")
    count = iter(range(1_000))

    def write() -> None:
        content = Content("single_choice", f"Câu mới {next(count)} về phân số",
                          {"options": ["1", "2"]}, {"right": 0})  # fmt: skip
        service.add_item(about, content, teacher.id)

    return write


def run() -> list[Row]:
    """Both databases."""
    return [*of_database("sqlite"), *of_database("postgresql")]
