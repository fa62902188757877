"""Readings: chosen from the library by its contract, calm when the library or the book is gone."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.courses.models import Activity
from suite.contracts import ResourceCard, ResourceShelf, ask, provide
from suite.db import db
from tests.kit import make_courses

SignedIn = Callable[[Any], FlaskClient]
BOOK = ResourceCard("w:1", "Dế Mèn phiêu lưu ký", "Sách", "Tô Hoài", None, 120)


class Shelf:
    """A library of one book."""

    def __init__(self, *cards: ResourceCard) -> None:
        self.cards = {card.ref: card for card in cards}

    def find(self, text: str, limit: int = 10) -> Sequence[ResourceCard]:
        return [card for card in self.cards.values() if text.lower() in card.title.lower()]

    def card(self, ref: str) -> ResourceCard | None:
        return self.cards.get(ref)

    def link(
        self, ref: str, page: int | None = None, moment: tuple[int, int | None] | None = None
    ) -> str | None:
        return (
            f"/library/{ref}?page={page or 1}" if moment is None else f"/library/{ref}?t={moment}"
        )


@pytest.fixture(autouse=True)
def the_library_comes_back(app: Flask) -> Iterator[None]:
    before = ask(ResourceShelf)
    yield
    provide(ResourceShelf, before)  # type: ignore[arg-type]


def stock(app: Flask, shelf: Shelf | None) -> None:
    provide(ResourceShelf, shelf)  # type: ignore[arg-type]


def test_a_reading_from_choice_to_link(app: Flask, signed_in: SignedIn) -> None:
    stock(app, Shelf(BOOK))
    of = make_courses.taught()
    teacher, pupil = signed_in(of.teacher), signed_in(of.pupils[0])
    address = f"/courses/reading/new/{of.course.id}"
    plain = {"section_id": str(of.section.id), "visible": "now", "title": "", "ref": ""}
    found = teacher.post(address, data={**plain, "search": "dế mèn", "look": "1"}).text
    assert "Dế Mèn phiêu lưu ký" in found
    assert (
        "Không tìm thấy" in teacher.post(address, data={**plain, "search": "?", "look": "1"}).text
    )
    chosen = teacher.post(address, data={**plain, "choose": "w:1"}).text
    assert 'value="w:1"' in chosen
    assert teacher.post(address, data={**plain, "title": "Đọc"}).status_code == 422
    data = {**plain, "title": "Đọc chương 1", "ref": "w:1", "from_page": "7", "to_page": "3"}
    assert teacher.post(address, data=data).status_code == 422
    saved = teacher.post(address, data={**data, "to_page": "15"})
    assert saved.status_code == 303
    page = pupil.get(saved.location).text
    assert "Tô Hoài" in page and "/library/w:1?page=7" in page and "đến trang 15" in page
    kept = db.session.scalars(select(Activity)).one().settings
    assert kept == {"ref": "w:1", "from_page": 7, "to_page": 15, "text": ""}


def test_a_moment_of_a_recording(app: Flask, signed_in: SignedIn) -> None:
    stock(app, Shelf(replace(BOOK, title="Phim", plays=True)))
    of = make_courses.taught()
    teacher, pupil = signed_in(of.teacher), signed_in(of.pupils[0])
    address = f"/courses/reading/new/{of.course.id}"
    plain = {"section_id": str(of.section.id), "visible": "now", "title": "Xem", "ref": "w:1"}
    assert 'name="begins"' in teacher.post(address, data={**plain, "choose": "w:1"}).text
    for wrong in ({"begins": "2 phút"}, {"begins": "05:00", "ends": "02:15"}):
        answer = teacher.post(address, data={**plain, **wrong})
        assert answer.status_code == 422 and wrong["begins"] in answer.text
    saved = teacher.post(address, data={**plain, "begins": "02:15", "ends": "05:00"})
    page = pupil.get(saved.location).text
    assert "/library/w:1?t=(135, 300)" in page and "từ 2:15 đến 5:00" in page
    kept = db.session.scalars(select(Activity)).one()
    assert kept.settings["from_second"] == 135 and kept.settings["to_second"] == 300
    edit = teacher.get(f"/courses/reading/{kept.id}/edit").text
    assert 'value="2:15"' in edit and 'name="from_page"' not in edit


def test_a_book_that_is_gone(app: Flask, signed_in: SignedIn) -> None:
    stock(app, Shelf())
    of = make_courses.taught()
    one = make_courses.activity(of, "reading", ref="w:1", text="Đọc nhé")
    page = signed_in(of.pupils[0]).get(f"/courses/reading/{one.id}")
    assert page.status_code == 200
    assert "không còn trong thư viện" in page.text and "Đọc nhé" in page.text
    edit = signed_in(of.teacher).get(f"/courses/reading/{one.id}/edit").text
    assert "không còn trong thư viện" in edit


def test_a_house_without_a_library(app: Flask, signed_in: SignedIn) -> None:
    stock(app, None)
    of = make_courses.taught()
    one = make_courses.activity(of, "reading", ref="w:1")
    assert "chưa có thư viện" in signed_in(of.pupils[0]).get(f"/courses/reading/{one.id}").text
    editor = signed_in(of.teacher).get(f"/courses/reading/new/{of.course.id}")
    assert editor.status_code == 200 and "chưa có thư viện" in editor.text
