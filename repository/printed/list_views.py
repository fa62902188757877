"""Large lists: asking the worker for a file, and fetching it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from repository.printed import label_rows, print_lists
from repository.printed.desk_of import me, unit_to
from suite import files, jobs, web
from suite.db import db
from suite.forms import once
from suite.handing_out import attachment

blueprint = Blueprint("print_lists", __name__, url_prefix="/library/print/<int:unit_id>/lists")
REGISTER_FIELDS = {"q": "text", "stock": "stock", "state": "state"}


@blueprint.post("/labels")
@once
def labels(unit_id: int) -> ResponseReturnValue:
    """Ask for labels."""
    unit = unit_to("print.keep", unit_id)
    asked = {name: request.form.get(name, "")[:4000] for name in label_rows.FIELDS}
    return _begun(unit.id, print_lists.LABELS, asked)


@blueprint.post("/register")
@once
def register(unit_id: int) -> ResponseReturnValue:
    """Ask for the accession register."""
    unit = unit_to("print.keep", unit_id)
    asked = {field: request.form.get(name, "")[:100] for name, field in REGISTER_FIELDS.items()}
    return _begun(unit.id, print_lists.REGISTER, asked)


@blueprint.get("/<int:job_id>")
def made(unit_id: int, job_id: int) -> ResponseReturnValue:
    """The file that was made, for who asked for it."""
    unit = unit_to("print.read", unit_id)
    job = _job(unit.id, job_id)
    found: dict[str, Any] = job.result or {}
    return render_template(
        "repository/printed/made.html", unit=unit, title=print_lists.title(job), made=found,
        job_id=job.id, here=files.store().look(found["content"]) is not None,
    )  # fmt: skip


@blueprint.get("/<int:job_id>/file")
def file(unit_id: int, job_id: int) -> ResponseReturnValue:
    """The file itself."""
    found: dict[str, Any] = _job(unit_to("print.read", unit_id).id, job_id).result or {}
    if files.store().look(found["content"]) is None:
        web.not_found()
    return attachment(found["content"], found["type"], found["name"])


def _begun(unit_id: int, what: str, asked: dict[str, str]) -> ResponseReturnValue:
    job = print_lists.begin(unit_id, what, asked, me())
    return redirect(url_for("jobpages.show", job_id=job.id), 303)


def _job(unit_id: int, job_id: int) -> jobs.Job:
    """A job of one's own for this unit that made its file."""
    query = select(jobs.Job).where(jobs.Job.id == job_id, jobs.Job.owner_id == me())
    job = db.session.scalar(query.where(jobs.Job.name == print_lists.JOB))
    if job is None or job.state != "done" or job.payload["unit_id"] != unit_id:
        web.not_found()
    return job
