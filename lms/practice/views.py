"""Question sets for practice, as their makers see them: the list, a set, its way to the library."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.bank import levels, permissions, pictures, places, queries, writing
from lms.bank.models import Item, ItemVersion
from lms.bank.rules import LEVELS, tidy
from lms.bank.views import own_school
from lms.practice import rules, service
from lms.practice.models import PracticeSet
from lms.practice.service import NotPossible
from school.api import CurriculumNode, may, require, subject_name, who
from suite import edits, sure, web
from suite.db import db
from suite.forms import once

blueprint = Blueprint("practice_sets", __name__, url_prefix="/practice/sets")
SHOWN = 30


class NewForm(FlaskForm):
    """What a new set is for."""

    title = StringField(
        lazy_gettext("Name"),
        validators=[
            InputRequired(lazy_gettext("Give it a name.")),
            Length(max=rules.MOST_TITLE, message=lazy_gettext("At most 200 characters.")),
        ],
    )
    subject_code = SelectField(
        lazy_gettext("Subject"), validators=[DataRequired(lazy_gettext("Choose the subject."))]
    )
    grade = SelectField(lazy_gettext("Grade"), validators=[Optional()])

    def prepare(self) -> None:
        """Offer subjects and grades."""
        self.subject_code.choices = [
            SelectChoice("", lazy_gettext("– choose –")),
            *(SelectChoice(row.code, subject_name(row)) for row in queries.subjects()),
        ]
        self.grade.choices = [
            SelectChoice("", lazy_gettext("any grade")),
            *(SelectChoice(str(n), str(n)) for n in range(1, 13)),
        ]


@blueprint.before_request
def _staff_only() -> None:
    if not permissions.has_bank(who()):
        web.not_found()


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The sets of the own schools."""
    page = web.paginate(service.listed(who()), SHOWN)
    adds = permissions.home_school(who()) is not None
    return render_template("lms/practice/index.html", page=page, adds=adds)


@blueprint.route("/new", methods=["GET", "POST"])
@once
def new() -> ResponseReturnValue:
    """Begin a set."""
    school_id, form = own_school(), NewForm()
    form.prepare()
    if request.method == "GET":
        form.subject_code.data = queries.taught_subject(who()) or ""
    elif form.validate() and (title := tidy(form.title.data or "")):
        grade = int(form.grade.data) if form.grade.data else None
        made = service.add(school_id, _me(), title, form.subject_code.data, grade)
        return redirect(url_for("practice_sets.show", uid=made.uid), 303)
    page = render_template("lms/practice/new.html", form=form)
    return page, 422 if request.method == "POST" else 200


def _set(uid: str, edit: bool = False) -> PracticeSet:
    found = service.set_of(who(), uid)
    if found is None:
        web.not_found()
    if edit:
        require("practice.edit", found)
    return found


@blueprint.get("/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """The questions of a set, what else the bank has for it, and where the library has it."""
    return _page(_set(uid))


def _page(one: PracticeSet, conflict: bool = False) -> Any:
    edits_it = may(who(), "practice.edit", one)
    told = service.questions(one)
    chosen = service.nodes_of(one, [item for item, _version in told])
    standing = service.standing(one)
    found = _found(one) if edits_it else []
    page = render_template(
        "lms/practice/set.html",
        one=one,
        told=told,
        edits=edits_it,
        standing=standing,
        same=service.as_offered(one, service.pinned(one)) if standing else False,
        found=found,
        nodes=queries.nodes(one.subject_code, one.grade) if edits_it else _nodes(chosen),
        chosen=chosen,
        kinds=writing.kinds(),
        levels=levels.NAMES,
        topics=queries.topics_of(one.school_id) if edits_it else [],
        pictures=pictures.addresses(
            one.school_id, *((version.stem, version.body) for _item, version in [*told, *found])
        ),
        most=rules.MOST_QUESTIONS,
        asked=request.args,
        conflict=conflict,
    )
    return page, 409 if conflict else 200


def _nodes(uids: list[str]) -> list[CurriculumNode]:
    query = select(CurriculumNode).where(CurriculumNode.uid.in_(uids))
    return list(db.session.scalars(query.order_by(CurriculumNode.code)))


def _found(one: PracticeSet) -> list[tuple[Item, ItemVersion]]:
    """The newest questions that fit what is asked for and are not in the set."""
    asked = request.args
    query = service.usable(one).where(Item.id.not_in(one.items))
    if topic := tidy(asked.get("topic", ""))[:120]:
        query = query.where(Item.topic == topic)
    if (level := asked.get("level", "")) in LEVELS:
        query = query.where(Item.level == level)
    if (kind := asked.get("kind", "")) in service.marked_kinds():
        query = query.where(Item.kind == kind)
    if node := tidy(asked.get("node", ""))[:36]:
        query = query.where(places.at(node))
    if words := tidy(asked.get("q", ""))[:200]:
        query = query.where(queries.matching(words, [one.school_id]))
    rows = db.session.execute(
        query.join(
            ItemVersion,
            (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
        )
        .add_columns(ItemVersion)
        .order_by(Item.id.desc())
        .limit(SHOWN)
    )
    return [(item, version) for item, version in rows]


@blueprint.post("/<uid>")
def describe(uid: str) -> ResponseReturnValue:
    """Keep the name and the places in the curriculum."""
    one = _set(uid, edit=True)
    title = tidy(request.form.get("title", ""))
    if not title or len(title) > rules.MOST_TITLE:
        flash(gettext("Give it a name of at most 200 characters."), "danger")
        return redirect(url_for("practice_sets.show", uid=uid), 303)
    known = {node.uid for node in queries.nodes(one.subject_code, one.grade)}
    nodes = [node for node in request.form.getlist("node") if node in known]
    try:
        service.describe(one, edits.seen(request.form.get("version")), title, nodes)
    except edits.Conflict:
        db.session.rollback()
        return _page(_set(uid), conflict=True)
    flash(gettext("Saved."), "success")
    return redirect(url_for("practice_sets.show", uid=uid), 303)


@blueprint.post("/<uid>/choose")
def choose(uid: str) -> ResponseReturnValue:
    """Take the ticked questions in."""
    one = _set(uid, edit=True)
    ids = [int(n) for n in request.form.getlist("item")[:200] if n.isdecimal() and len(n) < 19]
    try:
        count = service.choose(one, ids)
    except NotPossible:
        flash(gettext("At most %(num)s questions in a set.", num=rules.MOST_QUESTIONS), "warning")
    else:
        flash(gettext("Questions taken in: %(num)s", num=count), "success" if count else "warning")
    return redirect(url_for("practice_sets.show", uid=uid, **web.asked_values()), 303)


@blueprint.post("/<uid>/drop")
def drop(uid: str) -> ResponseReturnValue:
    """Take a question out."""
    service.drop(_set(uid, edit=True), request.form.get("item", 0, type=int))
    return redirect(url_for("practice_sets.show", uid=uid), 303)


@blueprint.post("/<uid>/offer")
def offer(uid: str) -> ResponseReturnValue:
    """Put the set, as it is now, before the reviewers of the library."""
    one = _set(uid, edit=True)
    try:
        service.offer(one, _me())
    except NotPossible as error:
        db.session.rollback()
        flash(_why(error.code), "warning")
    else:
        flash(gettext("Offered to the library. A second person looks at it now."), "success")
    return redirect(url_for("practice_sets.show", uid=uid), 303)


@blueprint.post("/<uid>/take-back")
def take_back(uid: str) -> ResponseReturnValue:
    """Take the set out of the library; asked about first, because pupils may be practising."""
    one = _set(uid, edit=True)
    page = sure.unsure(
        gettext("Take this set out of the library?"),
        [
            gettext(
                "Pupils can no longer practise it; the library keeps a note that it was there."
            ),
            gettext("To bring it back, offer it again: it then waits for approval."),
        ],
        gettext("Take out"),
        url_for("practice_sets.show", uid=uid),
    )
    if page:
        return page
    service.take_back(one, _me(), gettext("Taken back by who made it."))
    flash(gettext("The set is out of the library."), "success")
    return redirect(url_for("practice_sets.show", uid=uid), 303)


def _why(code: str) -> str:
    return {
        "empty": gettext("Take questions in first."),
        "no_library": gettext("There is no library here."),
        "gone": gettext("Some of its questions are out of use by now: take them out of the set."),
    }[code]


def _me() -> int:
    me = who().person_id
    if me is None:
        web.forbidden()
    return me
