"""Pages of reading lists: mine and those for me, a list, its form."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from repository.catalogue.permissions import REVIEWERS, STAFF
from repository.sharing import labels, queries, rules, service
from repository.sharing.forms import CollectionForm
from repository.sharing.models import Collection
from repository.sharing.permissions import home
from school.api import STUDENT, may, require, who
from school.signin.session import public
from suite import clock, edits, undo, web
from suite.forms import once
from suite.web import not_found

PER_PAGE, FRESH = 20, timedelta(days=14)
ACTION = "library.collection"

blueprint = Blueprint("collections", __name__, url_prefix="/library")
public("collections.show")


@blueprint.get("/collections")
def index() -> ResponseReturnValue:
    """The lists that I keep, and those that others show to me."""
    shown = web.paginate(queries.for_me(who()), PER_PAGE)
    return render_template(
        "repository/sharing/index.html",
        mine=queries.mine(who()),
        page=shown,
        lines=queries.counted(shown.items, who()),
        may_make=may(who(), "collection.make", None),
        packs=may(who(), "work.deposit", None),
    )


@blueprint.route("/collections/new", methods=["GET", "POST"])
@once
def new() -> ResponseReturnValue:
    """Make a list; with `work` in the address that work is put in next."""
    require("collection.make")
    form = _offered()
    if form.validate_on_submit():
        try:
            held = service.make(home(who()) or 0, _me(), form.said())
        except service.TooMany:
            form.title.errors = [
                gettext("You keep %(num)s lists; throw one away first.", num=service.MOST_LISTS)
            ]
        else:
            work = request.args.get("work", "")
            if work:
                return redirect(url_for("items.choose", uid=work, into=held.uid), 303)
            return redirect(url_for(".show", uid=held.uid), 303)
    elif request.method == "GET":
        form.visibility.data = rules.PRIVATE
    return _form(form, None)


@blueprint.get("/collections/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """A list, in order, with what the reader may see of it."""
    held = found(uid)
    return render_template(
        "repository/sharing/show.html",
        held=held,
        items=queries.items(held, who()),
        edits=may(who(), "collection.edit", held),
        place_url=queries.place_url,
        packs=may(who(), "work.deposit", None),
    )


@blueprint.route("/collections/<uid>/edit", methods=["GET", "POST"])
def edit(uid: str) -> ResponseReturnValue:
    """Describe it anew; when two do, the later one is shown both."""
    held = to_edit(uid)
    form = _offered(held)
    theirs = None
    if form.validate_on_submit():
        try:
            service.describe(held, form.said(held), edits.seen(request.form.get("version")), _me())
        except edits.Conflict as conflict:
            theirs = conflict.current
        else:
            flash(gettext("The list was saved."), "success")
            return redirect(url_for(".show", uid=uid), 303)
    elif request.method == "GET":
        form.show(held)
    return _form(form, held, theirs)


@blueprint.post("/collections/<uid>/remove")
def remove(uid: str) -> ResponseReturnValue:
    """Throw a list away, with undo."""
    held = to_edit(uid)
    service.throw_away(held, _me())
    undo.offer(gettext("The list was thrown away: %(title)s", title=held.title), ACTION, uid=uid)
    return redirect(url_for(".index"), 303)


@undo.action(ACTION)
def take_back(uid: str) -> str:
    """Have a list again that was thrown away."""
    held = queries.thrown_away(uid)
    if held is None:
        raise undo.changed_meanwhile()
    require("collection.edit", held)
    service.take_back(held, _me())
    return gettext("The list is here again.")


def found(uid: str) -> Collection:
    """A list that the present person sees, else 404."""
    return queries.one(uid, who()) or not_found()


def to_edit(uid: str) -> Collection:
    """A list that the present person may change; else 404 or 403."""
    held = found(uid)
    require("collection.edit", held)
    return held


def of_my_classes() -> Markup | None:
    """What teachers put together for a pupil's classes of late; two statements."""
    if not who().has(STUDENT):
        return None
    since = clock.now() - FRESH
    lines = queries.of_my_classes(who(), Collection.changed_at >= since, most=3)
    lines = [line for line in lines if line.works]
    if not lines:
        return None
    return web.piece("repository/sharing/home.html", lines=lines)


def _offered(held: Collection | None = None) -> CollectionForm:
    classes = queries.classes_of(who())
    reviews = who().has(*REVIEWERS)
    shown = rules.visibilities(has_class=bool(classes), staff=who().has(*STAFF), reviews=reviews)
    if held is not None and held.visibility not in shown:
        shown.append(held.visibility)
    if held is not None and held.school_class is not None and held.school_class not in classes:
        classes.append(held.school_class)
    return CollectionForm().offer(shown, classes, reviews)


def _form(
    form: CollectionForm, held: Collection | None, theirs: Collection | None = None
) -> ResponseReturnValue:
    status = 409 if theirs else 422 if form.errors else 200
    page = render_template(
        "repository/sharing/form.html", form=form, held=held, theirs=theirs, words=labels.audience
    )
    return page, status


def _me() -> int:
    return who().person_id or not_found()
