"""Who looks at the names of a class in gradebook or marking is written down."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make_courses as kit
from tests.kit.listed import sheet

SignIn = Callable[[Any], FlaskClient]


def seen() -> list[str]:
    query = select(AuditEntry.thing).where(AuditEntry.action == "names.viewed")
    return list(db.session.scalars(query))


def test_gradebook_and_marking_note_who_looks(app: Flask, signed_in: SignIn) -> None:
    of = kit.taught()
    task = kit.activity(of, "assignment", "Bài tập 1")
    teacher = signed_in(of.teacher)
    assert teacher.get(f"/courses/{of.course.id}/gradebook").status_code == 200
    assert teacher.get(f"/courses/assignment/{task.id}/marking").status_code == 200
    assert seen() == [f"course:{of.course.id}", f"activity:{task.id}"]


def test_a_download_is_noted_as_such_and_as_a_look(app: Flask, signed_in: SignIn) -> None:
    of = kit.taught(3)
    kit.activity(of, "assignment", "Bài tập 1")
    sheet(signed_in(of.teacher), f"/courses/{of.course.id}/gradebook?format=csv")
    query = select(AuditEntry).where(AuditEntry.action == "gradebook.download")
    noted = db.session.scalars(query).one()
    assert (noted.thing, noted.detail) == (f"course:{of.course.id}", {"pupils": 3})
    assert seen() == [f"course:{of.course.id}"]
