"""Every link that a person of the demonstration town can follow leads somewhere."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

import wsgi
from school.people.models import ROLES, Person, RoleGrant
from suite import demo, migrate
from suite.db import db
from suite.settings import load
from tests.kit.client import HouseClient, sign_in

LINK = re.compile(r'(?:href|src|action)="([^"]+)"')
MOST = 250


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


def follow(client: HouseClient) -> dict[str, int]:
    """The status of every address of ours that links from the first page reach."""
    seen: dict[str, int] = {}
    shapes: dict[str, int] = {}
    waiting = ["/"]
    while waiting and len(seen) < MOST:
        url = waiting.pop(0)
        answer = client.get(url)
        seen[url] = answer.status_code
        if answer.mimetype != "text/html":
            continue
        for link in LINK.findall(answer.text):
            parts = urlsplit(urljoin(url, urldefrag(unescape(link)).url))
            if parts.netloc or parts.path.startswith("/static") or not link:
                continue
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            shape = re.sub(r"\d+|[0-9a-f-]{36}", "N", target)
            if target in seen or target in waiting or shapes.get(shape, 0) >= 3:
                continue
            shapes[shape] = shapes.get(shape, 0) + 1
            waiting.append(target)
    return seen


@pytest.mark.parametrize("role", ROLES)
def test_no_link_is_dead(role: str, town: Flask) -> None:
    query = select(Person).join(RoleGrant).where(RoleGrant.role == role).order_by(Person.id)
    person = db.session.scalars(query).first()
    assert person is not None, f"the town has no {role}"
    seen = follow(sign_in(town.test_client(), person))  # type: ignore[arg-type]
    dead = {url: status for url, status in seen.items() if status not in (200, 302, 303, 304, 405)}
    assert dead == {}
    assert len(seen) > 3


def test_a_second_load_changes_nothing(town: Flask, tmp_path: Path) -> None:
    before = db.session.query(Person).count()
    assert demo.load() is False
    assert db.session.query(Person).count() == before
