"""Pages on which one is made of two works: find the other, look at both, do it, take it back."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.catalogue import rules as works
from repository.catalogue.labels import label
from repository.catalogue.models import Work
from repository.catalogue.rules import Refused
from repository.catalogue.views import work_to
from repository.merging import pairs, rules, service
from repository.merging.labels import REFUSALS
from repository.merging.models import WorkMerge
from repository.merging.permissions import MERGE
from school.api import may, require, who
from suite import undo
from suite.db import db
from suite.web import not_found

blueprint = Blueprint("merging", __name__, url_prefix="/library")
ACTION = "library.part_works"


@blueprint.get("/works/<uid>/merge")
def choose(uid: str) -> ResponseReturnValue:
    """Which other work is the same as this one."""
    work, typed = work_to(MERGE, uid), request.args.get("q", "").strip()[:200]
    found = pairs.candidates(work, who(), typed)
    return render_template("repository/merging/choose.html", work=work, found=found, q=typed)


@blueprint.get("/works/<uid>/merge/<other>")
def pair(uid: str, other: str) -> ResponseReturnValue:
    """Both side by side: the first stays, the second goes."""
    return _page(uid, other, {})


@blueprint.post("/works/<uid>/merge/<other>")
def merge(uid: str, other: str) -> ResponseReturnValue:
    """Make one of the two."""
    kept, gone = work_to(MERGE, uid), work_to(MERGE, other)
    title, said = gone.title, _said(gone)
    try:
        row = service.merge(kept.id, gone.id, said, _me())
    except Refused as refused:
        db.session.rollback()
        for code in refused.codes:
            flash(label(REFUSALS, code), "danger")
        return _page(uid, other, said), 422
    undo.offer(gettext("Made one: %(name)s", name=title), ACTION, merge_id=row.id)
    return redirect(url_for("works.work", uid=uid), 303)


@blueprint.post("/works/merges/<int:merge_id>/undo")
def part(merge_id: int) -> ResponseReturnValue:
    """Part two again that became one."""
    row = _mine(merge_id)
    uid = row.gone.uid
    try:
        service.part(merge_id, _me())
    except Refused as refused:
        db.session.rollback()
        flash(label(REFUSALS, refused.codes[0]), "warning")
        return redirect(url_for("works.work", uid=row.kept.uid), 303)
    flash(gettext("They are two again."), "success")
    return redirect(url_for("works.work", uid=uid), 303)


@undo.action(ACTION)
def take_back(merge_id: int) -> str:
    """Part again what was just made one."""
    _mine(merge_id)
    try:
        service.part(merge_id, _me())
    except Refused as refused:
        raise undo.TooLate(label(REFUSALS, refused.codes[0])) from refused
    return gettext("They are two again.")


def _page(uid: str, other: str, said: dict[int, str]) -> str:
    kept, gone = work_to(MERGE, uid), work_to(MERGE, other)
    shown = pairs.pair(kept, gone)
    return render_template(
        "repository/merging/pair.html",
        pair=shown,
        said=said,
        swaps=gone.state == works.PUBLISHED or kept.state != works.PUBLISHED,
        why=lambda code: label(REFUSALS, code),
        days=rules.UNDO_DAYS,
    )


def _said(gone: Work) -> dict[int, str]:
    given = {file.id: request.form.get(f"file-{file.id}", "") for file in gone.files}
    return {key: value for key, value in given.items() if value}


def _mine(merge_id: int) -> WorkMerge:
    row = db.session.get(WorkMerge, merge_id)
    if row is None or not may(who(), MERGE, row.kept):
        not_found()
    require(MERGE, row.gone)
    return row


def _me() -> int:
    return who().person_id or not_found()
