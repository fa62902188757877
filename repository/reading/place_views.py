"""What is being read: taken off the list by hand, with undo."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.catalogue import queries
from repository.catalogue.models import Work
from repository.reading import places
from school.api import who
from suite import undo, web
from suite.web import not_found

blueprint = Blueprint("places", __name__, url_prefix="/library/works/<uid>/place")
ACTION = "library.place"


@blueprint.post("/close")
@web.in_person
def close(uid: str) -> ResponseReturnValue:
    """Take a work off the row “continue reading”."""
    work, person_id = _mine(uid)
    places.close(work, person_id)
    undo.offer(gettext("No longer among what you are reading: %(title)s", title=work.title),
               ACTION, uid=uid)  # fmt: skip
    return web.back(url_for("library.search"))


@undo.action(ACTION)
def reopen(uid: str) -> str:
    """Put it back on the row."""
    work, person_id = _mine(uid)
    places.reopen(work, person_id)
    return gettext("Back among what you are reading.")


def _mine(uid: str) -> tuple[Work, int]:
    work, person_id = queries.work_for(uid, who()), who().person_id
    if work is None or person_id is None:
        not_found()
    return work, person_id
