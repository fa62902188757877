"""Fixtures: `app` and `client` on SQLite; `dbapp` once on SQLite and once on PostgreSQL."""

import functools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import wsgi
from school.people import service as people
from suite import files, jobs, serve
from suite.db import db
from suite.settings import load
from tests.kit.client import HouseClient, sign_in
from tests.kit.databases import PostgresCopies, SqliteCopies, in_memory, postgres_server
from tests.kit.templates import CompiledTemplates

SECRET = "tests-only-" + "x" * 32

if memory := in_memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", memory)
# Most people of the tests share one password: its thirty milliseconds are spent once.
people.hashed = functools.cache(people.hashed)
# A worker has several apps of the same templates: each is compiled once.
TEMPLATES = CompiledTemplates()


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


def build(folder: Path, url: str) -> Flask:
    given = load(
        data_dir=folder,
        database_url=url,
        secret_key=SECRET,
        testing=True,
        virus_scanner="off",
        office="off",
    )
    app = wsgi.create_app(given)
    app.test_client_class = HouseClient
    app.jinja_env.bytecode_cache = TEMPLATES
    return app


@pytest.fixture(scope="session")
def sqlite_house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, SqliteCopies]:
    folder = tmp_path_factory.mktemp("sqlite")
    copies = SqliteCopies(folder)
    app = build(folder, copies.url)
    copies.prepare(app)
    serve.settle()  # or Python's collector looks through the whole app between the tests
    return app, copies


@pytest.fixture(scope="session")
def postgres(worker: str) -> Iterator[Any]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_house(
    postgres: Any, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, PostgresCopies]]:
    copies = PostgresCopies(postgres, worker)
    app = build(tmp_path_factory.mktemp("postgres"), copies.url)
    copies.prepare(app)
    yield app, copies
    copies.admin.close()


def opened(house: tuple[Flask, Any], folder: Path) -> Iterator[Flask]:
    app, copies = house
    copies.renew(app)
    app.extensions["lopso.files"] = files.FileStore(folder / "files")
    app.extensions["lopso.index"] = folder / "index"
    app.extensions.pop(jobs.QUIET, None)
    settings = app.extensions["lopso.settings"]
    before = settings.model_copy()
    with app.app_context():
        yield app
        db.session.remove()
    # What a test says of the house, another must not hear.
    for name in type(settings).model_fields:
        setattr(settings, name, getattr(before, name))
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(sqlite_house: tuple[Flask, SqliteCopies], tmp_path: Path) -> Iterator[Flask]:
    yield from opened(sqlite_house, tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def dbapp(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    yield from opened(request.getfixturevalue(f"{request.param}_house"), tmp_path)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[Any], FlaskClient]:
    """`signed_in(person)` gives a client with that person's session."""
    return lambda person: sign_in(app.test_client(), person)
