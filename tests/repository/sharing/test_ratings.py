"""Ratings: from readers alone, words looked at first, nobody named, few ones have no mean."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from repository import erasing
from repository.reading import service as reading
from repository.sharing import ratings, rules
from repository.sharing.models import Rating, RatingReport
from school.api import PersonErased
from suite.db import db
from tests.kit import make_library
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]


@given(st.lists(st.integers(1, 5), max_size=20))
def test_a_mean_needs_three(stars: list[int]) -> None:
    mean = rules.mean(sum(stars), len(stars))
    assert (mean is None) == (len(stars) < 3)
    if mean is not None:
        assert min(stars) <= mean <= max(stars)
        assert abs(mean - Decimal(sum(stars)) / len(stars)) <= Decimal("0.05")


@given(st.sampled_from(["none", "waiting", "shown", "hidden"]), st.text(), st.text())
def test_changed_words_are_looked_at_anew(before: str, old: str, new: str) -> None:
    state = rules.state_after(before, old, new)
    assert state != rules.SHOWN or (before == rules.SHOWN and old == new)


def test_one_each_changed_and_erased(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.book(here)
    row = ratings.rate(work, here.student.id, 5, "Hay")
    ratings.decide(row, rules.SHOWN, here.librarian.id)
    again = ratings.rate(work, here.student.id, 2, "Hay")
    assert again.id == row.id and (again.stars, again.state) == (2, rules.SHOWN)
    assert ratings.rate(work, here.student.id, 2, "Hay lắm").state == rules.WAITING
    with pytest.raises(ValueError, match="6"):
        ratings.rate(work, here.student.id, 6, "")
    ratings.report(row, here.teacher.id)
    ratings.report(row, here.teacher.id)
    assert db.session.scalar(select(func.count()).select_from(RatingReport)) == 1
    erasing.forget(PersonErased(here.student.id))
    assert db.session.scalar(select(Rating.id)) is None


def test_the_way_of_words(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.book(here)
    page, url = f"/library/works/{work.uid}", f"/library/works/{work.uid}/rating"
    pupil, teacher = signed_in(here.student), signed_in(here.teacher)
    said = {"stars": "5", "words": "Truyện rất hay"}
    assert "Đánh giá học liệu này" not in pupil.get(page).text
    assert pupil.post(url, data=said).status_code == 403
    reading.beat(work.files[0], here.student.id, None, 0)
    assert "Đánh giá học liệu này" in pupil.get(page).text
    pupil.post(url, data={"stars": "9"})
    assert db.session.scalar(select(Rating.id)) is None
    pupil.post(url, data=said)
    rating = db.session.scalars(select(Rating.id)).one()
    decide = f"/library/ratings/{rating}/decide"
    assert "Truyện rất hay" not in teacher.get(page).text
    assert "Truyện rất hay" not in signed_in(here.strange_librarian).get("/library/ratings").text
    assert pupil.post(decide, data={"state": "shown"}).status_code == 403
    queue = teacher.get("/library/ratings").text
    assert "Truyện rất hay" in queue and here.student.full_name not in queue
    teacher.post(decide, data={"state": "shown"})
    db.session.commit()
    with counted() as seen:
        shown = teacher.get(page).text
    assert "Truyện rất hay" in shown and here.student.full_name not in shown
    asked = [one for one in seen if "repository_rating" in one]
    assert len(asked) == 3, "whether there is any, then its figures and words"
    teacher.post(f"/library/ratings/{rating}/report")
    assert "Truyện rất hay" not in teacher.get(page).text
    assert "1 lượt báo cáo" in signed_in(here.librarian).get("/library/ratings").text
    teacher.post(decide, data={"state": "hidden"})
    assert "Truyện rất hay" not in teacher.get(page).text
    assert "lượt đánh giá" not in teacher.get(page).text


def test_a_mean_from_three_on_and_a_school_without(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.book(here, audience="public")
    page, teacher = f"/library/works/{work.uid}", signed_in(here.teacher)
    for stars, person in ((5, here.student), (4, here.stranger), (4, here.principal)):
        assert "lượt đánh giá" not in teacher.get(page).text
        ratings.rate(work, person.id, stars, "")
    assert "4,3" in teacher.get(page).text
    assert "3 lượt đánh giá" in app.test_client().get(page).text
    far, librarian = signed_in(here.strange_librarian), signed_in(here.librarian)
    switch = {"unit": here.stranger.school_id, "on": "0"}
    assert librarian.post("/library/ratings/switch", data=switch).status_code == 404
    far.post("/library/ratings/switch", data=switch)
    assert "lượt đánh giá" not in far.get(page).text
    assert "4,3" in teacher.get(page).text
    librarian.post("/library/ratings/switch", data={"unit": here.school.id, "on": "0"})
    assert "lượt đánh giá" not in app.test_client().get(page).text
    reading.beat(work.files[0], here.student.id, None, 0)
    assert signed_in(here.student).post(f"{page}/rating", data={"stars": "1"}).status_code == 403


def test_words_of_a_restricted_work_reach_nobody(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.book(here, audience="staff")
    row = ratings.rate(work, here.teacher.id, 5, "Bí mật")
    ratings.decide(row, rules.SHOWN, here.librarian.id)
    pupil = signed_in(here.student)
    assert pupil.post(f"/library/ratings/{row.id}/report").status_code == 404
    assert pupil.post(f"/library/works/{work.uid}/rating").status_code == 404
