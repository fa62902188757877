"""The page that says when the stored files were last read, and which of them are broken."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as N_
from sqlalchemy import select

from repository.fixity import queries, rules, service
from repository.fixity.jobs import START
from school.api import ADMINISTRATOR, require, who
from suite import jobs
from suite.db import db

blueprint = Blueprint("fixity", __name__, url_prefix="/library")
OUTCOMES = {
    rules.FLIPPED: N_("Its content has changed"),
    rules.TRUNCATED: N_("A part of it is missing"),
    rules.MISSING: N_("It is missing"),
}


@blueprint.get("/fixity")
def index() -> ResponseReturnValue:
    """How the stored files stand, and the broken ones of the works that one looks after."""
    require("work.review")
    everywhere = who().has(ADMINISTRATOR)
    return render_template(
        "repository/fixity/index.html",
        files=queries.broken_files(who()),
        contents=queries.broken_contents() if everywhere else [],
        last=service.last_finished(),
        under_way=service.unfinished(),
        oldest=service.oldest_check(),
        never=service.never_read(),
        outcomes=OUTCOMES,
    )


@blueprint.post("/fixity")
def start() -> ResponseReturnValue:
    """Have everything read now."""
    require("work.review")
    mine = select(jobs.Job.id).where(
        jobs.Job.name == START, jobs.Job.state.in_(("waiting", "running"))
    )
    if db.session.scalar(mine.limit(1)) is not None:
        flash(gettext("The stored files are being checked already."), "info")
        return redirect(url_for(".index"), 303)
    job = jobs.enqueue(START, owner_id=who().person_id)
    db.session.commit()
    return redirect(url_for("jobpages.show", job_id=job.id), 303)
