"""From a sign-in that was judged to a browser that is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import redirect, request, session, url_for
from flask_login import current_user, login_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from school.people.models import Person
from school.people.standing import who_is
from school.signin import sessions, support
from school.signin.models import DeviceSession
from school.signin.service import Browser
from school.signin.session import FACE, SignedIn
from suite import clock, web
from suite.db import db

HALF, HALF_LASTS = "half", timedelta(minutes=5)


def browser() -> Browser:
    """The browser of the present request."""
    return Browser(request.remote_addr or "", request.headers.get("User-Agent", ""))


@dataclass(frozen=True)
class HalfWay:
    """Somebody who came by `how` and still has to show a second factor."""

    person: Person
    how: str


def ask_second(person: Person, how: str, target: str = "") -> Response:
    """Keep that the first step was taken, for a few minutes, and ask for the second."""
    until = (clock.now() + HALF_LASTS).isoformat()
    session[HALF] = {
        "id": person.id,
        "epoch": person.session_epoch,
        "how": how,
        "until": until,
    }
    return redirect(url_for("factors.code", next=target or web.next_url("") or None), 303)


def begin_anew() -> None:
    """Forget that somebody took the first step: the next one may be somebody else."""
    session.pop(HALF, None)


def half_way() -> HalfWay | None:
    """Who took the first step in this browser, as long as it holds."""
    held = session.get(HALF)
    if not held or datetime.fromisoformat(held["until"]) <= clock.now():
        return None
    query = select(Person).where(
        Person.id == held["id"], Person.session_epoch == held["epoch"], Person.left_on.is_(None)
    )
    person = db.session.scalar(query)
    return HalfWay(person, held["how"]) if person else None


def admit(person: Person, held: DeviceSession, target: str = "") -> Response:
    """Give the browser its session in place of the one it had, and go on: to `target`, which is
    known to be ours, or to where the request asks. Commits."""
    if current_user.is_authenticated:
        sessions.end(current_user.person.id, current_user.held.id)
        db.session.commit()
    for key in (FACE, HALF, support.KEY, support.FACE):
        session.pop(key, None)
    if person.language:
        session["language"] = person.language
    login_user(SignedIn(person, who_is(person), held))
    return redirect(target or web.next_url(url_for("home.index")), 303)
