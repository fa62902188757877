"""What can be taken back is done without asking; the button asks for the rights again."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.courses.models import Section
from school.classes.models import TeachingAssignment
from suite import clock, undo
from suite.db import db
from tests.kit import make, make_courses

SignedIn = Callable[[Any], FlaskClient]
NOTE = re.compile(r'name="note" value="([^"]+)"')


def removed(client: FlaskClient, of: make_courses.Taught) -> str:
    """A section is removed; the note of the button that follows."""
    answer = client.post(f"/courses/sections/{of.section.id}/remove")
    found = NOTE.search(client.get(answer.location).text)
    assert found, "the message has its button"
    return found.group(1)


def sections() -> list[tuple[str, int]]:
    db.session.expire_all()
    return [(row.title, row.position) for row in db.session.scalars(select(Section))]


def test_a_removed_section_comes_back_in_its_place(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    before, client = sections(), signed_in(of.teacher)
    note = removed(client, of)
    assert sections() == []
    answer = client.post("/undo", data={"note": note, "next": f"/courses/{of.course.id}"})
    assert answer.location == f"/courses/{of.course.id}"
    assert sections() == before


def test_the_button_is_its_persons_alone(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    note = removed(signed_in(of.teacher), of)
    other = make.teacher(of.school_class, "Trần Thị Khác")
    assert signed_in(other).post("/undo", data={"note": note}).status_code == 403
    assert sections() == []


def test_rights_are_asked_again(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    client = signed_in(of.teacher)
    note = removed(client, of)
    for row in db.session.scalars(
        select(TeachingAssignment).where(TeachingAssignment.person_id == of.teacher.id)
    ):
        row.ends_on = clock.today()
    db.session.commit()
    assert client.post("/undo", data={"note": note}).status_code in (403, 404)
    assert sections() == []


@pytest.mark.parametrize("note", ["", "x", "WyJhIl0.abc.def", "é" * 5000])
def test_a_forged_note_undoes_nothing(note: str, signed_in: SignedIn) -> None:
    client = signed_in(make.person())
    assert client.post("/undo", data={"note": note}).status_code == 303


def test_it_can_be_too_late(signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch) -> None:
    of = make_courses.taught()
    client = signed_in(of.teacher)
    note = removed(client, of)
    monkeypatch.setattr(undo, "MINUTES", -1)
    client.post("/undo", data={"note": note})
    assert sections() == []


def test_nothing_unknown_is_offered(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(KeyError):
        undo.offer("x", "no.such.action")
