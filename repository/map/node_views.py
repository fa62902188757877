"""The page of a node, to which its QR code leads, and sheets of codes to print."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.map import drawing, nodes
from school.api import Subject, current_programme, may, require, subject_name, who
from school.signin.session import public
from suite import qr
from suite.db import db
from suite.web import not_found

blueprint = Blueprint("nodes", __name__, url_prefix="/library/nodes")
public("nodes.show")


@blueprint.get("/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """What a node holds for the asker. A code of an older version leads to the present node."""
    found = nodes.find(uid)
    now = nodes.present(found) if found else None
    if found is None or now is None:
        not_found()
    if now.id != found.id:
        return redirect(url_for("nodes.show", uid=now.uid), 302)
    family = nodes.family(now)
    subject = db.session.get_one(Subject, now.subject_code)
    return render_template(
        "repository/map/node.html",
        node=now,
        family=family,
        subject=subject_name(subject),
        held=nodes.held(family.ids, who()),
        signed_in=who().person_id is not None,
        may_deposit=may(who(), "work.deposit", None),
        may_open=may(who(), "map.open"),
        may_correct=may(who(), "programme.edit"),
        code=_code(now.uid, now.name),
        countable=now.countable and all(one.countable for one in family.above),
    )


@blueprint.get("/codes/<subject>/<int:grade>")
def sheet(subject: str, grade: int) -> ResponseReturnValue:
    """The codes of a subject × grade, to print and cut."""
    return _sheet(grade, subject)


@blueprint.get("/codes/<int:grade>")
def grade_sheet(grade: int) -> ResponseReturnValue:
    """The codes of all subjects of a grade, to print and cut."""
    return _sheet(grade)


def _sheet(grade: int, subject: str = "") -> str:
    require("map.open")
    now = current_programme()
    found = nodes.of_grade(now.id, grade, subject) if now else {}
    if not found:
        not_found()
    names = drawing.subjects(found)
    return render_template(
        "repository/map/sheet.html",
        grade=grade,
        whole=not subject,
        fields=[
            (names[code], [(node, _code(node.uid, node.name)) for node in nodes.coded(rows)])
            for code, rows in sorted(found.items(), key=lambda one: list(names).index(one[0]))
        ],
    )


def _code(uid: str, name: str) -> str:
    label = gettext("QR code: materials of “%(name)s”", name=name)
    return qr.drawn(url_for("nodes.show", uid=uid, _external=True), label)
