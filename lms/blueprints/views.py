"""Pages of blueprints: the list, the matrix that a teacher fills, its files, drawing papers."""

import io
from typing import Any

from flask import Blueprint as Pages
from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import IntegerField, SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.bank import levels, permissions, queries, writing
from lms.bank.views import own_school
from lms.blueprints import drawing, grids, presets, rules, service, sheets, typed
from lms.blueprints.models import Blueprint
from lms.blueprints.texts import finding_text
from lms.blueprints.typed import Typed
from lms.courses.door import course_for
from lms.courses.models import Course
from school.api import require, scope, subject_name, who
from suite import edits, sure, web
from suite.db import db
from suite.forms import once
from suite.i18n import language
from suite.navigation import nav
from suite.text import slug

blueprint = Pages("blueprints", __name__, url_prefix="/blueprints")
nav(
    lazy_gettext("Blueprints"),
    "blueprints.index",
    "table",
    show=lambda: permissions.has_bank(who()),
    order=57,
    prefix="/blueprints",
)


class NewForm(FlaskForm):
    """What a new blueprint is for."""

    title = StringField(
        lazy_gettext("Name"),
        validators=[InputRequired(lazy_gettext("Give it a name.")), Length(max=200)],
    )
    subject_code = SelectField(
        lazy_gettext("Subject"), validators=[DataRequired(lazy_gettext("Choose the subject."))]
    )
    grade = SelectField(lazy_gettext("Grade"), validators=[Optional()])
    preset = SelectField(lazy_gettext("Format"), validators=[DataRequired()])

    def prepare(self) -> None:
        """Offer subjects, grades and the formats in force."""
        subjects = queries.subjects()
        self.subject_code.choices = [
            SelectChoice("", lazy_gettext("– choose –")),
            *(SelectChoice(row.code, subject_name(row)) for row in subjects),
        ]
        self.grade.choices = [
            SelectChoice("", lazy_gettext("any grade")),
            *(SelectChoice(str(n), str(n)) for n in range(1, 13)),
        ]
        name = "name_vi" if language() == "vi" else "name_en"
        self.preset.choices = [
            SelectChoice(row.code, getattr(row, name)) for row in presets.in_force()
        ]


class HeadForm(FlaskForm):
    """Name and length; the matrix itself is read by `typed`."""

    title = StringField(
        lazy_gettext("Name"),
        validators=[InputRequired(lazy_gettext("Give it a name.")), Length(max=200)],
    )
    minutes = IntegerField(
        lazy_gettext("Minutes"),
        validators=[NumberRange(5, 600, lazy_gettext("From 5 to 600 minutes."))],
    )


@blueprint.before_request
def _staff_only() -> None:
    if not permissions.has_bank(who()):
        web.not_found()


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The blueprints of the own schools."""
    page = web.paginate(service.listed(who()), 30)
    adds = permissions.home_school(who()) is not None
    return render_template("lms/blueprints/index.html", page=page, adds=adds)


@blueprint.route("/new", methods=["GET", "POST"])
@once
def new() -> ResponseReturnValue:
    """Begin one in a format."""
    school_id, form = own_school(), NewForm()
    form.prepare()
    if request.method == "GET":
        form.subject_code.data = queries.taught_subject(who()) or ""
    elif form.validate():
        preset = presets.preset_of(form.preset.data)
        if preset is not None:
            grade = int(form.grade.data) if form.grade.data else None
            made = service.add(
                school_id, who().person_id or 0, (form.title.data or "").strip(),
                form.subject_code.data, grade, preset,
            )  # fmt: skip
            return redirect(url_for("blueprints.show", uid=made.uid), 303)
    page = render_template("lms/blueprints/new.html", form=form, presets=presets.in_force())
    return page, 422 if request.method == "POST" else 200


def _blueprint(uid: str, edit: bool = False) -> Blueprint:
    found = service.blueprint_of(who(), uid)
    if found is None:
        web.not_found()
    if edit:
        require("blueprint.edit", found)
    return found


@blueprint.get("/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """The matrix, with what does not hold."""
    held = _blueprint(uid)
    form = HeadForm(formdata=None)
    form.title.data, form.minutes.data = held.title, held.minutes
    return _page(held, form, Typed(drawing.plan_of(held)), 200)


def _page(held: Blueprint, form: HeadForm, read: Typed, status: int, conflict: bool = False) -> Any:
    preset = presets.preset_of(held.preset)
    wished = presets.numbers(preset.levels) if preset else []
    shares = presets.numbers(preset.shares) if preset else []
    found = rules.check(read.plan, drawing.has(held, read.plan), wished, shares)
    nodes = queries.nodes(held.subject_code, held.grade)
    rows = min(rules.MOST_ROWS, len(read.plan.rows) + typed.MORE_ROWS)
    if request.form.get("action") == "more":
        rows = min(rules.MOST_ROWS, rows + typed.MORE_ROWS)
    courses = scope(select(Course), who()).where(
        Course.school_id == held.school_id,
        Course.subject_code == held.subject_code,
        Course.archived_at.is_(None),
    )
    page = render_template(
        "lms/blueprints/show.html",
        blueprint=held,
        form=form,
        plan=read.plan,
        values=read.values,
        wrong=read.errors,
        rows=rows,
        findings=[(finding_text(one, read.plan, nodes), one.blocks) for one in found],
        blocked=any(one.blocks for one in found) or bool(read.errors),
        levels=levels.NAMES,
        kinds=writing.kinds(),
        nodes=nodes,
        topics=queries.topics_of(held.school_id),
        preset=preset,
        courses=db.session.scalars(courses.order_by(Course.title).limit(200)).all(),
        conflict=conflict,
    )
    return page, status


@blueprint.post("/<uid>")
def save(uid: str) -> ResponseReturnValue:
    """Keep the matrix; "more" and "check" only show the page again with what was typed."""
    held, form = _blueprint(uid, edit=True), HeadForm()
    nodes = {node.uid: node.name for node in queries.nodes(held.subject_code, held.grade)}
    read = typed.read(request.form.to_dict(), writing.kinds(), nodes)
    if request.form.get("action") in ("more", "check"):
        return _page(held, form, read, 200)
    if not form.validate() or read.errors:
        return _page(held, form, read, 422)
    try:
        title = (form.title.data or "").strip()
        seen = edits.seen(request.form.get("version"))
        service.change(held, seen, title, form.minutes.data or 45, read.plan)
    except edits.Conflict:
        db.session.rollback()
        return _page(_blueprint(uid), form, read, 409, conflict=True)
    flash(gettext("Saved."), "success")
    return redirect(url_for("blueprints.show", uid=uid), 303)


@blueprint.post("/<uid>/remove")
def remove(uid: str) -> ResponseReturnValue:
    """Delete a blueprint; asked about first, because it cannot be taken back."""
    held = _blueprint(uid, edit=True)
    page = sure.unsure(
        gettext("Delete this blueprint?"),
        [gettext("The matrix is gone for good. Exams that were drawn from it stay.")],
        gettext("Delete"),
        url_for("blueprints.show", uid=uid),
    )
    if page:
        return page
    service.remove(held)
    flash(gettext("The blueprint is deleted."), "success")
    return redirect(url_for("blueprints.index"), 303)


@blueprint.post("/<uid>/draw")
def draw(uid: str) -> ResponseReturnValue:
    """Draw a paper: a draft exam in a course."""
    held = _blueprint(uid, edit=True)
    course = course_for(request.form.get("course", 0, type=int), "edit")
    if (course.school_id, course.subject_code) != (held.school_id, held.subject_code):
        web.not_found()
    title = " ".join(request.form.get("title", "").split())[:200] or held.title
    try:
        made = drawing.make_paper(held, course, title, who().person_id or 0)
    except drawing.TooFew:
        db.session.rollback()
        flash(gettext("A paper cannot be drawn yet: see what is missing below."), "warning")
        return redirect(url_for("blueprints.show", uid=uid), 303)
    return redirect(url_for("blueprint_papers.paper", uid=made), 303)


@blueprint.get("/<uid>/<what>.<ending>")
def file(uid: str, what: str, ending: str) -> ResponseReturnValue:
    """Matrix and specification in the layout of the official letter: Excel, Word, PDF."""
    held = _blueprint(uid)
    if what not in ("matrix", "spec") or ending not in sheets.WRITERS:
        web.not_found()
    plan = drawing.plan_of(held)
    make = grids.matrix if what == "matrix" else grids.specification
    about = grids.about(held, what)
    write, media_type = sheets.WRITERS[ending]
    data = write(about, make(plan, grids.names_of(writing.kinds())))
    name = f"{'ma-tran' if what == 'matrix' else 'dac-ta'}-{slug(held.title)}.{ending}"
    return send_file(io.BytesIO(data), media_type, as_attachment=True, download_name=name)
