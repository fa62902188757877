"""The page where files are given to the library, and how far they are."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from sqlalchemy import select

from repository.catalogue import queries
from repository.catalogue.models import Work
from repository.catalogue.permissions import DEPOSITORS, REVIEWERS
from repository.deposit.tus import service as tus
from repository.ingest import ocr, service
from repository.ingest.messages import why
from repository.ingest.models import WAITING, Upload
from school.api import OrgUnit, require, who
from suite.db import db
from suite.forms import once
from suite.jobs import Job
from suite.web import not_found

RECENT, MOST_FILES = 30, 50

blueprint = Blueprint("uploads", __name__, url_prefix="/library")


@dataclass(frozen=True)
class Line:
    """An upload as its giver sees it; `work` only if it may be seen."""

    upload: Upload
    why: str
    work: Work | None
    running: bool


@blueprint.get("/upload")
def form() -> ResponseReturnValue:
    """Give files; below, what became of the last ones."""
    require("work.deposit")
    return _page()


@blueprint.get("/upload/state")
def state() -> ResponseReturnValue:
    """The list of the last files alone, for the page that waits."""
    require("work.deposit")
    return render_template("repository/uploads.html", lines=_lines())


@blueprint.post("/upload")
@once
def receive() -> ResponseReturnValue:
    """Take one or several files in."""
    require("work.deposit")
    unit = _unit()
    given = [file for file in request.files.getlist("files") if file.filename]
    if not given:
        flash(gettext("Choose at least one file."), "warning")
        return _page(), 422
    taken = [
        service.receive(
            file.filename or "", file.stream, unit_id=unit.id, person_id=who().person_id or 0
        )
        for file in given[:MOST_FILES]
    ]
    _say(taken, len(given))
    return redirect(url_for(".form"), 303)


@blueprint.post("/works/<uid>/captions")
@once
def captions(uid: str) -> ResponseReturnValue:
    """Add captions to a recording; they are read at once."""
    work = queries.work_for(uid, who()) or not_found()
    require("work.edit", work)
    given = request.files.get("file")
    if given is None or not given.filename:
        flash(gettext("Choose at least one file."), "warning")
    else:
        name, person_id = given.filename, who().person_id or 0
        upload = service.receive(
            name, given.stream, unit_id=work.unit_id, person_id=person_id, queue=False, into=work.id
        )
        if upload.state == WAITING:
            service.take(upload)
        if upload.code:
            flash(f"{upload.name}: {why(upload.code, upload.params)}", "danger")
        else:
            flash(gettext("The captions are part of the work now."), "success")
    return redirect(url_for("works.work", uid=uid), 303)


@blueprint.post("/files/<int:file_id>/scan")
def read_scan(file_id: int) -> ResponseReturnValue:
    """Have the text of a scan read; the page of the job tells how far it is."""
    file = queries.file_for(file_id, who()) or not_found()
    require("work.edit", file.work)
    if ocr.offer(file) != ocr.READY:
        flash(gettext("Tesseract with Vietnamese is not installed on this server."), "warning")
        return redirect(url_for("works.work", uid=file.work.uid), 303)
    job = ocr.ask(file, who().person_id)
    db.session.commit()
    mine = job.owner_id == who().person_id
    if not mine:
        flash(gettext("The text of this scan is being read already."), "info")
        return redirect(url_for("works.work", uid=file.work.uid), 303)
    return redirect(url_for("jobpages.show", job_id=job.id), 303)


def _say(taken: list[Upload], given: int) -> None:
    waiting = sum(upload.state == WAITING for upload in taken)
    if waiting:
        text = ngettext("%(num)s file is being read.", "%(num)s files are being read.", waiting)
        flash(text, "info")
    for upload in taken:
        if upload.state != WAITING:
            flash(f"{upload.name}: {why(upload.code or '', upload.params)}", "danger")
    if given > MOST_FILES:
        flash(gettext("Only the first %(most)s files were taken.", most=MOST_FILES), "warning")


def _page() -> str:
    lines = _lines()
    suffixes = [suffix for kind in service.formats() for suffix in kind.suffixes]
    return render_template(
        "repository/upload.html",
        lines=lines,
        waits=any(line.upload.state == WAITING for line in lines),
        units=queries.deposit_units(who(), DEPOSITORS),
        accept=",".join(suffixes),
        kinds=", ".join(suffix.lstrip(".").upper() for suffix in suffixes),
        limit=service.limits().file_size,
        most=service.most(),
        begun=tus.open_of(who().person_id or 0),
        keeps=who().has(*REVIEWERS),
    )


def _lines() -> list[Line]:
    query = select(Upload).where(Upload.person_id == who().person_id)
    uploads = list(db.session.scalars(query.order_by(Upload.id.desc()).limit(RECENT)))
    works = queries.works_for([upload.work_id for upload in uploads if upload.work_id], who())
    waiting = [upload.job_id for upload in uploads if upload.state == WAITING]
    running = set(
        db.session.scalars(select(Job.id).where(Job.id.in_(waiting), Job.state == "running"))
        if waiting
        else ()
    )
    return [
        Line(
            upload,
            why(upload.code, upload.params) if upload.code else "",
            works.get(upload.work_id or 0),
            upload.job_id in running,
        )
        for upload in uploads
    ]


def _unit() -> OrgUnit:
    units = queries.deposit_units(who(), DEPOSITORS)
    wanted = request.form.get("unit", type=int)
    found = next((unit for unit in units if wanted in (None, unit.id)), None)
    return found or not_found()
