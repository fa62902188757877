"""The first page: what to do today, told by every room through the slot `home.today`."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from suite.navigation import nav

blueprint = Blueprint("home", __name__)
nav(
    lazy_gettext("Today"),
    "home.index",
    "house",
    show=lambda: True,
    near=lambda: True,
    order=0,
    prefix="/home",
)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """What to do today."""
    return render_template("school/home.html")
