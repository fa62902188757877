"""Files that pupils hand in: what a content is, decides; nothing runs in a teacher's browser."""

import io
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage

from lms.activities.assignment import intake, rules, service
from lms.activities.assignment.models import File, Submission
from lms.courses.models import Activity
from lms.grades.marks import give_mark
from school.units.models import OrgUnit
from suite.db import db
from suite.files import FileRow, FileStore, Stored
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


def while_storing(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Do something once, in the middle of storing a file."""
    put, left = FileStore.put, [act]

    def slow(store: FileStore, source: Any, limit: int) -> Stored:
        assert not db.session().in_transaction()
        stored = put(store, source, limit)
        if left:
            left.pop()()
        return stored

    monkeypatch.setattr(FileStore, "put", slow)


def test_others_write_while_a_file_is_stored(
    app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = make_courses.taught()
    one = make_courses.activity(of, "assignment", text="Làm")
    pupil, unit = signed_in(of.pupils[0]), of.course.school_id
    written = []

    def write() -> None:
        with db.engine.begin() as other:
            row = update(OrgUnit).where(OrgUnit.id == unit).values(name="Trường khác")
            written.append(other.execute(row).rowcount)

    db.session.rollback()
    while_storing(monkeypatch, write)
    assert hand_in(pupil, one.id, (samplefiles.png(), "a.png")).status_code == 303
    assert written == [1]


def upload(content: bytes, name: str = "a.png") -> FileStorage:
    return FileStorage(io.BytesIO(content), name)


def test_what_changes_while_a_file_is_stored_is_seen(
    dbapp: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = make_courses.taught()
    one, pupil = make_courses.activity(of, "assignment", text="Làm"), of.pupils[0].id
    one_id = one.id

    def in_another_window() -> None:
        with dbapp.app_context():
            same = db.session.get_one(Activity, one_id)
            service.hand_in(same, pupil, "Cửa sổ kia", [upload(samplefiles.PDF) for _ in range(3)])

    while_storing(monkeypatch, in_another_window)
    with pytest.raises(intake.Refused, match="count"):
        service.hand_in(one, pupil, "", [upload(samplefiles.png()) for _ in range(3)])
    db.session.rollback()

    def mark() -> None:
        with dbapp.app_context():
            give_mark(one_id, pupil, Decimal(7), "given", "", None, expected=0)
            db.session.commit()

    while_storing(monkeypatch, mark)
    with pytest.raises(service.Locked):
        service.hand_in(one, pupil, "", [upload(samplefiles.png())])
    db.session.rollback()
    with pytest.raises(service.Locked):
        service.hand_in(one, pupil, "", [upload(samplefiles.png())])
    db.session.rollback()
    assert db.session.scalars(select(Submission.text)).all() == ["Cửa sổ kia"]
    assert db.session.scalars(select(File.media_type)).all() == ["application/pdf"] * 3
    assert db.session.scalars(select(FileRow.media_type)).all() == ["application/pdf"]


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
