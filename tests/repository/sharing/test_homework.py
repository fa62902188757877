"""A part of a work set as homework: the library's side of the contract, and the two together."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.courses.models import Activity
from lms.courses.service import open_course
from repository.sharing import service as sharing
from repository.sharing.service import Part, Said
from repository.shelf import Shelf
from school.signin.session import who_is
from suite import clock
from suite.db import db
from tests.kit import make_library

SignIn = Callable[[object], FlaskClient]


def test_the_shelf_opens_pages_and_moments(app: Flask) -> None:
    here = make_library.town()
    book = make_library.book(here)
    film = make_library.book(here, "Phim", content=b"phim", kind=("media", "video/mp4"))
    hidden = make_library.book(here, "Kín", audience="staff")
    film.files[0].seconds = 600
    db.session.commit()
    with app.test_request_context("/"):
        g.who, shelf = who_is(here.student), Shelf()
        card, other = shelf.card(f"work:{film.uid}"), shelf.card(f"work:{book.uid}")
        assert card is not None and card.plays and card.detail == "10:00"
        assert other is not None and not other.plays and "4 trang" in other.detail
        at = f"/library/read/{film.files[0].id}"
        assert shelf.link(card.ref, moment=(135, 300)) == f"{at}?t=135&until=300"
        assert shelf.link(card.ref, moment=(135, None)) == f"{at}?t=135"
        assert shelf.link(other.ref, 3) == f"/library/read/{book.files[0].id}?page=3"
        assert shelf.link(f"work:{hidden.uid}", 3, (1, 2)) is None


def test_a_pupil_lands_at_the_page_and_it_counts(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    book = make_library.book(here)
    course = open_course(here.school_class.id, "TOAN", "Chương I")
    data = {"section_id": course.sections[0].id, "visible": "now", "title": "Đọc"}
    data |= {"ref": f"work:{book.uid}", "from_page": 3, "to_page": 4}
    signed_in(here.teacher).post(f"/courses/reading/new/{course.id}", data=data)
    activity, pupil = db.session.scalars(select(Activity)).one(), signed_in(here.student)
    page = pupil.get(f"/courses/reading/{activity.id}").text
    link = f"/library/read/{book.files[0].id}?page=3"
    assert link in page and "đến trang 4" in page
    assert "Truyện trang 3" in pupil.get(link, follow_redirects=True).text
    beat, start = f"/library/read/{book.files[0].id}/beat", clock.now()
    with clock.frozen(start):
        begun = pupil.post(beat, data={"seconds": 0, "page": 3}).get_json()
    with clock.frozen(start + timedelta(seconds=40)):
        again = pupil.post(beat, data={"seconds": 40, "page": 3, "reading": begun["reading"]})
    assert not begun["used"] and again.get_json()["used"]


def test_from_the_page_of_a_work_to_the_homework_of_a_class(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    book = make_library.book(here)
    hidden = make_library.book(here, "Kín", audience="staff")
    held = sharing.make(here.school.id, here.teacher.id, Said("Đọc", visibility="school"))
    sharing.put(held, book, Part(2, 3))
    course = open_course(here.school_class.id, "TOAN", "Chương I")
    teacher, pupil = signed_in(here.teacher), signed_in(here.student)
    way = "/courses/reading/set?ref="
    for address in (f"/library/works/{book.uid}", f"/library/collections/{held.uid}"):
        assert way in teacher.get(address).text
        assert way not in pupil.get(address).text
    asked = f"{way}work:{book.uid}&from_page=2&to_page=3"
    assert (
        f"{way}work:{book.uid}&amp;from_page=2&amp;to_page=3"
        in teacher.get(f"/library/collections/{held.uid}").text
    )
    page = teacher.get(asked).text
    form = f"/courses/reading/new/{course.id}?ref=work:{book.uid}&from_page=2&to_page=3"
    assert form.replace("&", "&amp;") in page
    filled = teacher.get(form).text
    assert 'value="3"' in filled and book.title in filled
    assert pupil.get(asked).status_code == 403
    assert "Kín" not in signed_in(here.stranger).get(f"{way}work:{hidden.uid}").text
