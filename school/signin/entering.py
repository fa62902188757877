"""From a sign-in that was judged to a browser that is signed in."""

from flask import request, session, url_for
from flask_login import current_user, login_user
from werkzeug.wrappers import Response

from school.people.models import Person
from school.people.standing import who_is
from school.signin import sessions, support
from school.signin.models import DeviceSession
from school.signin.service import Browser
from school.signin.session import FACE, SignedIn
from suite import web
from suite.db import db


def browser() -> Browser:
    """The browser of the present request."""
    return Browser(request.remote_addr or "", request.headers.get("User-Agent", ""))


def admit(person: Person, held: DeviceSession) -> Response:
    """Give the browser its session in place of the one it had, and go on. Commits."""
    if current_user.is_authenticated:
        sessions.end(current_user.person.id, current_user.held.id)
        db.session.commit()
    for key in (FACE, support.KEY, support.FACE):
        session.pop(key, None)
    login_user(SignedIn(person, who_is(person), held))
    return web.back(url_for("home.index"))
