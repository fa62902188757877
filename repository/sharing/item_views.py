"""What stands in a list: put in from a work's page, its part, its place, taken out."""

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.catalogue import queries as catalogue
from repository.catalogue.models import Work
from repository.reading.viewers import plays
from repository.sharing import queries, service
from repository.sharing.forms import PartForm
from repository.sharing.models import Collection, CollectionItem
from repository.sharing.service import Part
from repository.sharing.views import to_edit
from school.api import may, require, who
from suite import edits, undo
from suite.forms import once
from suite.web import not_found

ACTION = "library.collection_item"

blueprint = Blueprint("items", __name__, url_prefix="/library")


@blueprint.route("/works/<uid>/collect", methods=["GET", "POST"])
@once
def choose(uid: str) -> ResponseReturnValue:
    """Put a work into one of my lists: the whole, or a part of it."""
    require("collection.make")
    work = catalogue.work_for(uid, who()) or not_found()
    lists = [line.held for line in queries.mine(who())]
    form = PartForm().of(plays=plays(work.files))
    chosen = request.values.get("into", "")
    into = next((held for held in lists if held.uid == chosen), None)
    if request.method == "POST" and into is None:
        flash(gettext("Choose the list."), "warning")
    elif form.validate_on_submit() and into is not None and _put(into, work, form.part()):
        flash(gettext("Put into the list “%(title)s”.", title=into.title), "success")
        return redirect(url_for("collections.show", uid=into.uid), 303)
    status = 422 if request.method == "POST" else 200
    page = render_template(
        "repository/sharing/choose.html", form=form, work=work, lists=lists, chosen=chosen
    )
    return page, status


@blueprint.route("/collections/<uid>/items/<int:item_id>", methods=["GET", "POST"])
def edit(uid: str, item_id: int) -> ResponseReturnValue:
    """Mean another part of a work, or say something to it."""
    held = to_edit(uid)
    item = _item(held, item_id)
    form, theirs = PartForm().of(plays=plays(item.work.files)), False
    if form.validate_on_submit():
        try:
            service.change(item, form.part(), edits.seen(request.form.get("version")))
        except edits.Conflict:
            theirs = True
        else:
            return redirect(_back(held, item), 303)
    elif request.method == "GET":
        form.show(item)
    page = render_template(
        "repository/sharing/item.html", form=form, held=held, item=item, theirs=theirs
    )
    return page, 409 if theirs else 422 if form.errors else 200


@blueprint.post("/collections/<uid>/items/<int:item_id>/move")
def move(uid: str, item_id: int) -> ResponseReturnValue:
    """One up or down."""
    held = to_edit(uid)
    shown = queries.items(held, who())
    way, seen = request.form.get("way", ""), edits.seen(request.form.get("version"))
    try:
        service.move(held, shown, item_id, way, seen)
    except edits.Conflict:
        flash(gettext("Somebody changed the list meanwhile. Look at it again."), "warning")
    return redirect(f"{url_for('collections.show', uid=uid)}#item-{item_id}", 303)


@blueprint.post("/collections/<uid>/items/<int:item_id>/remove")
def remove(uid: str, item_id: int) -> ResponseReturnValue:
    """Take a work out of a list, with undo."""
    held = to_edit(uid)
    item = _item(held, item_id)
    title, work_uid, position = item.work.title, item.work.uid, item.position
    part = service.take_out(item)
    said = gettext("Taken out of the list: %(title)s", title=title)
    undo.offer(said, ACTION, uid=uid, work=work_uid, position=position, part=asdict(part))
    return redirect(url_for("collections.show", uid=uid), 303)


@undo.action(ACTION)
def put_back(uid: str, work: str, position: int, part: dict[str, object]) -> str:
    """Have a work again in its list."""
    held, again = queries.one(uid, who()), catalogue.work_for(work, who())
    if held is None or again is None or not may(who(), "collection.edit", held):
        raise undo.changed_meanwhile()
    service.put_back(held, again, position, Part(**part))  # type: ignore[arg-type]
    return gettext("It is in the list again: %(title)s", title=again.title)


def _put(into: Collection, work: Work, part: Part) -> bool:
    try:
        service.put(into, work, part)
    except service.TooMany:
        flash(gettext("A list holds at most %(num)s works.", num=service.MOST_ITEMS), "danger")
        return False
    return True


def _item(held: Collection, item_id: int) -> CollectionItem:
    items = queries.items(held, who())
    return next((item for item in items if item.id == item_id), None) or not_found()


def _back(held: Collection, item: CollectionItem) -> str:
    return f"{url_for('collections.show', uid=held.uid)}#item-{item.id}"
