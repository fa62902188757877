"""A client that behaves like a browser: it carries the CSRF token of its session."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer

from school.people.models import Person
from school.signin import sessions
from suite.db import db

RAW = "0" * 40
SURE = {"sure": "1"}  # the second sending of what cannot be undone
NOTE = re.compile(r'name="note" value="([^"]+)"')


class HouseClient(FlaskClient):
    """Sends the CSRF token unless `csrf=False`; ends the test's own transaction first.

    Each request gets an app context of its own: Flask would otherwise lend it the test's, and
    with it the test's session and its `g`.
    """

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> Any:
        db.session.commit()
        if csrf and kwargs.get("method", "GET") not in ("GET", "HEAD"):
            with self.session_transaction() as session:
                session["csrf_token"] = RAW
            headers = dict(kwargs.pop("headers", None) or {})
            kwargs["headers"] = {"X-CSRFToken": csrf_token(self.application), **headers}
        with self.application.app_context():
            return super().open(*args, **{"buffered": True, **kwargs})


def csrf_token(app: Flask) -> str:
    """The token that goes with RAW in a session."""
    return str(URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps(RAW))


def session_key(person: Person) -> str:
    """A session begun for a person, as its cookie names it. Commits."""
    row = sessions.begin(person.id, "password", "127.0.0.1", "")
    db.session.commit()
    return f"{person.id}.{person.session_epoch}.{row.id}"


def sign_in(client: FlaskClient, person: Person) -> FlaskClient:
    """Give the client the session of a person, without a password check."""
    key = session_key(person)
    with client.session_transaction() as session:
        session["_user_id"] = key
        session["_fresh"] = True
    return client


def undo(client: FlaskClient, answer: Any) -> str:
    """Press the button of the message that follows `answer`; the page that then says what was."""
    page = client.get(answer.location).text
    found = NOTE.search(page)
    assert found, "the message has its button"
    return press(client, found.group(1), answer.location)


def press(client: FlaskClient, note: str, place: str = "/") -> str:
    """Send the note of a button; the page that follows."""
    return str(client.post("/undo", data={"note": note, "next": place}, follow_redirects=True).text)
