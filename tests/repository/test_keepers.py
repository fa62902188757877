"""What who keeps a library is told, and what stands on their first page."""

import json
from collections.abc import Callable
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from repository.catalogue import service as catalogue
from repository.links import checking, rules
from repository.links import service as links
from repository.sharing import ratings
from school.api import Person
from school.notices import queries
from suite.db import db
from tests.kit import make_library
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]


def told(person: Person) -> list[tuple[str, object]]:
    db.session.rollback()
    rows = db.session.scalars(queries.of_person(person.id))
    return [(row.kind, row.arguments["num"]) for row in rows if "num" in row.arguments]


def test_dead_links_and_waiting_words(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    book = make_library.book(here)
    for number in (1, 2):
        said = replace(make_library.OPEN, title=f"Trang {number}", licence="link")
        url = rules.normal(f"https://hoc.example.vn/{number}")
        work = links.deposit(here.school.id, here.teacher.id, url, said)
        catalogue.submit(work, here.teacher.id)
        catalogue.publish(work, here.librarian.id)
    gone = checking.Round(lambda _url: rules.Seen("gone", 410), lambda: True, lambda _s: None)
    ids = checking.due()
    for _again in (1, 2):
        gone.run(ids, lambda _done, _all: None)
    assert told(here.librarian) == [("links_died", 2)]
    answer = app.test_cli_runner().invoke(args=["library", "links", "--json"])
    assert answer.exit_code == 1
    assert [one["why"] for one in json.loads(answer.stdout)["dead"]] == ["gone", "gone"]
    ratings.rate(book, here.student.id, 4, "Hay")
    ratings.rate(book, here.student.id, 4, "Rất hay")
    assert sorted(told(here.librarian)) == [("links_died", 2), ("words_wait", 1)]
    for other in (here.principal, here.teacher, here.student, here.strange_librarian):
        assert told(other) == []
    client = signed_in(here.librarian)
    with counted() as statements:
        page = client.get("/").text
    assert len(statements) <= 12
    assert "Liên kết đã hỏng" in page and "Nhận xét của bạn đọc chờ duyệt" in page
    assert "Liên kết đã hỏng" not in signed_in(here.strange_librarian).get("/").text
