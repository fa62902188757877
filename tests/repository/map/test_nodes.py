"""Pages of nodes: what the asker may see, by kind; the codes lead there."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from repository.catalogue import rules, service
from repository.catalogue.models import Alignment
from suite import clock
from suite.db import db
from tests.kit import make_indicators, make_library
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]


def test_a_node_shows_each_what_they_may_see(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    first, second = make_indicators.programme(topics=2)
    audiences = (rules.PUBLIC, rules.SCHOOL, rules.STAFF, rules.PUBLIC, rules.PUBLIC)
    works = []
    for number, audience in enumerate(audiences):
        work = make_library.book(here, f"Sách {number}", content=b"%d" % number, audience=audience)
        confirmed = here.librarian.id if number != 3 else None
        db.session.add(
            Alignment(
                work_id=work.id, node_id=first.id, proposed_by=here.teacher.id,
                proposed_at=clock.now(), confirmed_by=confirmed,
                confirmed_at=clock.now() if confirmed else None,
            )
        )  # fmt: skip
        works.append(work)
    db.session.commit()
    service.withdraw(works[4], here.librarian.id, "Nguồn không rõ")
    address = f"/library/nodes/{first.uid}"
    for client, seen in (
        (app.test_client(), "0"), (signed_in(here.stranger), "0"),
        (signed_in(here.student), "01"), (signed_in(here.teacher), "012"),
    ):  # fmt: skip
        page = client.get(address).text
        assert "".join(n for n in "01234" if f"Sách {n}<" in page) == seen
    teacher = signed_in(here.teacher)
    teacher.get(address)
    with counted() as statements:
        page = teacher.get(address).text
    assert len(statements) <= 12, statements
    assert "Còn thiếu bài luyện tập." in page
    assert "Còn thiếu" not in signed_in(here.student).get(address).text
    empty = app.test_client().get(f"/library/nodes/{second.uid}").text
    assert f"next=/library/nodes/{second.uid}" in empty, "a pupil is led to sign in and back"
    assert "Sách" not in empty
    sheet = signed_in(here.teacher).get("/library/nodes/codes/TOAN/6").text
    assert sheet.count('class="qr"') == 3
    with counted() as statements:
        sheet = signed_in(here.teacher).get("/library/nodes/codes/6").text
    assert sheet.count('class="qr"') == 3
    assert len(statements) <= 12, statements
    assert signed_in(here.teacher).get("/library/nodes/codes/7").status_code == 404
    assert signed_in(here.student).get("/library/nodes/codes/6").status_code == 403
    assert app.test_client().get("/library/nodes/nothing").status_code == 404
