"""Undo rather than questions: a message with a button that takes back what was just done.

A room registers how a thing is taken back (`action`), does the thing without asking, and says so
with `offer`. The button carries a signed note of who may press it, for how long, and what it does;
the action asks for the rights again, since they may be gone by then.
"""

from collections.abc import Callable
from typing import Any

from flask import current_app, flash, request
from flask_babel import gettext
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from suite import web
from suite.db import db

MINUTES = 15
Action = Callable[..., str | None]

_actions: dict[str, Action] = {}


class TooLate(Exception):
    """It can no longer be undone; the text says why, in the reader's language."""


def action(name: str) -> Callable[[Action], Action]:
    """Register `undo(**arguments)` under `name`.

    It asks for rights, commits and returns what to say. Where something was built on what was
    done, it changes nothing and raises TooLate (or returns None).
    """

    def register(undo: Action) -> Action:
        _actions[name] = undo
        return undo

    return register


def offer(text: str, name: str, /, **arguments: Any) -> None:
    """Say what was done, with the button. `arguments` are plain. KeyError for an unknown name."""
    if name not in _actions:
        raise KeyError(name)
    note = _signer().dumps([web.person_id(), name, arguments])
    flash({"text": str(text), "undo": note}, "success")  # type: ignore[arg-type]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="suite.undo")


def undo(note: str, fallback: str = "/") -> Response:
    """Take back what the note says, for its person and in its time; then go back."""
    try:
        person_id, name, arguments = _signer().loads(note, max_age=MINUTES * 60)
    except BadData:
        return _refused(fallback)
    if person_id is None or person_id != web.person_id() or name not in _actions:
        web.forbidden()
    try:
        said = _actions[name](**arguments)
    except TooLate as error:
        db.session.rollback()
        return _refused(fallback, str(error))
    if said is None:
        return _refused(fallback)
    flash(said, "success")
    return web.back(fallback)


def _refused(fallback: str, why: str = "") -> Response:
    flash(why or gettext("This can no longer be undone here."), "warning")
    return web.back(fallback)


def changed_meanwhile() -> TooLate:
    """The usual reason: what was done is no longer what stands."""
    return TooLate(gettext("It was changed again meanwhile, so it stays as it is."))


@web.blueprint.post("/undo", endpoint="undo")
def press() -> Response:
    """Take back what the button's note says."""
    return undo(request.form.get("note", "")[:4000])
