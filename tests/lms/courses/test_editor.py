"""Two people change the same activity: nothing is overwritten unseen, the later one sees both."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from suite.db import db
from tests.kit import make_courses

FIELDS = {
    "page": {"text": "Lời của tôi"},
    "assignment": {"text": "Lời của tôi", "places": "2"},
    "reading": {"text": "Lời của tôi", "ref": "work:0"},
}


@pytest.mark.parametrize("kind", FIELDS)
def test_the_later_one_is_shown_both(
    app: Flask, signed_in: Callable[[Any], FlaskClient], kind: str
) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, kind, "Tên đầu", text="Lời đầu", ref="work:0")
    seen = {"section_id": str(of.section.id), "visible": "draft", "version": str(one.version)}
    teacher, address = signed_in(of.teacher), f"/courses/{kind}/{one.id}/edit"
    first = {**seen, **FIELDS[kind], "title": "Tên của kia", "text": "Lời của kia"}
    assert teacher.post(address, data=first).status_code == 303
    mine = {**seen, **FIELDS[kind], "title": "Tên của tôi"}
    second = teacher.post(address, data=mine)
    assert second.status_code == 409
    for text in ("Tên của kia", "Tên của tôi", "Lời của kia", "Lời của tôi"):
        assert text in second.text
    db.session.refresh(one)
    assert one.title == "Tên của kia" and one.settings["text"] == "Lời của kia"
    again = {**mine, "version": str(one.version)}
    assert f'value="{one.version}"' in second.text
    assert teacher.post(address, data=again).status_code == 303
    db.session.refresh(one)
    assert one.title == "Tên của tôi" and one.settings["text"] == "Lời của tôi"
