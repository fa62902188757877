"""The form by which a teacher divides an exam into parts; it works without JavaScript."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, IntegerField, RadioField, SelectChoice, StringField
from wtforms.validators import Length, Optional

from lms.exams import choosing, dividing, division
from lms.exams.division import Fault, Wish
from lms.exams.models import Exam
from lms.exams.permissions import exam_for, stand_of
from lms.exams.service import NotPossible
from lms.exams.staff_views import reason

blueprint = Blueprint("exams_parts", __name__, url_prefix="/exams/<uid>/parts")
FEWEST_ROWS = 3


class PartForm(Form):
    """One part; a row in which nothing stands is none."""

    title = StringField(lazy_gettext("Title of the part"), validators=[Length(max=200)])
    first = IntegerField(lazy_gettext("From question"), validators=[Optional()])
    last = IntegerField(lazy_gettext("To question"), validators=[Optional()])
    minutes = IntegerField(lazy_gettext("Minutes of its own"), validators=[Optional()])
    note = StringField(lazy_gettext("Note for the pupils"), validators=[Length(max=1000)])

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(str((f.raw_data or [f.data or ""])[0]).strip() for f in self)

    def wish(self) -> Wish:
        """The part that it says."""
        title, note = (self.title.data or "").strip(), (self.note.data or "").strip()
        return Wish(title, self.first.data, self.last.data, self.minutes.data, note)


class PartsForm(FlaskForm):
    """All parts, and how pupils go through the paper."""

    moving = RadioField(
        lazy_gettext("Going through the paper"),
        choices=[
            SelectChoice(division.FREE, lazy_gettext("free, to and fro")),
            SelectChoice(
                division.BY_PART, lazy_gettext("who goes on to the next part stays there")
            ),
            SelectChoice(
                division.BY_QUESTION, lazy_gettext("who goes on to the next question stays there")
            ),
        ],
    )
    rows = FieldList(FormField(PartForm), max_entries=division.MOST_PARTS)


def _text(fault: Fault) -> str:
    """What is wrong, in words."""
    return {
        "title": gettext("Give the part a title."),
        "first": gettext("This part begins with question %(number)s.", number=fault.number),
        "last": gettext(
            "Give a question behind the part's first one, at most %(number)s.", number=fault.number
        ),
        "end": gettext("The last part goes up to question %(number)s.", number=fault.number),
        "tied": gettext(
            "Question %(number)s belongs to the same text or picture; keep them in one part.",
            number=fault.number,
        ),
        "minutes": gettext("Minutes are a number from 1 to %(number)s.", number=fault.number),
        "sum": gettext(
            "The parts have more time than the exam with its %(number)s minutes.",
            number=fault.number,
        ),
    }[fault.code]


def _page(exam: Exam, form: PartsForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "lms/exams/parts.html",
        exam=exam,
        form=form,
        stand=stand_of(exam),
        questions=choosing.lines(exam),
        changeable=dividing.may_divide(exam),
        most=division.MOST_PARTS,
    )
    return page, status


def _filled(exam: Exam) -> PartsForm:
    form = PartsForm(formdata=None)
    form.moving.data = dividing.moving_of(exam)
    for one in dividing.wishes_of(exam):
        form.rows.append_entry(vars(one))
    return _with_room(form, max(FEWEST_ROWS, len(form.rows) + 1))


def _with_room(form: PartsForm, count: int) -> PartsForm:
    while len(form.rows) < min(count, division.MOST_PARTS):
        form.rows.append_entry()
    return form


@blueprint.get("")
def show(uid: str) -> ResponseReturnValue:
    """The parts, to be changed until the first attempt."""
    exam = exam_for(uid, "edit")
    return _page(exam, _filled(exam))


@blueprint.post("")
def save(uid: str) -> ResponseReturnValue:
    """Divide the exam as the form says, or give the form one more row."""
    exam = exam_for(uid, "edit")
    form = PartsForm()
    if request.form.get("action") == "more":
        return _page(exam, _with_room(form, len(form.rows) + 1))
    used = [row.form for row in form.rows if not row.form.is_empty()]
    if not form.validate():
        return _page(exam, _with_room(form, FEWEST_ROWS), 422)
    try:
        dividing.divide(exam.id, [one.wish() for one in used], form.moving.data)
    except dividing.Wrong as wrong:
        for fault in wrong.faults:
            field = used[fault.row][fault.field]
            field.errors = [*field.errors, _text(fault)]
        return _page(exam, _with_room(form, FEWEST_ROWS), 422)
    except NotPossible as error:
        flash(reason(error), "warning")
        return redirect(url_for(".show", uid=uid), 303)
    flash(gettext("The parts are set."), "success")
    return redirect(url_for("exams_staff.manage", uid=uid), 303)
