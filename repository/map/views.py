"""Pages of the curriculum map."""

from collections.abc import Collection
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.map import asking, drawing, groups, listing, months, nodes, places, rules
from repository.map.asking import FAULTS, AskError
from repository.map.forms import AskForm
from repository.map.models import MapAsk
from repository.map.places import Place
from school.api import CurriculumNode, SchoolYear, current_year, may, require, who
from suite import clock
from suite.db import db
from suite.web import not_found

blueprint = Blueprint("map", __name__, url_prefix="/library/map")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The programme of a unit by subject and grade."""
    place = places.asked()
    made = drawing.draw(place.unit.id, place.day)
    by_subject: dict[str, list[drawing.Field]] = {}
    for one in made.fields:
        by_subject.setdefault(one.subject, []).append(one)
    return listing.fields(place, made).answer(
        "repository/map/index.html",
        gettext("Curriculum map"),
        place=place,
        made=made,
        by_subject=by_subject,
        below=places.below(place) if place.unit.kind != "school" else [],
        may_edit=may(who(), "programme.edit"),
    )


@blueprint.get("/<subject>/<int:grade>")
def tree(subject: str, grade: int) -> ResponseReturnValue:
    """One subject in one grade, down to its leaves."""
    place = places.asked()
    made = drawing.draw(place.unit.id, place.day)
    one = made.of(subject, grade)
    if one is None:
        not_found()
    root = drawing.tree(made, one.root)
    return listing.branches(place, root).answer(
        "repository/map/tree.html",
        gettext("Curriculum map"),
        place=place,
        one=one,
        root=root,
        programme=made.programme,
        asks=_asks(place, [branch.node for branch in listing.walk(root)]),
        may_ask=_may_ask(place),
        state_of=rules.state_of,
        lacks=rules.lacks,
        asks_help=rules.asks_help,
    )


@blueprint.get("/gaps")
def gaps() -> ResponseReturnValue:
    """What is not met, heaviest first."""
    place = places.asked()
    made = drawing.draw(place.unit.id, place.day)
    subject, grade = request.args.get("subject", ""), request.args.get("grade", 0, type=int)
    group_of = groups.groups_of(place.unit, place.me)
    group = groups.chosen(group_of, request.args.get("group"))
    taught = (group_of[group].subjects or None) if group else None
    chosen = [
        one
        for one in made.fields
        if subject in ("", one.root.subject_code)
        and grade in (0, one.root.grade)
        and (taught is None or one.root.subject_code in taught)
    ]
    table = listing.gaps(place, made, chosen, lambda shown: _asks(place, shown))
    return table.answer(
        "repository/map/gaps.html",
        gettext("What the library lacks"),
        place=place,
        may_ask=_may_ask(place),
        lacks=rules.lacks,
        asks_help=rules.asks_help,
        subjects={one.root.subject_code: one.subject for one in made.fields},
        grades={n: str(n) for n in sorted({one.root.grade for one in made.fields})},
        subject=subject,
        grade=grade or "",
        groups={str(number): one.name for number, one in group_of.items()},
        group=str(group or ""),
        weights=rules.whole(one.weights for one in chosen),
    )


@blueprint.get("/year")
def year() -> ResponseReturnValue:
    """How the map moved, month by month; each month leads to the map of its day."""
    place = places.asked()
    subject, grade = request.args.get("subject", ""), request.args.get("grade", 0, type=int)
    since = _since(current_year())
    rows = months.since(place.unit.id, since)
    fields = months.fields(rows)
    return listing.year(months.over(rows, subject, grade), since).answer(
        "repository/map/year.html",
        gettext("How the map moved"),
        place=place,
        subjects=drawing.subjects({code for code, _grade in fields}),
        grades={n: str(n) for n in sorted({n for _code, n in fields})},
        subject=subject,
        grade=grade or "",
    )


@blueprint.route("/ask/<uid>", methods=["GET", "POST"])
def ask(uid: str) -> ResponseReturnValue:
    """Ask a colleague for a material of a node."""
    place = places.asked()
    require("map.ask", place.unit)
    named = nodes.find(uid)
    node = nodes.present(named) if named else None
    if node is None:
        not_found()
    form = AskForm().offer(
        *asking.candidates(place.unit, node), request.args.get("wanted", rules.ANY)
    )
    if form.validate_on_submit():
        try:
            asking.ask(place.unit, node, form.wish(), place.me.person_id or 0)
        except AskError as error:
            db.session.rollback()
            form.form_errors.append(str(FAULTS[error.code]))
        else:
            flash(gettext("Asked. It stands on their first page."), "success")
            return redirect(place.url("map.tree", subject=node.subject_code, grade=node.grade), 303)
    page = render_template("repository/map/ask.html", place=place, node=node, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/asks")
def asks() -> ResponseReturnValue:
    """What I am asked for, and what my school asked for."""
    require("map.open")
    done = request.args.get("closed") == "1"
    return listing.asks(who(), done).answer(
        "repository/map/asks.html",
        gettext("Asked for"),
        done=done,
        works=asking.works_of(who()) if done else {},
        today=clock.today(),
        may_deposit=may(who(), "work.deposit", None),
    )


@blueprint.post("/asks/<uid>/close")
def close(uid: str) -> ResponseReturnValue:
    """It is done, or no longer wanted."""
    require("map.open")
    row = db.session.scalar(asking.seen_by(who()).where(MapAsk.uid == uid))
    if row is None:
        not_found()
    asking.close(row, who().person_id or 0)
    flash(gettext("Closed."), "success")
    return redirect(url_for("map.asks"), 303)


def _asks(place: Place, shown: Collection[CurriculumNode]) -> dict[int, list[MapAsk]]:
    """Who is asked is for the school alone."""
    inside = place.unit.kind == "school" and place.unit.id in {g.unit_id for g in place.me.grants}
    return asking.open_at(place.unit.id, shown) if inside else {}


def _may_ask(place: Place) -> bool:
    return not place.past and may(place.me, "map.ask", place.unit)


def _since(year: SchoolYear | None) -> date:
    today = clock.today()
    return year.starts_on if year else today.replace(month=1, day=1)
