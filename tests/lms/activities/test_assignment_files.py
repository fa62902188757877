"""Files that pupils hand in: what a content is, decides; nothing runs in a teacher's browser."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.activities.assignment import intake, rules
from lms.activities.assignment.models import File, Submission
from suite.db import db
from tests.kit import make_courses, samplefiles

SignedIn = Callable[[Any], FlaskClient]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (samplefiles.png(), "image/png"),
        (samplefiles.PDF, "application/pdf"),
        (samplefiles.TEXT, "text/plain"),
        (samplefiles.zipped("[Content_Types].xml", "word/document.xml"), WORD),
        (samplefiles.HTML, None),
        (samplefiles.SVG, None),
        (samplefiles.EXE, None),
        (samplefiles.zipped("virus.exe"), None),
        (b"PK\x03\x04" + b"\x00" * 40, None),
        (b"GIF89a<script>alert(1)</script>", "image/gif"),
    ],
)
def test_the_content_says_what_it_is(content: bytes, kind: str | None) -> None:
    assert intake.kind_of(io.BytesIO(content)) == kind


def hand_in(client: FlaskClient, activity_id: int, *files: tuple[bytes, str]) -> Any:
    data = {"text": "", "files": [(io.BytesIO(content), name) for content, name in files]}
    return client.post(f"/courses/assignment/{activity_id}", data=data)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (samplefiles.HTML, "bai.png", "không nhận loại tệp này"),
        (samplefiles.SVG, "anh.png", "không nhận loại tệp này"),
        (samplefiles.EXE, "bai.pdf", "không nhận loại tệp này"),
        (b"", "trong.txt", "tệp rỗng"),
    ],
)
def test_hostile_files_are_refused_in_words(
    signed_in: SignedIn, content: bytes, name: str, says: str
) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, "assignment", text="Làm")
    answer = hand_in(signed_in(of.pupils[0]), one.id, (content, name))
    assert answer.status_code == 422
    assert says in answer.text
    assert db.session.scalar(select(Submission)) is None
    assert db.session.scalar(select(File)) is None


def test_one_bad_file_stops_all(
    app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, "assignment", text="Làm")
    pupil = signed_in(of.pupils[0])
    good = (samplefiles.png(), "a.png")
    assert hand_in(pupil, one.id, good, (samplefiles.HTML, "b.png")).status_code == 422
    assert hand_in(pupil, one.id, *[good] * (rules.MOST_FILES + 1)).status_code == 422
    assert not list(app.extensions["lopso.files"].folder.rglob("*"))
    monkeypatch.setattr(intake, "MOST_BYTES", 1000)
    assert "lớn hơn 15 MB" in hand_in(pupil, one.id, (bytes(1001), "to.png")).text
    assert hand_in(pupil, one.id, *[good] * rules.MOST_FILES).status_code == 303


def test_files_are_served_to_be_kept_not_to_be_run(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, "assignment", text="Làm")
    pupil = signed_in(of.pupils[0])
    assert hand_in(pupil, one.id, (samplefiles.png(), "../../etc/bài.html")).status_code == 303
    file = db.session.scalars(select(File)).one()
    assert file.name == "bài.html.png"
    got = pupil.get(f"/courses/assignment/files/{file.id}", buffered=True)
    assert got.data == samplefiles.png()
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert "no-store" in got.headers["Cache-Control"]
    assert pupil.get(f"/courses/assignment/files/{file.id + 1}").status_code == 404
    assert file.sha256 not in pupil.get(f"/courses/assignment/{one.id}").text


def test_files_can_be_taken_back_before_marking(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, "assignment", text="Làm")
    pupil = signed_in(of.pupils[0])
    hand_in(pupil, one.id, (samplefiles.png(), "a.png"), (samplefiles.PDF, "b.pdf"))
    first = db.session.scalars(select(File).order_by(File.id)).first()
    assert first is not None
    data = {"text": "Đã bỏ ảnh", "remove": str(first.id)}
    assert pupil.post(f"/courses/assignment/{one.id}", data=data).status_code == 303
    assert db.session.scalars(select(File.name)).all() == ["b.pdf"]


@given(name=st.text(max_size=300), kind=st.sampled_from(sorted(rules.ALLOWED)))
def test_no_name_leaves_its_folder(name: str, kind: str) -> None:
    safe = rules.safe_name(name, kind)
    assert safe.lower().endswith(rules.ALLOWED[kind])
    assert not set(safe) & set('/\\<>:"|?*\x00\n\r\u202e')
    assert 0 < len(safe) <= 120
    assert not safe.startswith(".")


@given(
    st.lists(
        st.sampled_from(["nothing", "to_mark", "marked", "returned"]), min_size=1, max_size=45
    ),
    st.integers(0, 44),
)
def test_the_next_to_mark_is_found(states: Any, after: int) -> None:
    rows = list(enumerate(states))
    found = rules.next_to_mark(rows, after)
    if "to_mark" not in states:
        assert found is None
    else:
        assert found is not None and states[found] == "to_mark"
