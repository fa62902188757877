"""Searches that found nothing: what is kept, what is shown to whom."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from repository.search import missed
from repository.search.models import Missed
from school.signin.session import who_is
from suite import clock, jobs
from suite.db import db
from tests.kit import make, make_library

SignIn = Callable[[object], FlaskClient]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Đạo hàm", "dao ham"),
        ('  "tích PHÂN" ', "tich phan"),
        ("x", None),
        ("a@b.vn", None),
        ("số 0912 345 678", None),
        ("một hai ba bốn năm sáu bảy tám chín", None),
        (" ".join(["a" * 45] * 2), None),
        ("?*", None),
    ],
)
def test_what_is_kept_of_a_text(typed: str, kept: str | None) -> None:
    assert missed.kept_form(typed) == kept


def test_three_people_one_row_a_day_and_no_names(dbapp: Flask) -> None:
    here = make_library.town()
    pupils = [make.student(here.school_class, f"Học Trò {name}") for name in ("Một", "Hai", "Ba")]
    db.session.commit()
    make_library.published(here, "Có\n\nphương trình")
    whos = [who_is(db.session.merge(pupil)) for pupil in pupils]
    librarian, strange = (
        who_is(db.session.merge(person)) for person in (here.librarian, here.strange_librarian)
    )
    for me in whos:
        assert missed.note("Đạo hàm", me)
        assert not missed.note("đạo  hàm", me)
        # Found, the name of somebody of the school, and who belongs to no school.
        assert not missed.note("phương trình", me)
        assert not missed.note("trò hai", me)
        if me is whos[1]:
            assert missed.lines(librarian) == []
    rows = list(db.session.scalars(select(Missed)))
    assert {row.text for row in rows} == {"dao ham"}
    assert len({row.asker for row in rows}) == 3
    line = missed.lines(librarian)[0]
    assert (line.text, line.people, line.last, line.state) == ("dao ham", 3, clock.today(), None)
    assert missed.lines(strange) == []
    missed.decide(here.school.id, "dao ham", "wanted")
    assert missed.lines(librarian)[0].state == "wanted"
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert missed.note("Đạo hàm", whos[0])
        assert missed.lines(librarian)[0].people == 3
    with clock.frozen(clock.now() + timedelta(days=92)):
        jobs.enqueue("repository.sweep_missed")
        db.session.commit()
        jobs.drain()
    assert missed.lines(librarian) == []


def test_a_restricted_text_counts_as_missing(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    make_library.published(here, "Mật\n\nquả chuối", audience="staff")
    assert signed_in(here.student).post("/library/missed", data={"q": "chuối"}).status_code == 204
    assert signed_in(here.teacher).post("/library/missed", data={"q": "chuối"}).status_code == 204
    db.session.rollback()
    assert len(db.session.scalars(select(Missed)).all()) == 1


def test_the_page_tells_it_and_the_librarian_decides(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    assert "data-missed" in signed_in(here.student).get("/library/?q=dao ham").text
    assert "data-missed" not in app.test_client().get("/library/?q=dao ham").text
    for person in (here.student, here.teacher, here.principal):
        signed_in(person).post("/library/missed", data={"q": "Đạo hàm"})
    librarian = signed_in(here.librarian)
    assert "dao ham" in librarian.get("/library/missed").text
    said = {"unit": here.school.id, "text": "dao ham", "state": "wanted"}
    assert (
        signed_in(here.strange_librarian).post("/library/missed/decide", data=said).status_code
        == 404
    )
    assert (
        librarian.post("/library/missed/decide", data={**said, "text": "khac"}).status_code == 404
    )
    assert librarian.post("/library/missed/decide", data={**said, "state": "x"}).status_code == 404
    assert librarian.post("/library/missed/decide", data=said).status_code == 303
    assert "Cần tìm" in librarian.get("/library/missed").text
    assert signed_in(here.student).get("/library/missed").status_code == 403
