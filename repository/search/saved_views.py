"""The searches that somebody keeps."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.search import filters, saved
from repository.search.views import blueprint
from school.api import who
from suite.web import not_found


@blueprint.get("/saved")
def saved_list() -> ResponseReturnValue:
    """One's kept searches."""
    rows = saved.mine(_me())
    asked = [saved.args_of(row.address) for row in rows]
    words = filters.words(code for args in asked for code in args.getlist("node"))
    lines = []
    for row, args in zip(rows, asked, strict=True):
        said = [words[name][1](value) for name in words for value in args.getlist(name)]
        lines.append((row, args.get("q", ""), said))
    return render_template("repository/saved.html", lines=lines)


@blueprint.post("/saved")
def saved_keep() -> ResponseReturnValue:
    """Keep a search; its address comes from the page of hits."""
    kept = saved.address(saved.args_of(request.form.get("address", "")[:2_000]))
    if not kept:
        not_found()
    try:
        saved.keep(_me(), kept)
    except saved.TooMany:
        flash(gettext("You keep %(num)s searches; take one away first.", num=saved.MOST), "danger")
    else:
        flash(gettext("Kept. You are told once a day when something new fits."), "success")
    return redirect(url_for(".saved_list"), 303)


@blueprint.post("/saved/<int:saved_id>/remove")
def saved_remove(saved_id: int) -> ResponseReturnValue:
    """Keep a search no longer."""
    if not saved.remove(_me(), saved_id):
        not_found()
    flash(gettext("The search is no longer kept."), "success")
    return redirect(url_for(".saved_list"), 303)


def _me() -> int:
    return who().person_id or not_found()
