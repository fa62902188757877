"""The report over real attempts: which attempts, voided questions, statements, page, file."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms.analysis import answers as read
from lms.analysis.report import report_of
from lms.exams import service
from lms.exams.decided import NEW_KEY, OUT
from lms.exams.models import Exam
from lms.marking import regrading
from suite.db import db
from tests.kit import make_exams as kit
from tests.kit import queries
from tests.kit.client import sign_in

# Keys are 1, 2, 3: five pupils as in the example of the docs.
GIVEN: tuple[dict[int, Any], ...] = (
    {1: 1, 2: 2, 3: 3},
    {1: 1, 2: 2, 3: 0},
    {1: 1, 2: 0, 3: 0},
    {1: 0, 2: 2, 3: 0},
    {1: 2, 2: 0},
)


def taken(app: Flask, **fields: Any) -> kit.Room:
    room = kit.room(pupils=len(GIVEN), questions=3, **fields)
    for number, answers in enumerate(GIVEN):
        kit.answer_all(app, room, number, answers)
    service.settle(room.exam)
    db.session.expire_all()
    return room


def of(room: kit.Room) -> Exam:
    return db.session.get_one(Exam, room.exam.id)


def test_the_report_of_the_example(dbapp: Flask) -> None:
    room = taken(dbapp)
    found = report_of(of(room))
    assert found.figures.mean == pytest.approx(1.4)
    assert found.figures.consistency == pytest.approx(1.5 * (1 - 0.8 / 1.3))
    first, _, third = found.items
    assert first.figures.facility == pytest.approx(0.6)
    assert first.figures.efficiency == pytest.approx(0.375)
    assert [way.count for way in first.parts[0].ways] == [1, 3, 1, 0]
    assert first.parts[0].ways[1].point_biserial == pytest.approx(first.figures.discrimination)
    assert third.empty == 1
    assert [hint.code for hint in first.hints] == ["few"]
    assert sum(found.bins) == 5 and found.bins[-1] == 1
    assert [one.name for one in found.classes] == ["6A"] and len(found.forms) > 1
    one = report_of(of(room), form=int(found.forms[0].name))
    assert one.figures.count == found.forms[0].count < 5


def test_a_voided_question_has_no_figures_and_a_new_key_counts(dbapp: Flask) -> None:
    room = taken(dbapp)
    for number, rule, key in ((0, OUT, None), (1, NEW_KEY, {"right": 0})):
        question = of(room).questions[number]
        ruling = regrading.draft(of(room), question, rule, key, "Sửa", room.teacher.id)
        regrading.apply(room.exam.id, ruling.id, room.teacher.id)
    found = report_of(of(room))
    assert found.items[0].figures.facility is None and found.items[0].hints == []
    assert found.items[1].figures.facility == pytest.approx(0.4)
    assert found.items[1].parts[0].ways[0].share == 1
    assert found.most == 2


def test_first_attempts_unless_all_are_wanted(dbapp: Flask) -> None:
    room = kit.room(pupils=1, questions=3, attempts_allowed=2)
    kit.answer_all(dbapp, room, 0, GIVEN[0])
    assert report_of(of(room)).figures.count == 0
    service.settle(room.exam)
    assert report_of(of(room)).figures.count == 1
    assert report_of(of(room), every=True).figures.count == 1


def test_an_essay_has_figures_and_no_ways(dbapp: Flask) -> None:
    room = kit.room(pupils=1, questions=1, essays=1)
    kit.answer_all(dbapp, room, 0, {1: 1, 2: "Bài"})
    service.settle(room.exam)
    assert report_of(of(room)).figures.count == 0  # not wholly marked


def test_few_statements_page_and_file(app: Flask) -> None:
    room = taken(app)
    with queries.counted() as seen:
        report_of(of(room))
    assert len(seen) <= 6, seen
    client = sign_in(app.test_client(), room.teacher)
    page = client.get(f"/exams/{room.uid}/items").data.decode()
    assert "Câu hỏi số 1" in page and "chart-svg" in page
    assert client.get(f"/exams/{room.uid}/items?class=6A&form=1&attempts=all").status_code == 200
    assert client.get(f"/exams/{room.uid}/items?class=x").status_code == 200
    sheet = client.get(f"/exams/{room.uid}/items?format=csv").data.decode()
    assert sheet.splitlines()[1].split(",")[4] == "0.6"
    told = app.test_cli_runner().invoke(args=["exams", "analyse", room.uid, "--json"])
    assert told.exit_code == 0
    assert json.loads(told.output)["figures"]["mean"] == pytest.approx(1.4)
    words = app.test_cli_runner().invoke(args=["exams", "analyse", room.uid])
    assert "5 attempts" in words.output and words.exit_code == 0
    assert app.test_cli_runner().invoke(args=["exams", "analyse", "none"]).exit_code == 1
    assert db.session.scalars(select(Exam.id)).all()


def test_answers_are_kept_while_figures_are_worked_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite one writes at a time: a report of two thousand must not hold the lock."""
    room = kit.room(pupils=1, questions=1)
    path, free = app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"), []
    takers = read._takers

    def watched(exam: Exam, *, every: bool) -> Any:
        with closing(sqlite3.connect(path, timeout=0.1, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            free.append(True)
        return takers(exam, every=every)

    monkeypatch.setattr(read, "_takers", watched)
    client = sign_in(app.test_client(), room.teacher)
    for page in ("items", "items?format=csv", "topics", "alike"):
        assert client.get(f"/exams/{room.uid}/{page}").status_code == 200
    assert len(free) == 4
