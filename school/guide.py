"""The guided first hour: what somebody new to a role does first, step by step, until it is done.

Rooms declare steps (`step`); whether one is done is a clause asked of the data, all clauses of a
person in one statement. The list leaves the first page when every step is done or when its reader
puts it away on this device.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, current_app, request
from markupsafe import Markup
from sqlalchemy import ColumnElement, select
from werkzeug.wrappers import Response

from school.access import Who, who
from suite import web
from suite.db import db
from suite.hooks import registry

COOKIE = "guide"
blueprint = Blueprint("guide", __name__, url_prefix="/guide")


@dataclass(frozen=True)
class Step:
    """A step of the first hour. `url` and `done` are asked with who reads; None as `url` or as
    `done` says that the step does not concern them."""

    guide: str
    order: int
    label: Any
    note: Any
    icon: str
    url: Callable[[Who], str | None]
    done: Callable[[Who], ColumnElement[bool] | None]


@dataclass(frozen=True)
class Guide:
    """A guide for those who hold one of `roles`; the first that fits is shown."""

    name: str
    roles: tuple[str, ...]
    title: Any


_guides: list[Guide] = []
_steps: dict[tuple[str, int], Step] = {}


def guide(name: str, roles: tuple[str, ...], title: Any) -> None:
    """Declare a guide."""
    if not any(one.name == name for one in _guides):
        _guides.append(Guide(name, roles, title))


def step(one: Step) -> None:
    """Declare a step of a guide; the same place again replaces it."""
    _steps[one.guide, one.order] = one


def init(app: Flask) -> None:
    """Stand first on the first page."""
    with app.app_context():
        registry().fill("home.today", piece)


def piece() -> Markup | None:
    """The steps of the present person, or nothing once all are done; one statement."""
    me = who()
    found = next((one for one in _guides if me.has(*one.roles)), None)
    if found is None or found.name in put_away():
        return None
    items = _items(found, me)
    if not items or all(one["done"] for one in items):
        return None
    return web.piece(
        "school/guide.html",
        guide=found,
        items=items,
        ready=sum(bool(one["done"]) for one in items),
    )


def _items(found: Guide, me: Who) -> list[dict[str, Any]]:
    steps = [one for (name, _), one in sorted(_steps.items()) if name == found.name]
    asked = [(one, one.url(me), one.done(me)) for one in steps]
    held = [(one, url, done) for one, url, done in asked if url and done is not None]
    if not held:
        return []
    clauses = [done.label(f"step{place}") for place, (_, _, done) in enumerate(held)]
    row = db.session.execute(select(*clauses)).one()
    return [
        {"label": one.label, "note": one.note, "icon": one.icon, "url": url, "done": bool(is_done)}
        for (one, url, _), is_done in zip(held, row, strict=True)
    ]


def put_away() -> list[str]:
    """The guides that were put away on this device."""
    return request.cookies.get(COOKIE, "").split(".")


@blueprint.post("")
def keep() -> Response:
    """Put a guide away on this device."""
    name = request.form.get("away", "")
    known = {one.name for one in _guides}
    names = sorted({*put_away(), name} & known)
    answer = web.back("/")
    answer.set_cookie(
        COOKIE,
        ".".join(names),
        max_age=web.YEAR,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer
