"""Pages of class packs: mine, a new one with its size, the file, and bringing one."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from repository.catalogue import queries as catalogue
from repository.catalogue.models import Work
from repository.catalogue.permissions import DEPOSITORS
from repository.deposit.tus import service as resumable
from repository.hooks import FormatError
from repository.ingest.messages import refusal
from repository.packs import importing, keys, labels, rules, service
from repository.packs.choosing import MOST_WORKS, Part, choose, part_of
from repository.packs.models import DONE, READY, TRIED, Pack, PackImport
from repository.sharing import queries as lists
from school.api import OrgUnit, may, require, scope, who
from suite.db import db
from suite.forms import once
from suite.handing_out import attachment
from suite.settings import current_settings
from suite.text import slug
from suite.web import not_found

RECENT = 30

blueprint = Blueprint("packs", __name__, url_prefix="/library")


@blueprint.get("/packs")
def index() -> ResponseReturnValue:
    """My packs, and those that I brought."""
    require("work.deposit")
    packs = select(Pack).where(Pack.owner_id == _me()).order_by(Pack.id.desc()).limit(RECENT)
    brought = select(PackImport).where(PackImport.person_id == _me())
    units = _units()
    trusted = {unit.id for unit in units if may(who(), "pack.trust", unit)}
    return render_template(
        "repository/packs/index.html",
        packs=db.session.scalars(packs).all(),
        brought=db.session.scalars(brought.order_by(PackImport.id.desc()).limit(RECENT)).all(),
        lists=lists.mine(who()),
        words=labels,
        signing=[(unit, public) for unit in units if (public := keys.public_of(unit.id))],
        senders=[(one, one.unit_id in trusted) for one in keys.known([row.id for row in units])],
    )


@blueprint.route("/packs/new", methods=["GET", "POST"])
@once
def new() -> ResponseReturnValue:
    """What would go into a pack and how large it is; then have it made."""
    require("work.deposit")
    title, description, parts = _given(request.values)
    reach = request.values.get("reach", rules.OWN)
    reach = reach if reach in rules.REACHES else rules.OWN
    chosen, error = choose(parts, who(), reach), ""
    if request.method == "POST" and "make" in request.form:
        title = request.form.get("title", "").strip()[:200]
        if not title:
            error = gettext("Please give a title.")
        elif not chosen.parts:
            error = gettext("Nothing of it may go into a pack.")
        elif chosen.size > service.MOST_BYTES:
            error = gettext("The files together are too large for one pack.")
        else:
            pack = service.ask(_unit().id, _me(), title, description, reach, parts)
            return redirect(url_for("jobpages.show", job_id=pack.job_id), 303)
    page = render_template(
        "repository/packs/new.html", title=title, chosen=chosen, reach=reach, error=error,
        given=parts, works=request.values.getlist("work")[:MOST_WORKS],
        collection=request.values.get("collection", ""), words=labels,
    )  # fmt: skip
    return page, 422 if error else 200


@blueprint.get("/packs/<uid>/download")
def download(uid: str) -> ResponseReturnValue:
    """The ZIP, for who had it made, while everything in it may still be handed on."""
    require("work.deposit")
    pack = service.mine(uid, who()) or not_found()
    if pack.state != READY or pack.sha256 is None:
        not_found()
    if not service.may_leave(pack, who()):
        flash(gettext("A work in this pack may no longer be handed on. Make it anew."), "warning")
        return redirect(url_for(".index"), 303)
    return attachment(pack.sha256, service.ZIP, f"{slug(pack.title) or 'pack'}.zip")


@blueprint.post("/packs/<uid>/remove")
def remove(uid: str) -> ResponseReturnValue:
    """Throw a pack away; it can be made again."""
    service.throw_away(service.mine(uid, who()) or not_found())
    flash(gettext("The pack was thrown away."), "success")
    return redirect(url_for(".index"), 303)


@blueprint.route("/packs/bring", methods=["GET", "POST"])
@once
def bring() -> ResponseReturnValue:
    """Bring a pack; it is only looked through first."""
    require("work.deposit")
    status = 200
    if request.method == "POST":
        given, status = request.files.get("pack"), 422
        if given is None or not given.filename:
            flash(gettext("Choose the file of the pack."), "warning")
        else:
            try:
                row = importing.receive(
                    given.filename, given.stream, unit_id=_unit().id, person_id=_me(),
                    submit="submit" in request.form,
                )  # fmt: skip
                return redirect(url_for("jobpages.show", job_id=row.job_id), 303)
            except FormatError as error:
                flash(refusal(given.filename, error.code, error.params), "danger")
    page = render_template(
        "repository/packs/bring.html",
        limit=current_settings().max_upload,
        most=service.MOST_BYTES,
        units=_units(),
        begun=resumable.open_of(_me(), resumable.PACK),
    )
    return page, status


@blueprint.get("/packs/brought/<uid>")
def brought(uid: str) -> ResponseReturnValue:
    """What would come of a pack, or came of it."""
    row = _brought(uid)
    unit = db.session.get_one(OrgUnit, row.unit_id)
    ids = [line["work"] for line in row.lines if line.get("work")]
    return render_template(
        "repository/packs/brought.html",
        row=row,
        works=catalogue.works_for(ids, who()),
        words=labels,
        tried=row.state == TRIED,
        sender=keys.standing(row.unit_id, row.key) if row.state in (TRIED, DONE) else None,
        trusts=may(who(), "pack.trust", unit),
    )


@blueprint.post("/packs/brought/<uid>/sender")
def remember(uid: str) -> ResponseReturnValue:
    """Know from now on who signed a pack, under the name that is given."""
    row = _brought(uid)
    require("pack.trust", db.session.get(OrgUnit, row.unit_id))
    name = request.form.get("name", "").strip()[:200]
    if row.key is None:
        not_found()
    if not name or "compared" not in request.form:
        flash(gettext("Compare the fingerprint with the sender first, and give a name."), "warning")
    else:
        keys.remember(row.unit_id, row.key, name, _me())
        flash(gettext("This sender is known from now on."), "success")
    return redirect(url_for(".brought", uid=uid), 303)


@blueprint.post("/packs/senders/<int:unit_id>/<public>/forget")
def forget(unit_id: int, public: str) -> ResponseReturnValue:
    """Know a sender no longer."""
    unit = next((one for one in _units() if one.id == unit_id), None) or not_found()
    require("pack.trust", unit)
    keys.forget(unit.id, public[:64], _me())
    flash(gettext("This sender is no longer known."), "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/packs/brought/<uid>/take")
def take(uid: str) -> ResponseReturnValue:
    """Take in a pack that was looked through."""
    row = _brought(uid)
    require("work.deposit", db.session.get(OrgUnit, row.unit_id))
    if row.state != TRIED:
        flash(gettext("This pack was taken in already, or refused."), "info")
        return redirect(url_for(".brought", uid=uid), 303)
    importing.take(row)
    return redirect(url_for("jobpages.show", job_id=row.job_id), 303)


def _given(values: Mapping[str, Any]) -> tuple[str, str, list[Part]]:
    """Title, description and works: of a list, or of single works in their order."""
    uid = values.get("collection", "")
    held = lists.one(uid, who()) if uid else None
    if held is not None:
        parts = [part_of(item) for item in lists.items(held, who())]
        return held.title, held.description, parts
    uids = request.values.getlist("work")[:MOST_WORKS]
    seen = db.session.scalars(scope(select(Work).where(Work.uid.in_(uids)), who()))
    works = {work.uid: work for work in seen}
    parts = [Part(works[one].id) for one in dict.fromkeys(uids) if one in works]
    title = next(iter(works.values())).title if len(parts) == 1 else ""
    return title[:200], "", parts


def _brought(uid: str) -> PackImport:
    query = select(PackImport).where(PackImport.uid == uid, PackImport.person_id == _me())
    return db.session.scalar(query) or not_found()


def _units() -> list[OrgUnit]:
    return catalogue.deposit_units(who(), DEPOSITORS)


def _unit() -> OrgUnit:
    wanted = request.form.get("unit", type=int)
    return next((one for one in _units() if wanted in (None, one.id)), None) or not_found()


def _me() -> int:
    return who().person_id or not_found()
