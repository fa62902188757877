"""The bell in the bar of every page: how many notices are unread."""

from flask import Flask, g
from flask_login import current_user
from markupsafe import Markup

from school.notices.queries import unread_count
from suite import web
from suite.hooks import registry

MOST_SHOWN = 99


def init(app: Flask) -> None:
    """Hang the bell up."""
    with app.app_context():
        registry().fill("frame.bar", bell)


def bell() -> Markup | None:
    """For who is signed in. The number came along with the session (school.signin.session), but
    for who acts for another."""
    me = g.get("me")
    if me is None:
        return None
    number = unread_count(me.id) if g.get("on_behalf_id") else current_user.unread
    shown = f"{MOST_SHOWN}+" if number > MOST_SHOWN else str(number)
    return web.piece("school/notices/bell.html", number=number, shown=shown)
