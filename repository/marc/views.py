"""Descriptions from other catalogues: files of MARC records, and libraries to harvest."""

from typing import BinaryIO, cast

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from repository.catalogue import queries
from repository.catalogue.permissions import REVIEWERS
from repository.marc import jobs as marc_jobs
from repository.marc import sources, words
from repository.marc.harvest import PREFIXES
from repository.marc.models import Source
from repository.marc.sources import Asked
from school.api import OrgUnit, require, who
from suite import files, jobs
from suite.db import db
from suite.forms import once
from suite.web import not_found

MOST_BYTES = 20 * 2**20
EMPTY = Asked("", "")

blueprint = Blueprint("marc", __name__, url_prefix="/library/marc")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Give a file, see the sources, and what came of them."""
    require("work.review", None)
    return _page(EMPTY, "")


@blueprint.post("/")
@once
def give() -> ResponseReturnValue:
    """Read a file of records: first as a trial, then for good."""
    require("work.review", None)
    given = request.files.get("file")
    if given is None or not given.filename:
        flash(gettext("Choose at least one file."), "warning")
        return _page(EMPTY, ""), 422
    try:
        stored = files.store().put(cast(BinaryIO, given.stream), MOST_BYTES)
    except files.TooLarge:
        flash(gettext("The file is larger than %(num)s MB.", num=MOST_BYTES >> 20), "warning")
        return _page(EMPTY, ""), 422
    files.remember(stored, "application/marc")
    return _begin(stored.sha256, given.filename[:200], _unit().id, trial=True)


@blueprint.get("/jobs/<int:job_id>")
def result(job_id: int) -> ResponseReturnValue:
    """What a trial found, or what was taken in."""
    return render_template("repository/marc_result.html", job=_job(job_id), broken=words.broken)


@blueprint.post("/jobs/<int:job_id>/keep")
@once
def keep(job_id: int) -> ResponseReturnValue:
    """Take in for good what was tried."""
    tried = _job(job_id).payload
    if not tried["trial"]:
        not_found()
    return _begin(tried["sha256"], tried["title"], tried["unit_id"], trial=False)


@blueprint.post("/sources")
@once
def add() -> ResponseReturnValue:
    """Keep a library to harvest."""
    require("work.review", None)
    form = request.form
    asked = Asked(
        form.get("name", "").strip(),
        form.get("base_url", "").strip(),
        form.get("prefix", ""),
        form.get("set_spec", "").strip(),
    )
    wrong = asked.wrong()
    if not wrong and len(sources.listed(who())) >= sources.MOST_SOURCES:
        wrong = "name"
    if wrong:
        return _page(asked, wrong), 422
    sources.add(_unit().id, who().person_id or 0, asked)
    flash(gettext("Saved."), "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/sources/<int:source_id>/harvest")
def harvest(source_id: int) -> ResponseReturnValue:
    """Harvest a library now."""
    job = sources.ask(_source(source_id), who().person_id or 0)
    return redirect(url_for("jobpages.show", job_id=job.id), 303)


@blueprint.post("/sources/<int:source_id>/close")
def close(source_id: int) -> ResponseReturnValue:
    """Harvest a library no more."""
    sources.close(_source(source_id))
    flash(gettext("Saved."), "success")
    return redirect(url_for(".index"), 303)


def _page(asked: Asked, wrong: str) -> str:
    return render_template(
        "repository/marc.html",
        units=queries.deposit_units(who(), REVIEWERS),
        sources=sources.listed(who()),
        came=sources.came(who()),
        asked=asked,
        wrong=wrong,
        prefixes=PREFIXES,
        refused=words.refused,
    )


def _begin(sha256: str, name: str, unit_id: int, *, trial: bool) -> ResponseReturnValue:
    person_id = who().person_id or 0
    if not who().at(unit_id, *REVIEWERS):
        not_found()
    job = jobs.enqueue(
        marc_jobs.NAME,
        owner_id=person_id,
        sha256=sha256,
        title=name,
        unit_id=unit_id,
        person_id=person_id,
        trial=trial,
    )
    db.session.commit()
    return redirect(url_for("jobpages.show", job_id=job.id), 303)


def _unit() -> OrgUnit:
    """The unit that was chosen, else the only one."""
    held = queries.deposit_units(who(), REVIEWERS)
    chosen = request.form.get("unit", type=int)
    return next((unit for unit in held if chosen in (None, unit.id)), None) or not_found()


def _source(source_id: int) -> Source:
    require("work.review", None)
    found = sources.one(source_id, who())
    if found is None or found.closed_at is not None:
        not_found()
    return found


def _job(job_id: int) -> jobs.Job:
    """A job of one's own that read a file to its end."""
    require("work.review", None)
    mine = select(jobs.Job).where(jobs.Job.id == job_id, jobs.Job.owner_id == who().person_id)
    found = db.session.scalar(mine.where(jobs.Job.name == marc_jobs.NAME))
    if found is None or found.state != "done":
        not_found()
    return found
