"""Trying every route with every actor."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from flask import Flask
from werkzeug.routing import Rule

from school.people.models import Person
from suite import files, migrate, web
from suite.db import db
from tests.access.scene import ACTORS, Form, Scene, build
from tests.conftest import build as build_app
from tests.kit.client import RAW, csrf_token, sign_in
from tests.kit.databases import in_memory

Line = tuple[str, str]
SKIPPED_METHODS = {"HEAD", "OPTIONS"}


class Stage:
    """An app with the scene in it; `reset` puts the database back as it was, where it was changed:
    a connection of its own hears of every commit of another."""

    def __init__(self, app: Flask, path: Path, scene: Scene) -> None:
        self.app, self.path, self.scene = app, path, scene
        self.kept = path.with_suffix(".kept")
        self.cookies = {key: self._cookie(scene.people.get(key)) for key in ACTORS}
        self.headers = {"X-CSRFToken": csrf_token(app)}
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
        shutil.copy(path, self.kept)
        self._listen()

    def _listen(self) -> None:
        self.watch = sqlite3.connect(self.path)
        self.version = self._version()

    def _version(self) -> int:
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])

    def reset(self) -> None:
        db.session.remove()
        if self._version() == self.version:
            return
        self.close()
        for suffix in ("-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)
        shutil.copy(self.kept, self.path)
        self._listen()

    def close(self) -> None:
        db.session.remove()
        db.engine.dispose()
        self.watch.close()

    def _cookie(self, person: Person | None) -> str:
        """The cookie of a session, made once: signed in, or with the token of a form alone."""
        client = self.app.test_client()
        if person is not None:
            sign_in(client, person)
        with client.session_transaction() as session:
            session["csrf_token"] = RAW
        held = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert held is not None
        return held.value

    def status(self, actor: str, method: str, url: str, form: Mapping[str, Any]) -> int:
        client = self.app.test_client()
        client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.cookies[actor])
        sent = {"data": dict(form) or None, "headers": self.headers}
        answer = client.open(url, method=method, csrf=False, **sent)
        answer.close()
        return answer.status_code


@contextmanager
def stage() -> Iterator[Stage]:
    """The scene on a SQLite file of its own."""
    with tempfile.TemporaryDirectory(prefix="lopso-access-", dir=in_memory()) as name:
        folder = Path(name)
        path = folder / "scene.db"
        app = build_app(folder, f"sqlite:///{path}")
        app.config["PROPAGATE_EXCEPTIONS"] = False
        app.extensions["lopso.files"] = files.FileStore(folder / "files")
        migrate.upgrade(app)
        # The words of a refusal are not looked at here, and to draw them costs more than to refuse.
        plain = mock.patch.object(web, "error_page", lambda code, message: (message, code))
        with app.app_context(), plain:
            made = Stage(app, path, build())
            yield made
            made.close()


def floor_of(app: Flask, endpoint: str) -> str:
    """The floor of an endpoint: the first package of its view."""
    view: Callable[..., Any] = app.view_functions[endpoint]
    return view.__module__.partition(".")[0]


def rules_of(app: Flask, floor: str) -> list[Rule]:
    """The rules of a floor, static files left out; school and suite are one."""
    found = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")]
    return [rule for rule in found if named(floor_of(app, rule.endpoint)) == floor]


def named(package: str) -> str:
    """The name of the table in which a package's routes stand."""
    return "school" if package == "suite" else package


def walk(held: Stage, floor: str) -> dict[Line, list[int]]:
    """Status of each (method, endpoint) for each actor; those that only read come first."""
    tries = sorted(
        (method != "GET", rule.endpoint, method, rule)
        for rule in rules_of(held.app, floor)
        for method in (rule.methods or set()) - SKIPPED_METHODS
    )
    found: dict[Line, list[int]] = {}
    for writes, endpoint, method, rule in tries:
        url = _url(held, rule)
        line = [_try(held, actor, method, endpoint, url, writes) for actor in ACTORS]
        if found.setdefault((method, endpoint), line) != line:
            raise AssertionError(f"two addresses of {method} {endpoint} answer differently")
    return found


def _try(held: Stage, actor: str, method: str, endpoint: str, url: str, writes: bool) -> int:
    if writes:
        held.reset()
    form: Form = held.scene.forms.get(endpoint, {}) if writes else {}
    return held.status(actor, method, url, form() if callable(form) else form)


def _url(held: Stage, rule: Rule) -> str:
    values = {name: held.scene.value(rule.endpoint, name) for name in rule.arguments}
    asked = held.scene.queries.get(rule.endpoint, {})
    with held.app.test_request_context():
        return str(held.app.url_map.bind("").build(rule.endpoint, values | dict(asked)))
