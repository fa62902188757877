"""Pages of who arranges an exam: its sittings, rooms and candidates."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.exams.models import DRAFT, Exam
from lms.exams.permissions import exam_for, stand_of
from lms.sittings import double, listing, making, placing, rules, service, telling
from lms.sittings.forms import DistributeForm, RoomForm, SittingForm
from lms.sittings.models import ExamRoom, Invigilator, Sitting
from lms.sittings.rules import NotPossible
from lms.sittings.texts import reason
from school.api import who
from suite import clock, web
from suite.db import db
from suite.edits import Conflict, seen
from suite.forms import once

blueprint = Blueprint("sittings_plan", __name__, url_prefix="/sittings/exams/<uid>")


def back(uid: str) -> ResponseReturnValue:
    """To the plan of an exam."""
    return redirect(url_for("sittings_plan.show", uid=uid), 303)


@blueprint.get("")
def show(uid: str) -> ResponseReturnValue:
    """The sittings with their rooms, and how to fill them."""
    return _plan(exam_for(uid, "edit"), DistributeForm(formdata=None))


def _plan(exam: Exam, form: DistributeForm, status: int = 200) -> ResponseReturnValue:
    query = (
        select(Sitting)
        .where(Sitting.exam_id == exam.id)
        .options(
            selectinload(Sitting.rooms)
            .selectinload(ExamRoom.invigilators)
            .joinedload(Invigilator.person)
        )
        .order_by(Sitting.opens_at, Sitting.id)
    )
    counts = placing.seat_counts(exam)
    page = render_template(
        "lms/sittings/plan.html",
        exam=exam,
        stand=stand_of(exam),
        sittings=list(db.session.scalars(query)),
        counts=counts,
        seated=sum(counts.values()) - counts.get(None, 0),
        everybody=sum(counts.values()),
        form=form,
        draft=exam.state == DRAFT,
        double=double.of_exam(exam),
        published=listing.published(exam),
    )
    return page, status


@blueprint.post("/distribute")
def distribute(uid: str) -> ResponseReturnValue:
    """Seat and number all candidates."""
    exam, form = exam_for(uid, "edit"), DistributeForm()
    if not form.validate_on_submit():
        return _plan(exam, form, 422)
    try:
        done = placing.distribute(
            exam.id, form.order.data, form.seed.data, form.prefix.data or "", form.start.data
        )
    except NotPossible as error:
        flash(reason(error), "warning")
        return back(uid)
    flash(gettext("%(count)s candidates have their seats.", count=done.seated), "success")
    if done.apart:
        words = gettext(
            "%(count)s candidates are granted a room apart: give them their seats by hand.",
            count=done.apart,
        )
        flash(words, "warning")
    return back(uid)


@blueprint.post("/publish")
def publish(uid: str) -> ResponseReturnValue:
    """Tell candidates and guardians their room, number, seat and hour."""
    exam = exam_for(uid, "edit")
    try:
        told = telling.publish(exam.id, who().person_id or 0)
        flash(gettext("%(count)s candidates are told now.", count=told), "success")
    except NotPossible as error:
        flash(reason(error), "warning")
    return back(uid)


@blueprint.route("/new", methods=["GET", "POST"])
@once
def new_sitting(uid: str) -> ResponseReturnValue:
    """One more sitting."""
    exam, form = exam_for(uid, "edit"), SittingForm()
    if form.validate_on_submit():
        try:
            service.add_sitting(exam.id, form.values())
            return back(uid)
        except NotPossible as error:
            _say(form, error)
    return _sitting_page(exam, None, form, 422 if form.errors else 200)


@blueprint.route("/<int:sitting_id>", methods=["GET", "POST"])
def sitting(uid: str, sitting_id: int) -> ResponseReturnValue:
    """Change a sitting."""
    exam = exam_for(uid, "edit")
    row, form = _sitting(exam, sitting_id), SittingForm()
    if form.validate_on_submit():
        try:
            service.change_sitting(row, form.values(), seen(form.version.data))
            flash(gettext("Saved."), "success")
            return back(uid)
        except NotPossible as error:
            _say(form, error)
        except Conflict:
            db.session.rollback()
            return _sitting_page(exam, row, form, 409)
    elif request.method == "GET":
        form.show(row)
    return _sitting_page(exam, row, form, 422 if form.errors else 200)


def _say(form: SittingForm | RoomForm, error: NotPossible) -> None:
    fields = {"window": "closes_at", "fewer_seats": "seats"}
    form[fields.get(error.code, "name")].errors = [reason(error)]


def _sitting_page(
    exam: Exam, row: Sitting | None, form: SittingForm, status: int
) -> ResponseReturnValue:
    if status == 409 and row is not None:
        db.session.refresh(row)
        form.version.data = str(row.version)
    page = render_template(
        "lms/sittings/sitting.html", exam=exam, row=row, form=form, conflict=status == 409
    )
    return page, status


@blueprint.post("/<int:sitting_id>/drop")
def drop_sitting(uid: str, sitting_id: int) -> ResponseReturnValue:
    """Take a sitting away."""
    row = _sitting(exam_for(uid, "edit"), sitting_id)
    try:
        service.drop_sitting(row)
    except NotPossible as error:
        flash(reason(error), "warning")
    return back(uid)


@blueprint.route("/<int:sitting_id>/rooms/new", methods=["GET", "POST"])
@once
def new_room(uid: str, sitting_id: int) -> ResponseReturnValue:
    """One more room in a sitting."""
    exam = exam_for(uid, "edit")
    row, form = _sitting(exam, sitting_id), RoomForm()
    _offer(form, exam)
    if form.validate_on_submit():
        try:
            _hint(service.add_room(row, form.values(), form.watchers.data or []))
            return back(uid)
        except NotPossible as error:
            _say(form, error)
    return _room_page(exam, row, None, form, 422 if form.errors else 200)


@blueprint.post("/<int:sitting_id>/rooms/take")
def take_rooms(uid: str, sitting_id: int) -> ResponseReturnValue:
    """The ticked rooms of the school, with the seats that its list says."""
    row = _sitting(exam_for(uid, "edit"), sitting_id)
    ticked = set(request.form.getlist("room", type=int))
    chosen = [one for one in double.offers(row) if one.room_id in ticked]
    most = rules.MOST_SEATS
    rooms = [(one.name, min(one.seats or double.USUAL_SEATS, most)) for one in chosen]
    try:
        count = service.add_rooms(row, rooms)
        flash(gettext("%(count)s rooms were added.", count=count), "success")
    except NotPossible as error:
        flash(reason(error), "warning")
    return back(uid)


def _hint(room: ExamRoom) -> None:
    """Say that a room is used at the same hour; it stays, for somebody may know why."""
    for use in double.in_use(room.sitting, [room.name], room.id).values():
        words = gettext(
            "%(room)s is also used %(from)s – %(to)s, by %(sitting)s of %(exam)s.",
            **{
                "room": room.name,
                "from": clock.show(use.opens_at),
                "to": clock.show(use.closes_at),
                "sitting": use.sitting,
                "exam": gettext("this exam") if use.same_exam else gettext("another exam"),
            },
        )
        flash(words, "warning")


@blueprint.route("/rooms/<int:room_id>", methods=["GET", "POST"])
def room(uid: str, room_id: int) -> ResponseReturnValue:
    """Change a room."""
    exam = exam_for(uid, "edit")
    row, form = _room(exam, room_id), RoomForm()
    _offer(form, exam)
    if form.validate_on_submit():
        try:
            watchers = form.watchers.data or []
            service.change_room(row, form.values(), watchers, seen(form.version.data))
            flash(gettext("Saved."), "success")
            _hint(row)
            return back(uid)
        except NotPossible as error:
            _say(form, error)
        except Conflict:
            db.session.rollback()
            return _room_page(exam, row.sitting, row, form, 409)
    elif request.method == "GET":
        form.show(row)
    return _room_page(exam, row.sitting, row, form, 422 if form.errors else 200)


def _room_page(
    exam: Exam, of: Sitting, row: ExamRoom | None, form: RoomForm, status: int
) -> ResponseReturnValue:
    if status == 409 and row is not None:
        db.session.refresh(row)
        form.version.data = str(row.version)
    page = render_template(
        "lms/sittings/room.html",
        exam=exam,
        sitting=of,
        row=row,
        form=form,
        offers=double.offers(of),
        conflict=status == 409,
    )
    return page, status


@blueprint.post("/rooms/<int:room_id>/drop")
def drop_room(uid: str, room_id: int) -> ResponseReturnValue:
    """Take a room away."""
    row = _room(exam_for(uid, "edit"), room_id)
    try:
        service.drop_room(row)
    except NotPossible as error:
        flash(reason(error), "warning")
    return back(uid)


def _offer(form: RoomForm, exam: Exam) -> None:
    people = db.session.scalars(making.may_watch(exam.school_id)).all()
    form.watchers.choices = [(one.id, one.full_name) for one in people]


def _sitting(exam: Exam, sitting_id: int) -> Sitting:
    query = select(Sitting).where(Sitting.id == sitting_id, Sitting.exam_id == exam.id)
    return db.session.scalar(query) or web.not_found()


def _room(exam: Exam, room_id: int) -> ExamRoom:
    query = (
        select(ExamRoom)
        .join(Sitting, Sitting.id == ExamRoom.sitting_id)
        .where(ExamRoom.id == room_id, Sitting.exam_id == exam.id)
    )
    return db.session.scalar(query) or web.not_found()
