"""Reading: the text of pages, files by ranges, what counts as use."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from indicators.ledger.models import Event, UsedObject
from repository.catalogue import service
from repository.catalogue.models import Work
from repository.ingest import service as ingest
from repository.reading import rules
from suite import clock, jobs
from suite.db import db
from tests.kit import hostile, make, make_library
from tests.kit.make_library import Town

SignIn = Callable[[object], FlaskClient]
MONDAY = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)


def pdf_work(here: Town) -> Work:
    upload = ingest.receive(
        "sách.pdf",
        BytesIO(hostile.pdf()),
        unit_id=here.school.id,
        person_id=here.teacher.id,
        queue=False,
    )
    work = ingest.take(upload, make_library.OPEN)
    assert work is not None
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    return work


def events_of(work: Work) -> list[Event]:
    query = select(Event).join(UsedObject, UsedObject.id == Event.object_id)
    return list(db.session.scalars(query.where(UsedObject.ref == f"work:{work.uid}")))


def test_the_text_of_a_page_is_escaped_and_marked(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.published(
        here, "Tiêu đề\n\n<script>alert(1)</script> Đường thẳng & đường tròn"
    )
    page = signed_in(here.student).get(f"/library/read/{work.files[0].id}/text?q=duong+thang").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>Đường thẳng</mark> &amp; đường tròn" in page


def test_files_by_one_range_and_never_runnable(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = pdf_work(here)
    url = f"/library/files/{work.files[0].id}"
    pupil = signed_in(here.student)
    whole = pupil.get(url)
    assert whole.status_code == 200
    assert whole.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert whole.headers["Cache-Control"] == "private, no-store"
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert whole.mimetype == "application/pdf"
    part = pupil.get(url, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.data) == (206, whole.data[2:6])
    many = pupil.get(url, headers={"Range": "bytes=0-1,4-5"})
    assert (many.status_code, many.data) == (200, whole.data)
    assert pupil.get(f"{url}/download").headers["Content-Disposition"].startswith("attachment")


def test_text_is_never_sent_as_a_page(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.published(here, "Chữ\n\n" + "x" * 50)
    answer = signed_in(here.student).get(f"/library/files/{work.files[0].id}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "text/plain"


def test_half_a_minute_in_the_foreground_is_one_use(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    make.year()
    work = make_library.published(here)
    pupil = signed_in(here.student)
    url, uid, seconds = f"/library/read/{work.files[0].id}/beat", "", 0
    for passed in (0, 10, 20, 29, 31, 60):
        with clock.frozen(MONDAY + timedelta(seconds=passed)):
            told = pupil.post(url, data={"seconds": "20", "reading": uid}).get_json()
            uid, seconds = told["reading"], told["seconds"]
            assert seconds <= passed
            assert told["used"] is (passed >= 31)
    jobs.drain(["events"])
    used = [event for event in events_of(work) if event.seconds]
    assert [event.seconds for event in used] == [31]
    assert used[0].class_id == here.school_class.id


def test_a_beat_of_somebody_else_begins_anew(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.published(here)
    url = f"/library/read/{work.files[0].id}/beat"
    first = signed_in(here.student).post(url, data={"seconds": "0"}).get_json()
    other = signed_in(here.teacher).post(url, data={"reading": first["reading"]}).get_json()
    assert other["reading"] != first["reading"]
    assert signed_in(here.student).post(url, csrf=False).status_code == 400
    assert signed_in(here.stranger).post(url, data={"seconds": "9"}).status_code == 404


def test_a_download_is_a_use(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    make.year()
    work = make_library.published(here)
    signed_in(here.student).get(f"/library/files/{work.files[0].id}/download")
    jobs.drain(["events"])
    assert [e.class_id for e in events_of(work)].count(here.school_class.id) == 1


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        (None, None),
        ("bytes=0-9", "bytes=0-9"),
        ("bytes=0-1,3-4", None),
        ("items=0-9", None),
    ],
)
def test_one_range_is_kept(header: str | None, kept: str | None) -> None:
    assert rules.first_range(header) == kept


@given(claimed=st.integers(-100, 10_000), passed=st.integers(-1_000, 10_000))
def test_seconds_are_never_more_than_passed(claimed: int, passed: int) -> None:
    counted = rules.believed(claimed, MONDAY, MONDAY + timedelta(seconds=passed))
    assert 0 <= counted <= max(0, min(claimed, passed, rules.LONGEST_BEAT))


def test_large_print_opens_the_page_larger(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    url = f"/library/read/{pdf_work(here).files[0].id}"
    pupil = signed_in(here.student)
    assert 'data-zoom-first="1"' in pupil.get(url).text
    pupil.post("/look", data={"theme": "dark", "large": "1"})
    assert 'data-zoom-first="1.5"' in pupil.get(url).text
