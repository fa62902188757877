"""What completes a search while it is typed: by address, by rights, without burden."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from repository.catalogue import service
from repository.search import completing_views
from suite import jobs
from suite.db import db
from suite.pace import Pace
from tests.kit import make, make_library
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]


def lines(client: FlaskClient, typed: str) -> list[tuple[str, str]]:
    answer: Any = client.get("/library/complete", query_string={"q": typed})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return [(line["kind"], line["label"]) for line in answer.json["lines"]]


def test_titles_people_and_subjects(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    make.subject("TOAN")
    work = make_library.published(
        here, "Toán học quanh ta\n\nMột", subject_code="TOAN", creators=("Lê Toàn",)
    )
    pupil = signed_in(here.student)
    assert lines(pupil, "toan") == [
        ("work", "Toán học quanh ta"), ("person", "Lê Toàn"), ("subject", "Toán"),
    ]  # fmt: skip
    assert lines(pupil, "t") == lines(pupil, " ?* ") == lines(pupil, "") == []
    answer: Any = pupil.get("/library/complete?q=toan")
    urls = [line["url"] for line in answer.json["lines"]]
    assert urls[0] == f"/library/works/{work.uid}"
    for url in urls:
        assert work.uid in pupil.get(url).text or url == urls[0]
    pupil.get("/library/complete?q=toan")
    with counted() as statements:
        pupil.get("/library/complete?q=toan")
    assert len(statements) <= 8, statements


def test_at_most_eight(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    for number in range(7):
        work = make_library.draft(here, f"Bài {number}\n\nx", creators=(f"Bài Văn {number}",))
        service.submit(work, here.teacher.id)
        service.publish(work, here.librarian.id)
    jobs.drain(["index"])
    found = lines(signed_in(here.student), "bài")
    assert [kind for kind, _ in found] == ["work"] * 6 + ["person"] * 2


def test_nothing_of_what_is_not_for_the_reader(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    make.subject("TOAN")
    said = {"subject_code": "TOAN", "creators": ("Toản Bí Mật",)}
    work = make_library.published(here, "Toán bí mật\n\nx", audience="staff", **said)
    assert len(lines(signed_in(here.teacher), "toan")) == 3
    for reader in (signed_in(here.student), signed_in(here.stranger), app.test_client()):
        assert lines(reader, "toan") == []
    service.withdraw(work, here.librarian.id, "Nhầm")
    db.session.commit()
    # Before the index has learned it.
    assert lines(signed_in(here.teacher), "toan") == []


def test_who_asks_too_often_waits(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_library.town()
    monkeypatch.setattr(completing_views, "OF_ONE", Pace(2, 60))
    pupil = signed_in(here.student)
    statuses = [pupil.get("/library/complete?q=bai").status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
