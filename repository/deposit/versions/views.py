"""Pages of versions: give one, look at one, decide; those of before stay where they are cited."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.catalogue import queries as catalogue
from repository.catalogue.forms import ReasonForm
from repository.catalogue.labels import REFUSALS, label
from repository.catalogue.models import WorkFile
from repository.catalogue.rules import Refused
from repository.catalogue.views import tried
from repository.citing import styles
from repository.deposit.versions import queries, service
from repository.deposit.versions.models import CURRENT, OLD, WAITING, Version
from repository.deposit.versions.texts import STATES, TONES
from repository.hooks import FormatError
from repository.ingest.messages import why
from repository.reading import notes, pages
from repository.reading.sending import send
from repository.records import doors
from repository.records import queries as records
from school.api import may, require, who
from school.signin.session import public
from suite import clock
from suite.db import db
from suite.forms import once
from suite.web import not_found

blueprint = Blueprint("versions", __name__, url_prefix="/library")
for name in ("show", "download"):
    public(f"versions.{name}")


@blueprint.get("/files/<int:file_id>/version")
def new(file_id: int) -> ResponseReturnValue:
    """The form of a new version of a file."""
    return _form(_file(file_id), ReasonForm(formdata=None))


@blueprint.post("/files/<int:file_id>/version")
@once
def give(file_id: int) -> ResponseReturnValue:
    """Take a new version; the page of the job tells how far it is."""
    file, form = _file(file_id), ReasonForm()
    given = request.files.get("file")
    if not form.validate_on_submit() or given is None or not given.filename:
        if given is None or not given.filename:
            flash(gettext("Choose at least one file."), "warning")
        return _form(file, form), 422
    try:
        row = service.give(file, given.filename, given.stream, form.reason.data or "", _me())
    except FormatError as error:
        flash(f"{given.filename}: {why(error.code, error.params)}", "danger")
        return _form(_file(file_id), form), 422
    except Refused as refused:
        db.session.rollback()
        for code in refused.codes:
            flash(label(REFUSALS, code), "danger")
        return _form(_file(file_id), form), 422
    return redirect(url_for(".show", uid=row.uid), 303)


@blueprint.get("/versions/<uid>")
def show(uid: str) -> ResponseReturnValue:
    """One version: what changed, its text a page at a time; the newest one is the work itself."""
    row = _version(uid)
    if row.state == CURRENT:
        return redirect(url_for("works.work", uid=row.work.uid), 302)
    number = pages.clamp(request.args.get("page", 1, type=int), row.pages)
    return render_template(
        "repository/versions/show.html",
        version=row,
        work=row.work,
        newest=queries.newest(row.file_id),
        number=number,
        text=queries.page(row, number),
        kept=notes.at_version(row, who()),
        reviews=row.state == WAITING and may(who(), "version.review", row),
        why=why(row.code) if row.code else "",
        states=STATES,
        tones=TONES,
        cited=_cited(row),
    )


@blueprint.get("/versions/<uid>/download")
def download(uid: str) -> ResponseReturnValue:
    """The file of a version, to take away; that of the newest is taken from the work."""
    row = _version(uid)
    if row.sha256 is None or row.state == CURRENT:
        not_found()
    return send(row.sha256, row.media_type, name=row.name, attach=True)


@blueprint.post("/versions/<uid>/publish")
def publish(uid: str) -> ResponseReturnValue:
    """Let it take the place of the old one."""
    row = _version(uid)
    require("version.review", row)
    if tried(lambda: service.publish(row, _me())):
        flash(gettext("The new version is in the library; the old one stays where it is cited."),
              "success")  # fmt: skip
    return redirect(url_for("works.work", uid=row.work.uid), 303)


@blueprint.post("/versions/<uid>/give-back")
def give_back(uid: str) -> ResponseReturnValue:
    """Do not take it, with the reason."""
    row, form = _version(uid), ReasonForm()
    require("version.review", row)
    if tried(lambda: service.give_back(row, _me(), form.reason.data or "")):
        flash(gettext("Given back to %(name)s.", name=row.person.full_name), "success")
    return redirect(url_for(".show", uid=uid), 303)


def _cited(row: Version) -> list[styles.Cited]:
    """How an old version is cited: by its number, at its own address."""
    code = records.code_of(row.work) if row.state == OLD else None
    if code is None or row.number is None or row.since is None:
        return []
    year = clock.local_date(row.since).year
    at = doors.address("versions.show", uid=row.uid)
    return styles.cited(row.work, code, styles.Edition(row.number, year, at))


def _version(uid: str) -> Version:
    return queries.version_for(uid, who()) or not_found()


def _file(file_id: int) -> WorkFile:
    file = catalogue.file_for(file_id, who()) or not_found()
    require("work.renew", file.work)
    return file


def _form(file: WorkFile, form: ReasonForm) -> str:
    return render_template("repository/versions/new.html", file=file, work=file.work, form=form)


def _me() -> int:
    return who().person_id or not_found()
