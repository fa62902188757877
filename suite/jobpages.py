"""Pages of one's own jobs: how far each is, how it ended, and the way to its result."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from suite import jobs, web
from suite.db import db
from suite.jobs import SAID, Job

blueprint = Blueprint("jobpages", __name__, url_prefix="/jobs")
OVER = ("done", "failed", "cancelled")


@dataclass(frozen=True)
class Line:
    """A job as its owner sees it; `percent` None while nobody knows how long it takes."""

    job: Job
    title: str
    over: bool
    percent: int | None
    said: str
    result_url: str | None
    quiet_until: datetime | None = None


def _line(row: Job) -> Line:
    kind = jobs.kind_of(row)
    title = kind.title(row) if kind and kind.title else row.name
    percent = min(100, row.done * 100 // row.total) if row.total else None
    said, url = "", None
    if row.state == "done" and kind is not None:
        said = kind.says(row) if kind.says else ""
        url = kind.result_url(row) if kind.result_url else None
    elif row.state == "failed":
        said = str((row.result or {}).get(SAID, ""))
    held = row.state == "waiting" and jobs.waits_for_quiet(row)
    until = jobs.quiet_until() if held else None
    return Line(row, title, row.state in OVER, percent, said, url, until)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """My jobs, the newest first."""
    query = select(Job).where(Job.owner_id == _me(), Job.name.in_(jobs.titled()))
    page = web.paginate(query.order_by(Job.id.desc()), 30)
    return render_template("suite/jobs.html", page=page, lines=[_line(row) for row in page.items])


@blueprint.get("/<int:job_id>")
def show(job_id: int) -> ResponseReturnValue:
    """One job of mine: how far it is or how it ended."""
    return render_template("suite/job.html", line=_line(_mine(job_id)))


@blueprint.get("/<int:job_id>/state")
def state(job_id: int) -> ResponseReturnValue:
    """How far a job is, for its page that waits; once it is over the page comes anew."""
    line = _line(_mine(job_id))
    answer = make_response(render_template("suite/job_state.html", line=line))
    if line.over:
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.post("/<int:job_id>/cancel")
def cancel(job_id: int) -> ResponseReturnValue:
    """Stop a job of mine."""
    row = _mine(job_id)
    if row.state in OVER:
        flash(gettext("It had ended already."), "info")
    else:
        jobs.cancel(job_id)
    return redirect(url_for(".show", job_id=job_id), 303)


def _me() -> int:
    return web.person_id() or web.forbidden()


def _mine(job_id: int) -> Job:
    mine = select(Job).where(Job.id == job_id, Job.owner_id == _me())
    row = db.session.scalar(mine.where(Job.name.in_(jobs.titled())))
    return row or web.not_found()


@blueprint.app_context_processor
def links() -> dict[str, Any]:
    """What the frame needs: the way to my jobs."""
    return {"jobs_url": url_for("jobpages.index")}
