"""My deposits and the queue: narrowed, sorted, as a file, with the rights of the page."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from repository.catalogue import service
from suite import clock
from suite.db import db
from tests.kit import make, make_library
from tests.kit.client import sign_in
from tests.kit.listed import sheet
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]
TITLE = re.compile(r'class="book-title"><a[^>]*>([^<]+)</a>')


def full(number: int = 4) -> make_library.Town:
    """A teacher's works, every second sent for review; one of another school sent too."""
    here = make_library.town()
    make.subject("TOAN")
    for index in range(number):
        work = make_library.draft(here, f"Bài {index}\n\nĐường thẳng {index}")
        work.title, work.kind = f"Bài {index}", ("text", "exercise")[index // 2 % 2]
        work.subject_code = "TOAN" if index % 4 else None
        work.changed_at = clock.now() + timedelta(minutes=index)
        if index % 2:
            service.submit(work, here.teacher.id)
            work.submitted_at = clock.now() + timedelta(hours=index)
        db.session.commit()
    return here


def test_the_queue_has_one_order_on_both_databases(dbapp: Flask) -> None:
    here = full()
    client = sign_in(dbapp.test_client(), here.librarian)
    for sort in ("", "sent", "-sent", "from", "-subject", "title", "%27"):
        names = TITLE.findall(client.get(f"/library/review?sort={sort}").text)
        file = sheet(client, f"/library/review?sort={sort}&format=csv")
        assert names == (["Bài 3", "Bài 1"] if sort == "-sent" else ["Bài 1", "Bài 3"]), sort
        assert file.column("Tiêu đề") == names


def test_narrowed_and_said_in_the_file(app: Flask, signed_in: SignIn) -> None:
    here = full()
    teacher, librarian = signed_in(here.teacher), signed_in(here.librarian)
    for asked, count in (("", 4), ("state=draft", 2), ("kind=exercise", 2), ("state=%00", 0)):
        page = teacher.get(f"/library/deposits?{asked}").text
        file = sheet(teacher, f"/library/deposits?{asked}&format=csv")
        assert len(file.rows) == len(TITLE.findall(page)) == count, asked
    assert (
        sheet(teacher, "/library/deposits?state=draft&format=csv").notes["Trạng thái"] == "Bản nháp"
    )
    only = sheet(librarian, "/library/review?kind=exercise&subject=TOAN&format=csv")
    assert only.column("Tiêu đề") == ["Bài 3"]
    assert only.notes["Môn"] == "Toán"


def test_nobody_downloads_the_queue_of_others(app: Flask, signed_in: SignIn) -> None:
    here = full()
    assert signed_in(here.student).get("/library/review?format=csv").status_code == 403
    assert signed_in(here.student).get("/library/deposits?format=csv").status_code == 403
    assert signed_in(here.teacher).get("/library/review?format=csv").status_code == 403
    assert sheet(signed_in(here.strange_librarian), "/library/review?format=csv").rows == []
    assert sheet(signed_in(here.librarian), "/library/deposits?format=csv").rows == []


def test_many_works_cost_as_few_statements_as_one(app: Flask, signed_in: SignIn) -> None:
    here = full(24)
    for person, address in (
        (here.teacher, "/library/deposits?sort=made"),
        (here.teacher, "/library/deposits?format=csv"),
        (here.librarian, "/library/review?sort=-subject"),
        (here.librarian, "/library/review?format=csv"),
    ):
        client = signed_in(person)
        client.get(address)
        db.session.commit()
        with counted() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= 12, (address, len(seen), seen)
    assert len(TITLE.findall(signed_in(here.teacher).get("/library/deposits?page=2").text)) == 4
