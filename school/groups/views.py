"""Subject groups: the list, one group, and its changes."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from school.access import HEADS, OFFICERS, may, require, scope, who
from school.classes.changes import teachers_at
from school.groups import permissions, rules, service  # noqa: F401 (rules register)
from school.groups.forms import CloseForm, MemberForm, NameForm, NewForm
from school.groups.models import SubjectGroup
from school.groups.rules import GroupError
from school.groups.texts import text_of
from school.people.models import Person
from school.units.models import SCHOOL, OrgUnit
from school.units.views import visible
from suite import clock, undo, web
from suite.db import db
from suite.edits import Conflict, seen
from suite.forms import once
from suite.navigation import nav

blueprint = Blueprint("groups", __name__)
ACTS = {"joined": rules.joined, "led": rules.led, "left": rules.left}
nav(
    lazy_gettext("Subject groups"),
    "groups.index",
    "person-badge",
    show=lambda: may(who(), "groups.list") and not who().has(*OFFICERS),
    order=65,
    prefix="/groups",
)


@blueprint.get("/groups")
def index() -> ResponseReturnValue:
    """The groups that one may see."""
    require("groups.list")
    school_id = request.args.get("school", type=int)
    own = {grant.unit_id for grant in who().grants if grant.role in HEADS}
    asked = school_id or (own.pop() if len(own) == 1 else None)
    school = db.session.get(OrgUnit, asked) if asked else None
    return render_template(
        "school/groups/index.html",
        page=web.paginate(service.groups_query(who(), school_id), scalars=False),
        own=school if school and school.kind == SCHOOL and _may_edit(school) else None,
    )


@blueprint.get("/units/<int:unit_id>/groups/new")
def new(unit_id: int) -> ResponseReturnValue:
    """The form of a new group."""
    return _new_page(_school(unit_id), NewForm())


@blueprint.post("/units/<int:unit_id>/groups")
@once
def add(unit_id: int) -> ResponseReturnValue:
    """Found a group."""
    school, form = _school(unit_id), NewForm()
    if not form.validate_on_submit():
        return _new_page(school, form, 422)
    try:
        row = service.add_group(school, form.name.data or "", form.since.data)
    except GroupError as error:
        db.session.rollback()
        field = form.since if error.code == "day" else form.name
        field.errors = [text_of(error)]
        return _new_page(school, form, 422)
    return redirect(url_for("groups.show", group_id=row.id), 303)


@blueprint.get("/groups/<int:group_id>")
def show(group_id: int) -> ResponseReturnValue:
    """One group: who is in it and was."""
    return _page(_visible(group_id))


@blueprint.post("/groups/<int:group_id>/name")
def rename(group_id: int) -> ResponseReturnValue:
    """Another name; when two do it, the later one is shown both."""
    row, form = _held(group_id), NameForm()
    if not form.validate_on_submit():
        return _page(row, 422, name=form)
    try:
        service.rename_group(row, form.name.data or "", seen(form.version.data))
    except GroupError as error:
        db.session.rollback()
        form.name.errors = [text_of(error)]
        return _page(_held(group_id), 422, name=form)
    except Conflict:
        db.session.rollback()
        return _page(_held(group_id), 409, name=form)
    return _done(group_id, gettext("The group was renamed."))


@blueprint.post("/groups/<int:group_id>/members")
def change_members(group_id: int) -> ResponseReturnValue:
    """Somebody joins, leads or leaves."""
    row, form = _held(group_id), MemberForm()
    form.offer(_people(row))
    if not form.validate_on_submit():
        return _page(row, 422, member=form)
    act, person_id = ACTS[form.act.data], form.person.data
    try:
        service.change_members(row, act, person_id, form.on.data, seen(form.version.data))
    except GroupError as error:
        db.session.rollback()
        field = form.on if error.code in ("day", "later", "closed") else form.person
        field.errors = [text_of(error)]
        return _page(_held(group_id), 422, member=form)
    except Conflict:
        db.session.rollback()
        return _page(_held(group_id), 409, member=form)
    said = gettext("The change was noted.")
    if act is not rules.left:
        return _done(group_id, said)
    undo.offer(
        said,
        "groups.stay",
        group_id=group_id,
        person_id=person_id,
        on=form.on.data.isoformat(),
        version=_held(group_id).version,
    )
    return redirect(url_for("groups.show", group_id=group_id), 303)


@undo.action("groups.stay")
def stay(group_id: int, person_id: int, on: str, version: int) -> str:
    """Take back that somebody left."""
    try:
        service.stay(_held(group_id), person_id, date.fromisoformat(on), version)
    except (Conflict, GroupError) as error:
        raise undo.changed_meanwhile() from error
    return gettext("The change was taken back.")


@blueprint.post("/groups/<int:group_id>/close")
def close(group_id: int) -> ResponseReturnValue:
    """End a group."""
    row, form = _held(group_id), CloseForm()
    if not form.validate_on_submit():
        return _page(row, 422, close=form)
    try:
        service.close_group(row, form.closed.data, seen(form.version.data))
    except GroupError as error:
        db.session.rollback()
        form.closed.errors = [text_of(error)]
        return _page(_held(group_id), 422, close=form)
    except Conflict:
        db.session.rollback()
        return _page(_held(group_id), 409, close=form)
    return _done(group_id, gettext("The group is closed."))


@blueprint.post("/groups/<int:group_id>/reopen")
def reopen(group_id: int) -> ResponseReturnValue:
    """Undo a close."""
    row, form = _held(group_id), CloseForm()
    try:
        service.reopen_group(row, seen(form.version.data))
    except GroupError as error:
        db.session.rollback()
        flash(text_of(error), "danger")
        return _page(_held(group_id), 422)
    except Conflict:
        db.session.rollback()
        return _page(_held(group_id), 409)
    return _done(group_id, gettext("The group is open again."))


def _page(
    row: SubjectGroup,
    status: int = 200,
    *,
    name: NameForm | None = None,
    member: MemberForm | None = None,
    close: CloseForm | None = None,
) -> ResponseReturnValue:
    may_edit, today = _may_edit(row.school), clock.today()
    members = service.members_of(row.id)
    name = name or NameForm(formdata=None, name=row.name)
    close = close or CloseForm(formdata=None)
    if member is None:
        member = MemberForm(formdata=None)
        member.offer(_people(row) if may_edit else ())
    for form in (name, member, close):
        form.version.data = str(row.version)
    page = render_template(
        "school/groups/show.html",
        row=row,
        now=[m for m in members if m.starts_on <= today and not (m.ends_on and m.ends_on <= today)],
        then=[m for m in members if m.starts_on > today or (m.ends_on and m.ends_on <= today)],
        may_edit=may_edit,
        name=name,
        member=member,
        close=close,
        conflict=status == 409,
    )
    return page, status


def _people(row: SubjectGroup) -> list[Person]:
    """Who may join, and who is in the group, in Vietnamese order."""
    inside = {m.person_id: m.person for m in service.members_of(row.id)}
    found = {one.id: one for one in teachers_at(row.school_id)} | inside
    return sorted(found.values(), key=lambda one: (one.sort_key, one.id))


def _new_page(school: OrgUnit, form: NewForm, status: int = 200) -> ResponseReturnValue:
    return render_template("school/groups/new.html", school=school, form=form), status


def _done(group_id: int, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("groups.show", group_id=group_id), 303)


def _may_edit(school: OrgUnit) -> bool:
    return may(who(), "group.edit", school)


def _school(unit_id: int) -> OrgUnit:
    unit = visible(unit_id)
    if unit.kind != SCHOOL:
        web.not_found()
    require("group.edit", unit)
    return unit


def _visible(group_id: int) -> SubjectGroup:
    require("groups.list")
    query = select(SubjectGroup).where(SubjectGroup.id == group_id)
    load = query.options(joinedload(SubjectGroup.school))
    found: SubjectGroup | None = db.session.scalar(scope(load, who()))
    return found or web.not_found()


def _held(group_id: int) -> SubjectGroup:
    row = _visible(group_id)
    require("group.edit", row.school)
    return row
