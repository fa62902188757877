"""Pages of links: give one, open one, and the list of those that need somebody."""

import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.catalogue import queries as catalogue
from repository.catalogue.permissions import DEPOSITORS
from repository.catalogue.views import tried, work_to
from repository.links import listing, queries, rules, service
from repository.links.forms import LinkForm, read
from repository.links.models import Link
from repository.links.rules import BadUrl
from repository.links.texts import BAD, FOUND, STATES
from school.api import require, who
from school.signin.session import public
from suite.db import db
from suite.forms import once
from suite.pace import Pace
from suite.web import back, not_found, writes

blueprint = Blueprint("links", __name__, url_prefix="/library")
public("links.go")
CHECKS = Pace(20, 60)


@blueprint.get("/links")
def index() -> ResponseReturnValue:
    """The links of the libraries that I keep; the dead ones unless others are asked for."""
    require("work.review", None)
    state = request.args.get("state", rules.DEAD)
    return listing.kept(who(), state).answer(
        "repository/links/index.html",
        gettext("Links"),
        states=STATES,
        found=FOUND,
        asked=state,
    )


@blueprint.get("/links/new")
def new() -> ResponseReturnValue:
    """The form of a work that is a link."""
    require("work.deposit")
    return _form(_offered(LinkForm(formdata=None)))


@blueprint.post("/links/new")
@once
def create() -> ResponseReturnValue:
    """Make a draft of a link; what the library has already is pointed at."""
    require("work.deposit")
    form = _offered(LinkForm())
    if not form.validate_on_submit():
        return _form(form), 422
    url, unit_id = read(form.url.data or ""), form.unit.data
    same = queries.same_link(unit_id, [url.key]).get(url.key)
    if same is not None:
        form.url.errors = [gettext("The library has this very link already.")]
        return _form(form, catalogue.works_for([same.id], who()).get(same.id)), 422
    work = service.deposit(unit_id, _me(), url, form.said())
    flash(gettext("The link is a draft now. Look through it and send it for review."), "success")
    return redirect(url_for("works.work", uid=work.uid), 303)


@blueprint.post("/works/<uid>/links")
@once
def add(uid: str) -> ResponseReturnValue:
    """Add a link to a work."""
    work = work_to("work.edit", uid)
    text = request.form.get("url", "")
    try:
        url = read(text)
    except BadUrl as bad:
        flash(f"{text[:80]}: {BAD[bad.code]}", "danger")
    else:
        if tried(lambda: service.add(work, url, _me())):
            flash(gettext("The link was added."), "success")
    return redirect(url_for("works.work", uid=uid), 303)


@blueprint.post("/links/<int:link_id>/remove")
def remove(link_id: int) -> ResponseReturnValue:
    """Take a link away from its work."""
    link = _mine(link_id)
    uid = link.work.uid
    if tried(lambda: service.remove(link, _me())):
        flash(gettext("The link was taken away."), "success")
    return redirect(url_for("works.work", uid=uid), 303)


@blueprint.post("/links/<int:link_id>/confirm")
def confirm(link_id: int) -> ResponseReturnValue:
    """I opened it myself, and it is there."""
    link = _mine(link_id)
    if tried(lambda: service.confirm(link, _me())):
        flash(gettext("Noted: you saw it today."), "success")
    return back(url_for("works.work", uid=link.work.uid))


@blueprint.post("/links/<int:link_id>/check")
def check(link_id: int) -> ResponseReturnValue:
    """Have a link looked at now."""
    link = _mine(link_id)
    if not CHECKS.may(_me(), time.monotonic()):
        flash(gettext("That was often. Wait a minute, then ask again."), "warning")
        return back(url_for("works.work", uid=link.work.uid))
    service.look_soon([link], _me())
    db.session.commit()
    flash(gettext("The link is being looked at; its state changes in a moment."), "info")
    return back(url_for("works.work", uid=link.work.uid))


@blueprint.get("/links/<int:link_id>/open")
@writes
def go(link_id: int) -> ResponseReturnValue:
    """To where the link leads; told as an opening. A browser that only looks ahead gets nothing."""
    link = queries.link_for(link_id, who()) or not_found()
    if "prefetch" in f"{request.headers.get('Sec-Purpose')} {request.headers.get('Purpose')}":
        return "", 204
    if request.method == "GET":
        service.opened(link, who())
    answer = redirect(link.url, 302)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _mine(link_id: int) -> Link:
    link = queries.link_for(link_id, who()) or not_found()
    require("work.edit", link.work)
    return link


def _offered(form: LinkForm) -> LinkForm:
    units = catalogue.deposit_units(who(), DEPOSITORS)
    if not units:
        not_found()
    return form.offer(units)


def _form(form: LinkForm, same: object = None) -> str:
    return render_template("repository/links/new.html", form=form, same=same)


def _me() -> int:
    return who().person_id or not_found()
