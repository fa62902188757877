"""More like this, on a work's page."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from repository.catalogue import alignment
from repository.catalogue.models import Work
from suite.db import db
from tests.kit import make_library
from tests.kit.queries import counted
from tests.repository.catalogue.test_catalogue import nodes

SignIn = Callable[[object], FlaskClient]


def test_topics_and_titles_with_the_rights_of_the_reader(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    node = nodes("Phương trình bậc hai")[0]
    this = make_library.published(here, "Phương trình\n\nmột", subject_code="TOAN", grades=(9,))
    topic = make_library.published(here, "Nghiệm kép\n\nhai")
    make_library.published(here, "Phương trình mật\n\nba", audience="staff")
    make_library.published(here, "Thơ\n\nbốn")
    for work in (this, topic):
        alignment.align(work, {node.id}, {node.id}, here.teacher.id)
        row = db.session.get_one(Work, work.id, populate_existing=True).alignments[0]
        alignment.confirm([row], here.librarian.id)
    url = f"/library/works/{this.uid}"
    shown = signed_in(here.student).get(url).text.partition('id="alike"')[2]
    assert "Nghiệm kép" in shown
    assert "mật" not in shown
    assert "Thơ" not in shown
    teacher = signed_in(here.teacher)
    page = teacher.get(url).text.partition('id="alike"')[2]
    assert page.index("Nghiệm kép") < page.index("Phương trình mật")
    with counted() as statements:
        teacher.get(url)
    assert len(statements) <= 16, len(statements)
