"""The bell in the bar of every page: how many notices are unread."""

from flask import Flask, g, render_template
from markupsafe import Markup

from school.notices.queries import unread_count
from suite.hooks import registry

MOST_SHOWN = 99


def init(app: Flask) -> None:
    """Hang the bell up."""
    with app.app_context():
        registry().fill("frame.bar", bell)


def bell() -> Markup | None:
    """For who is signed in; one statement."""
    me = g.get("me")
    if me is None:
        return None
    number = unread_count(me.id)
    shown = f"{MOST_SHOWN}+" if number > MOST_SHOWN else str(number)
    return Markup(render_template("school/notices/bell.html", number=number, shown=shown))  # noqa: S704
