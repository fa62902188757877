"""Every link that a person of the demonstration town can follow leads somewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import wsgi
from repository.printed import overview
from school.people.models import Person
from suite import demo, migrate
from suite.db import db
from suite.settings import load
from tests.kit.client import HouseClient, sign_in
from tests.kit.crawl import ACCOUNTS, follow, one_with


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("town")
    app = wsgi.create_app(load(data_dir=folder, demo=True, testing=True))
    app.test_client_class = HouseClient
    migrate.upgrade(app)
    with app.app_context():
        demo.load()
        yield app
        db.session.remove()


@pytest.mark.parametrize("role", list(ACCOUNTS))
def test_no_link_is_dead(role: str, town: Flask) -> None:
    seen = follow(sign_in(town.test_client(), one_with(role)))
    dead = {url: status for url, status in seen.items() if status not in (200, 302, 303, 304, 405)}
    assert dead == {}
    assert len(seen) > 2


def test_the_desk_of_the_library_is_at_work(town: Flask) -> None:
    librarian = one_with("librarian")
    found = overview.figures(librarian.school_id or 0)
    assert found.copies > 150 and 40 <= found.titles <= 50
    assert (found.late, found.lent > 30, found.ready) == (1, True, 0)
    client = sign_in(town.test_client(), librarian)
    at = f"/library/print/{librarian.school_id}"
    assert "Tôi thấy hoa vàng" in client.get(f"{at}/queue").text
    assert "QĐ 21/QĐ-THCS" in client.get(f"{at}/general").text
    assert "Kiểm kê sách thiếu nhi" in client.get(f"{at}/stock").text
    mine = sign_in(town.test_client(), one_with("student")).get("/library/loans").text
    assert "Truyện Kiều" in mine and "Toán 6" in mine and "Số đỏ" not in mine


def test_a_second_load_changes_nothing(town: Flask, tmp_path: Path) -> None:
    before = db.session.query(Person).count()
    assert demo.load() is False
    assert db.session.query(Person).count() == before
