"""The pages of links: given, opened, listed; and nothing of them for whom the work is not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from repository.catalogue import service as catalogue
from repository.catalogue.models import Work
from repository.counting.events import LinkOpened
from repository.links import service
from repository.links.models import Link
from repository.links.rules import DEAD, UNCHECKABLE
from suite import clock
from suite.db import db
from tests.kit import make_library
from tests.kit.queries import counted
from tests.repository.links.test_links import linked, published

SignIn = Callable[[Any], FlaskClient]
FORM = {"title": "Bài mở", "kind": "text", "licence": "link", "audience": "school"}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The openings that were told."""
    found: list[object] = []
    monkeypatch.setattr(service, "tell", found.append)
    return found


def test_given_by_the_form_and_known_again(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    said = {**FORM, "unit": here.school.id, "url": "www.hoc10.vn/Bài-1"}
    answer = teacher.post("/library/links/new", data=said)
    assert answer.status_code == 303
    work = db.session.scalars(select(Work)).one()
    assert (work.licence, work.state) == ("link", "draft")
    page = teacher.get(answer.location).text
    assert "www.hoc10.vn" in page
    assert 'rel="noopener noreferrer' in page
    assert 'referrerpolicy="no-referrer"' in page
    assert "hoc10.vn/B" not in "".join(part for part in page.split('"') if part.startswith("http"))
    again = teacher.post("/library/links/new", data={**said, "url": "https://WWW.hoc10.vn/Bài-1"})
    assert again.status_code == 422
    assert work.uid in again.text
    assert "Bài-1" in again.text


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "http://127.0.0.1:5000/", "https://a.vn/<script>alert(1)</script> "],
)
def test_bad_addresses_keep_what_was_typed(app: Flask, signed_in: SignIn, url: str) -> None:
    here = make_library.town()
    data = {**FORM, "unit": here.school.id, "url": url}
    answer = signed_in(here.teacher).post("/library/links/new", data=data)
    assert "<script>alert" not in answer.text
    if url.startswith("https"):
        assert answer.status_code == 303
        assert (
            db.session.scalars(select(Link.url))
            .one()
            .endswith("/%3Cscript%3Ealert(1)%3C/script%3E")
        )
    else:
        assert answer.status_code == 422
        assert "Bài mở" in answer.text
        assert db.session.scalar(select(Link.id)) is None


def test_opening_is_told_once_a_click_and_leaves_no_trace(
    app: Flask, signed_in: SignIn, told: list[object]
) -> None:
    here = make_library.town()
    work = published(here)
    link = db.session.scalars(select(Link)).one()
    url = f"/library/links/{link.id}/open"
    pupil = signed_in(here.student)
    assert pupil.head(url).status_code == 302
    assert pupil.get(url, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 204
    assert told == []
    answer = pupil.get(url)
    assert (answer.status_code, answer.location) == (302, "https://hoc10.vn/bai/1")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    opened = [one for one in told if isinstance(one, LinkOpened)]
    assert [(one.work_id, one.unit_id, one.class_id) for one in opened] == [
        (work.id, here.school.id, here.school_class.id)
    ]


def test_links_of_what_one_may_not_read(app: Flask, signed_in: SignIn, told: list[object]) -> None:
    here = make_library.town()
    ends = clock.now() + timedelta(days=2)
    hidden = [
        published(here, "https://bi-mat.vn/1", audience="staff"),
        published(here, "https://bi-mat.vn/2", embargo_until=ends),
        linked(here, "https://bi-mat.vn/3"),
        published(here, "https://bi-mat.vn/4"),
    ]
    catalogue.withdraw(hidden[3], here.librarian.id, "Sai nguồn")
    db.session.commit()
    ids = list(db.session.scalars(select(Link.id)))
    for reader in (signed_in(here.student), signed_in(here.stranger), app.test_client()):
        for work in hidden:
            assert "bi-mat" not in reader.get(f"/library/works/{work.uid}").text
        for link_id in ids:
            answer = reader.get(f"/library/links/{link_id}/open")
            assert (answer.status_code, answer.location) == (404, None)
            assert reader.post(f"/library/links/{link_id}/remove").status_code in (302, 404)
    assert told == []
    assert "bi-mat" not in signed_in(here.strange_librarian).get("/library/links?state=").text
    with clock.frozen(ends):
        assert signed_in(here.student).get(f"/library/links/{ids[1]}/open").status_code == 302


def test_the_list_of_dead_ones(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    for number in range(12):
        published(here, f"https://mat.vn/{number}", "=1+1" if number else "Bài đầu")
    for link in db.session.scalars(select(Link)):
        link.state, link.code, link.status = DEAD, "gone", 404
    db.session.commit()
    librarian = signed_in(here.librarian)
    librarian.get("/library/links")
    with counted() as queries:
        page = librarian.get("/library/links").text
    assert page.count("mat.vn") >= 12
    assert "404" in page
    assert len(queries) <= 12
    sheet = librarian.get("/library/links?format=csv").text
    assert "'=1+1" in sheet
    assert "\n=1+1" not in sheet
    assert signed_in(here.teacher).get("/library/links").status_code == 403


def test_a_person_says_that_it_is_there(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = published(here)
    link = db.session.scalars(select(Link)).one()
    link.state, link.code = UNCHECKABLE, "offline"
    db.session.commit()
    assert signed_in(here.student).post(f"/library/links/{link.id}/confirm").status_code == 403
    librarian = signed_in(here.librarian)
    assert "/confirm" in librarian.get(f"/library/works/{work.uid}").text
    assert librarian.post(f"/library/links/{link.id}/confirm").status_code in (302, 303)
    db.session.expire_all()
    assert link.confirmed_by == here.librarian.id
