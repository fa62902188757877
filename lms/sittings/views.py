"""The exams of a school, the rooms that one watches, and a new exam for several classes."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.exams.models import Exam
from lms.sittings import making
from lms.sittings.forms import NewExamForm
from lms.sittings.models import ExamRoom, Invigilator, Sitting
from lms.sittings.rules import NotPossible
from lms.sittings.texts import reason
from school.api import (
    HEADS,
    HOMEROOM_TEACHER,
    INVIGILATOR,
    STAFF,
    TEACHER,
    OrgUnit,
    require,
    scope,
    who,
)
from suite import web
from suite.db import db
from suite.forms import once
from suite.navigation import nav

blueprint = Blueprint("sittings", __name__, url_prefix="/sittings")
nav(
    lazy_gettext("School exams"),
    "sittings.index",
    "clipboard-check",
    show=lambda: who().has(*HEADS, TEACHER, HOMEROOM_TEACHER, INVIGILATOR),
    near=lambda: who().has(INVIGILATOR),
    order=66,
    prefix="/sittings",
)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Rooms to watch, and the exams of the school that the present person sees."""
    if not who().has(*STAFF, INVIGILATOR):
        web.forbidden()
    exams = (
        scope(select(Exam), who())
        .where(Exam.organised)
        .options(joinedload(Exam.course))
        .order_by(Exam.id.desc())
    )
    mine = select(Invigilator.room_id).where(Invigilator.person_id == who().person_id)
    rooms = (
        scope(select(ExamRoom).where(ExamRoom.id.in_(mine)), who())
        .join(Sitting, Sitting.id == ExamRoom.sitting_id)
        .options(joinedload(ExamRoom.sitting).joinedload(Sitting.exam))
        .order_by(Sitting.opens_at, ExamRoom.sort_key)
    )
    return render_template(
        "lms/sittings/index.html",
        page=web.paginate(exams),
        rooms=list(db.session.scalars(rooms)),
        school=_own_school(),
    )


def _own_school() -> OrgUnit | None:
    """The one school whose exams the present person may make."""
    ids = {grant.unit_id for grant in who().grants if grant.role in HEADS}
    rows = db.session.scalars(
        select(OrgUnit).where(OrgUnit.id.in_(ids), OrgUnit.kind == "school")
    ).all()
    return rows[0] if len(rows) == 1 else None


@blueprint.route("/new/<int:school_id>", methods=["GET", "POST"])
@once
def new(school_id: int) -> ResponseReturnValue:
    """An exam of the school for several classes."""
    query = scope(select(OrgUnit), who()).where(OrgUnit.id == school_id, OrgUnit.kind == "school")
    school: OrgUnit = db.session.scalar(query) or web.not_found()
    require("exam.organise", school)
    form, classes = NewExamForm(), making.classes_of(school.id)
    form.subject.choices = [(one.code, one.name_vi) for one in making.subjects_of(school.id)]
    form.classes.choices = [(one.id, one.name) for one in classes]
    grades = sorted({one.grade for one in classes})
    grade = request.args.get("grade", type=int)
    if form.validate_on_submit():
        try:
            uid = making.new_exam(
                school,
                form.subject.data,
                form.classes.data,
                form.title.data,
                form.minutes.data,
                who().person_id or 0,
            )
            return redirect(url_for("exams_staff.manage", uid=uid), 303)
        except NotPossible as error:
            form.classes.errors = [reason(error)]
    elif request.method == "GET":
        form.classes.data = [one.id for one in classes if one.grade == grade]
    page = render_template(
        "lms/sittings/new.html", form=form, school=school, grades=grades, grade=grade
    )
    return page, 422 if form.errors else 200
