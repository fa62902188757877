"""Texts that are nearly the same: told to the reviewer, and only what the reviewer may see."""

import random
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from repository.catalogue import service as catalogue
from repository.catalogue.models import Work, WorkPage
from repository.deposit.likeness import rules, service
from repository.deposit.likeness.models import Sketch, SketchKey
from repository.ingest import service as ingest
from school.api import who_is
from suite import jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.make_library import OPEN, Town
from tests.kit.queries import counted

SignIn = Callable[[Any], FlaskClient]


def words(number: int, seed: int) -> list[str]:
    drawn = random.Random(seed)
    return [f"từ{drawn.randrange(5_000)}" for _ in range(number)]


def changed(text: list[str], every: int) -> list[str]:
    return [f"khác{at}" if at % every == 0 else word for at, word in enumerate(text)]


@pytest.mark.parametrize("every", [10_000, 200, 50, 20, 8])
def test_the_estimate_is_near_the_truth(every: int) -> None:
    text = words(2_000, 1)
    one, other = (rules.shingles([" ".join(held)]) for held in (text, changed(text, every)))
    exact = len(one & other) / len(one | other)
    first, second = rules.signature(one), rules.signature(other)
    assert first is not None
    assert second is not None
    assert abs(rules.likeness(first, second) - exact) < 0.13
    if exact > 0.6:
        assert set(rules.keys(first)) & set(rules.keys(second))


def test_marks_capitals_and_pages_do_not_matter() -> None:
    plain = words(300, 2)
    shouted = [word.upper().replace("TỪ", "TU") for word in plain]
    whole, pages = [" ".join(plain)], [" ".join(shouted[:90]), " ".join(shouted[90:])]
    assert rules.shingles(whole) == rules.shingles(pages)
    assert rules.signature(rules.shingles(["quá ngắn"])) is None
    other = rules.signature(rules.shingles([" ".join(words(300, 3))]))
    assert rules.likeness(other or b"", rules.signature(rules.shingles(whole)) or b"") < 0.1


def given(here: Town, text: list[str], title: str, **said: Any) -> Work:
    return make_library.draft(here, " ".join(text), f"{title}.txt", title=title, **said)


def worked_out() -> None:
    jobs.drain(["events"])
    jobs.drain(["library"])


def test_found_by_the_numbers_of_bands(dbapp: Flask) -> None:
    here = make_library.town()
    text = words(600, 4)
    first = given(here, text, "Bài gốc")
    nearly = given(here, changed(text, 100), "Bài chép")
    given(here, words(600, 5), "Bài khác")
    worked_out()
    assert db.session.scalar(select(func.count()).select_from(Sketch)) == 3
    assert db.session.scalar(select(func.count()).select_from(SketchKey)) == 3 * rules.BANDS
    librarian = who_is(here.librarian)
    (found,) = service.alike(first, librarian)
    assert found.work.id == nearly.id
    assert 80 <= found.percent <= 99
    assert service.alike(first, who_is(here.strange_librarian)) == []
    assert service.missing(9) == []


def test_the_very_same_file_of_another_unit(app: Flask) -> None:
    here = make_library.town()
    first = given(here, words(300, 6), "Của trường")
    other = ingest.receive(
        "cua-truong-khac.txt",
        BytesIO(" ".join(words(300, 6)).encode()),
        unit_id=here.strange_librarian.school_id or 0,
        person_id=here.strange_librarian.id,
        queue=False,
    )
    theirs = ingest.take(other, OPEN)
    assert theirs is not None
    worked_out()
    assert service.alike(first, who_is(here.librarian)) == []
    theirs.audience = "public"
    catalogue.submit(theirs, here.strange_librarian.id)
    catalogue.publish(theirs, here.principal.id)
    (found,) = service.alike(first, who_is(here.librarian))
    assert (found.work.id, found.percent, found.same_file) == (theirs.id, 100, True)


def test_the_reviewer_sees_it_beside_the_work(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    text = words(600, 7)
    hidden = given(here, text, "Đề mật của người khác", audience="staff")
    copy = given(here, changed(text, 100), "Bài nộp")
    catalogue.submit(copy, here.teacher.id)
    worked_out()
    url = f"/library/works/{copy.uid}"
    librarian = signed_in(here.librarian)
    librarian.get(url)
    with counted() as queries:
        page = librarian.get(url).text
    assert "Đề mật" in page
    assert hidden.uid in page
    assert len(queries) <= 28
    hidden.depositor_id, hidden.unit_id = here.stranger.id, here.stranger.school_id or 0
    db.session.commit()
    assert "Đề mật" not in librarian.get(url).text
    assert "Đề mật" not in signed_in(here.teacher).get(url).text


def test_new_text_is_sketched_anew(app: Flask) -> None:
    here = make_library.town()
    work = given(here, words(300, 8), "Bài quét")
    worked_out()
    before = db.session.scalars(select(Sketch.signature)).one()
    for page in db.session.scalars(select(WorkPage)):
        page.text = " ".join(words(300, 9))
    db.session.commit()
    assert service.sketch(work.files[0].id)
    db.session.expire_all()
    assert db.session.scalars(select(Sketch.signature)).one() != before
