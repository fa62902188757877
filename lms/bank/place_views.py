"""Questions whose place in the curriculum is gone, to be put to another."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from lms.bank import permissions, places, queries
from school.api import CurriculumNode, subject_name, who
from suite.web import not_found

blueprint = Blueprint("bank_places", __name__, url_prefix="/bank/places")


@blueprint.before_request
def _staff_only() -> None:
    if not permissions.has_bank(who()):
        not_found()


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The nodes that are gone, with the places of their subject and grade."""
    rows = places.gone(who())
    return render_template(
        "lms/bank/places.html",
        rows=rows,
        subjects={row.code: subject_name(row) for row in queries.subjects()} if rows else {},
        offered=_offered(queries.nodes() if rows else []),
    )


@blueprint.post("/<uid>")
def move(uid: str) -> ResponseReturnValue:
    """Put all questions of a node that is gone to another of its subject."""
    me = who()
    node = next((one.node for one in places.gone(me) if one.node.uid == uid), None)
    if node is None:
        not_found()
    chosen = request.form.get("to", "")
    to = next((one for one in queries.nodes(node.subject_code) if one.uid == chosen), None)
    if to is None:
        flash(gettext("Choose a place for the questions of “%(name)s”.", name=node.name), "danger")
        return redirect(url_for("bank_places.index"), 303)
    number = places.move(me, uid, to)
    said = ngettext(
        "%(num)s question now stands at “%(name)s”.",
        "%(num)s questions now stand at “%(name)s”.",
        number,
        name=to.name,
    )
    flash(said, "success")
    return redirect(url_for("bank_places.index"), 303)


def _offered(nodes: Sequence[CurriculumNode]) -> dict[tuple[str, int], list[CurriculumNode]]:
    found: dict[tuple[str, int], list[CurriculumNode]] = {}
    for node in nodes:
        found.setdefault((node.subject_code, node.grade), []).append(node)
    return found
