"""The place of a reader: the same on every device, and only of what may be seen now."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from repository import erasing
from repository.catalogue import service
from repository.catalogue.models import Work
from repository.reading import places, rules
from repository.reading.models import Place
from school.api import PersonErased
from suite import clock
from suite.db import db
from tests.kit import make_library
from tests.kit.make_library import book
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]


def read(client: FlaskClient, work: Work, page: object, seconds: int = 5) -> int:
    url = f"/library/read/{work.files[0].id}/beat"
    return client.post(url, data={"seconds": str(seconds), "page": str(page)}).status_code


def shown(client: FlaskClient, work: Work, asked: str = "") -> int:
    text = client.get(f"/library/read/{work.files[0].id}/text{asked}").text
    return int(text.partition('data-page-text="')[2].partition('"')[0])


def test_kept_from_one_device_to_the_next(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = book(here)
    pages = work.files[0].pages
    assert pages == 4
    phone, computer = signed_in(here.student), signed_in(here.student)
    assert shown(computer, work) == 1
    assert read(phone, work, 3) == 200
    assert shown(computer, work) == 3
    assert shown(computer, work, "?page=2") == 2
    assert "Đọc tiếp từ trang 3" in computer.get(f"/library/works/{work.uid}").text
    assert read(computer, work, 2, seconds=rules.SETTLED_SECONDS - 1) == 200
    assert shown(phone, work) == 3
    assert shown(signed_in(here.teacher), work) == 1
    for odd, kept in ((10_000, pages), (-4, 1), ("drei", 1), (10**30, pages)):
        assert read(phone, work, odd) == 200
        assert shown(computer, work) == kept


def test_the_row_of_what_is_read(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    works = [book(here, f"Truyện {number}") for number in range(5)]
    pupil = signed_in(here.student)
    for minutes, work in enumerate(works):
        with clock.frozen(clock.now() + timedelta(minutes=minutes)):
            read(pupil, work, 2)
    for address in ("/library/", "/"):
        pupil.get(address)
        db.session.commit()
        with counted() as seen:
            text = pupil.get(address).text
        assert len(seen) <= 12, (address, seen)
        part = text[text.index("Đọc tiếp") :]
        assert part.index("Truyện 4") < part.index("Truyện 3") < part.index("Truyện 1")
    assert "Truyện 0" not in text
    assert "Đọc tiếp" not in pupil.get("/library/?q=truyen").text
    assert "Đọc tiếp" not in signed_in(here.teacher).get("/library/").text
    assert "Đọc tiếp" not in app.test_client().get("/library/").text


def test_taken_off_by_hand_and_back(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = book(here)
    pupil = signed_in(here.student)
    read(pupil, work, 2)
    url = f"/library/works/{work.uid}/place/close"
    assert pupil.post(url, csrf=False).status_code == 400
    page = pupil.post(url, follow_redirects=True).text
    assert "Đã bỏ khỏi mục Đọc tiếp" in page
    note = page.partition('name="note" value="')[2].partition('"')[0]
    assert "begun-list" not in page
    assert shown(pupil, work) == 2
    pupil.post("/undo", data={"note": note})
    assert "begun-list" in pupil.get("/library/").text
    pupil.post(url)
    read(pupil, work, 3)
    assert "begun-list" in pupil.get("/library/").text
    assert signed_in(here.stranger).post(url).status_code == 404


def test_what_may_not_be_seen_is_in_no_row(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    pupil = signed_in(here.student)
    withdrawn, waits, staff = book(here, "Rút"), book(here, "Hoãn"), book(here, "Riêng")
    for work in (withdrawn, waits, staff):
        read(pupil, work, 2)
    assert pupil.get("/library/").text.count("begun-one") == 3
    service.withdraw(withdrawn, here.librarian.id, "Nhầm tệp")
    waits.embargo_until = clock.now() + timedelta(days=1)
    staff.audience = "staff"
    db.session.commit()
    for address in ("/library/", "/"):
        assert "begun" not in pupil.get(address).text
        assert "/library/read/" not in pupil.get(address).text
    for work in (withdrawn, waits, staff):
        assert read(pupil, work, 3) == 404
        assert pupil.post(f"/library/works/{work.uid}/place/close").status_code == 404


def test_a_place_costs_a_beat_one_statement(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = book(here)
    pupil, costs = signed_in(here.student), []
    for seconds in (0, 0, rules.SETTLED_SECONDS):
        db.session.commit()
        with counted() as seen:
            read(pupil, work, 2, seconds)
        costs.append(len(seen))
    assert costs[2] == costs[1] + 1


def test_places_on_both_databases(dbapp: Flask) -> None:
    here = make_library.town()
    file = book(here).files[0]
    for page in (2, 4, 3):
        places.keep(file, here.student.id, page)
    places.keep(file, here.teacher.id, 5)
    db.session.commit()
    assert places.page_of(file, here.student.id) == 3
    assert places.in_work(file.work, here.student.id) == {file.id: 3}
    erasing.forget(PersonErased(here.student.id))
    assert list(db.session.scalars(select(Place.person_id))) == [here.teacher.id]


@pytest.mark.parametrize(
    ("page", "pages", "percent"), [(1, 9, 0), (1, 1, 0), (3, 0, 0), (5, 10, 50), (12, 10, 100)]
)
def test_how_far(page: int, pages: int, percent: int) -> None:
    assert rules.percent(page, pages) == percent
