"""Searches that people keep, and what they are told of."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from repository.search import saved
from repository.search.models import Saved
from school.api import PersonErased
from school.notices.models import Notice
from suite import clock, events, jobs
from suite.db import db
from tests.kit import make_library

SignIn = Callable[[object], FlaskClient]


def test_one_address_for_one_search() -> None:
    one = MultiDict(
        [("grade", "9"), ("q", " bậc   hai "), ("grade", "6"), ("page", "3"), ("x", "y")]
    )
    two = MultiDict([("q", "bậc hai"), ("grade", "6"), ("grade", "9"), ("grade", "9")])
    assert saved.address(one) == saved.address(two)
    assert saved.args_of(saved.address(one)).getlist("grade") == ["6", "9"]
    assert saved.address(MultiDict()) == saved.address(MultiDict({"q": "a" * 600})) == ""


def run() -> None:
    jobs.enqueue("repository.search_news")
    db.session.commit()
    jobs.drain(["default"])


def told(person_id: int) -> list[dict[str, object]]:
    query = select(Notice.arguments).where(Notice.person_id == person_id)
    rows = db.session.scalars(query.where(Notice.kind == "search_news").order_by(Notice.id))
    return [dict(row) for row in rows]


def test_one_notice_a_day_of_what_the_owner_may_see(dbapp: Flask) -> None:
    here = make_library.town()
    make_library.published(here, "Cũ\n\nquả chuối")
    pupil, teacher, stranger = here.student.id, here.teacher.id, here.stranger.id
    for owner in (pupil, teacher, stranger):
        saved.keep(owner, "q=chu%E1%BB%91i")
        saved.keep(owner, "q=chu%E1%BB%91i")
    saved.keep(pupil, "q=qu%E1%BA%A3&grade=9")
    assert db.session.scalar(select(func.count(Saved.id))) == 4
    with clock.frozen(clock.now() + timedelta(minutes=30)):
        make_library.published(here, "Mới\n\nquả chuối", grades=(9,))
        make_library.published(here, "Mật\n\nquả chuối", audience="staff")
        run()
        assert told(pupil) == []
    with clock.frozen(clock.now() + timedelta(minutes=45)):
        run()
        run()
    assert (told(pupil), told(teacher), told(stranger)) == ([{"num": 1}], [{"num": 2}], [])
    with clock.frozen(clock.now() + timedelta(days=1, hours=1)):
        run()
    assert len(told(pupil)) == 1
    events.publish(PersonErased(pupil))
    db.session.commit()
    jobs.drain()
    assert saved.mine(pupil) == []


def test_the_list_of_a_person(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_library.town()
    make_library.published(here, "Có\n\nquả chuối", grades=(9,))
    pupil = signed_in(here.student)
    assert 'value="q=chuoi&amp;grade=9"' in pupil.get("/library/?q=chuoi&grade=9&page=1").text
    assert pupil.post("/library/saved", data={"address": "q=chuoi&grade=9"}).status_code == 303
    page = pupil.get("/library/saved").text
    assert "?q=chuoi&amp;grade=9" in page
    assert "Lớp 9" in page
    for bad in ("", "page=3", "%00=%ff", "q=" + "a" * 3_000):
        assert pupil.post("/library/saved", data={"address": bad}).status_code == 404
    monkeypatch.setattr(saved, "MOST", 1)
    assert (
        "hãy bỏ bớt"
        in pupil.post("/library/saved", data={"address": "q=x"}, follow_redirects=True).text
    )
    db.session.rollback()
    url = f"/library/saved/{db.session.scalars(select(Saved.id)).one()}/remove"
    assert signed_in(here.teacher).post(url).status_code == 404
    assert pupil.post(url).status_code == 303
    assert "Chưa lưu tìm kiếm nào" in pupil.get("/library/saved").text
