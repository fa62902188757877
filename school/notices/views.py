"""The notices of the present person: the list, opening one, reading all."""

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from school.access import FAMILY, who
from school.notices import queries, reading
from school.notices.kinds import kind_of
from school.notices.models import Notice
from school.signin.session import wear
from suite import web

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
PER_PAGE = 30


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The notices, newest first."""
    page = web.paginate(queries.listed(who()), PER_PAGE)
    return render_template(
        "school/notices/index.html",
        page=page,
        words=words,
        kind_of=kind_of,
        unread=any(notice.read_at is None for notice in page.items)
        or queries.unread_count(who().person_id or 0) > 0,
    )


@blueprint.get("/<int:notice_id>")
@web.writes
def open_one(notice_id: int) -> ResponseReturnValue:
    """Mark a notice as read and go where it leads; who acts for another leaves it unread.

    What is told of a child leads to the child's page, which is seen as a parent.
    """
    notice = queries.one_of(who(), notice_id) or web.not_found()
    if not g.get("on_behalf_id"):
        reading.read(notice)
    target = notice.path or url_for("notices.index")
    if notice.about_id and not notice.path:
        target = url_for("family.child", person_id=notice.about_id)
        wear(FAMILY)
    return redirect(target, 303)


@blueprint.post("/read")
@web.in_person
def read_all() -> ResponseReturnValue:
    """Mark all as read."""
    reading.read_all(who().person_id)
    return redirect(url_for("notices.index"), 303)


def words(notice: Notice) -> str:
    """A notice in the reader's language."""
    try:
        return gettext(notice.text) % notice.arguments
    except (KeyError, TypeError, ValueError):
        return gettext(kind_of(notice.kind).label)
