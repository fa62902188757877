"""The addresses of tus 1.0 (https://tus.io): resumable uploads into the library.

Two things keep other sites out: `Tus-Resumable` is a header that a form cannot send and that no
other origin is allowed to, and the token of the session (`X-CSRFToken`) is asked for as everywhere.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.http import http_date

from repository.catalogue import queries
from repository.catalogue.permissions import DEPOSITORS
from repository.deposit.tus import rules, service
from repository.deposit.tus.models import Resumable
from repository.deposit.tus.rules import Wrong
from repository.ingest import service as ingest
from repository.packs.models import PackImport
from school.api import OrgUnit, require, who
from suite import clock, files
from suite.db import db
from suite.web import forbidden, not_found

TEXT = "text/plain; charset=utf-8"
# Most of these are no page's: who sends them by hand may name the method in a header.
OVERRIDE = "X-HTTP-Method-Override"

blueprint = Blueprint("resumable", __name__, url_prefix="/library/resumable")


@blueprint.url_value_preprocessor
def _large(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """One request may bring a whole recording; said before anybody looks at the body. What is no
    part of an upload keeps the limit of forms."""
    if request.content_type == rules.PART:
        request.max_content_length = ingest.most()  # None would mean the limit of forms


@blueprint.after_request
def _signed(response: Response) -> Response:
    response.headers["Tus-Resumable"] = rules.VERSION
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.errorhandler(Wrong)
def _wrong(error: Wrong) -> ResponseReturnValue:
    db.session.rollback()
    headers = {"Content-Type": TEXT}
    if error.status == 412:
        headers["Tus-Version"] = rules.VERSION
    if error.status == 503:
        headers["Retry-After"] = "2"
    return error.why, error.status, headers


@blueprint.errorhandler(files.NoRoom)
def _no_room(_error: files.NoRoom) -> ResponseReturnValue:
    db.session.rollback()
    current_app.logger.error("the disk is nearly full: uploads are refused")
    return "the disk of the server is nearly full", 507, {"Content-Type": TEXT}


def _tus(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view for who may deposit and speaks the version that we speak."""

    @wraps(view)
    def asked(**values: Any) -> Any:
        require("work.deposit")
        if request.headers.get("Tus-Resumable") != rules.VERSION:
            raise Wrong(412, f"Tus-Resumable: {rules.VERSION} is spoken here")
        return view(**values)

    return asked


@blueprint.route("", methods=["OPTIONS"])
@blueprint.route("/<uid>", methods=["OPTIONS"])
def spoken(uid: str = "") -> ResponseReturnValue:
    """What this server can do; the same at every upload."""
    del uid
    return "", 204, {
        "Tus-Version": rules.VERSION,
        "Tus-Extension": rules.EXTENSIONS,
        "Tus-Max-Size": str(ingest.most()),
        "Tus-Checksum-Algorithm": ",".join(rules.ALGORITHMS),
    }  # fmt: skip


@blueprint.post("")
@_tus
def begin() -> ResponseReturnValue:
    """Begin an upload; bytes may come with it."""
    if "Upload-Defer-Length" in request.headers:
        raise Wrong(400, "the length must be known: Upload-Length")
    size = rules.number(request.headers.get("Upload-Length"), "Upload-Length")
    proof = rules.checksum(request.headers.get("Upload-Checksum"))
    said = request.headers.get("Upload-Metadata", "")
    about = rules.metadata(said)
    brings = request.content_type == rules.PART
    length = rules.part(0, size, 0, request.content_length or 0) if brings else 0
    row = service.begin(
        about.get("filename", ""), size, said, about.get("mark", ""),
        _unit(about.get("unit", "")).id, who().person_id or 0,
    )  # fmt: skip
    uid = row.uid
    if length:
        service.add(row, request.stream, length, proof)
    return _stands(uid, 201, {"Location": url_for(".begin", _external=True) + f"/{uid}"})


@blueprint.route("/<uid>", methods=["HEAD"])
@_tus
def stands(uid: str) -> ResponseReturnValue:
    """How far an upload is."""
    row = _mine(uid)
    headers = _headers(row.received, row.expires_at) | {"Upload-Length": str(row.size)}
    if row.said:
        headers["Upload-Metadata"] = row.said
    return "", 200, headers


@blueprint.route("/<uid>", methods=["PATCH"])
@_tus
def add(uid: str) -> ResponseReturnValue:
    """Bytes, to be put behind those that are there."""
    row = _mine(uid)
    if request.content_type != rules.PART:
        raise Wrong(415, f"Content-Type must be {rules.PART}")
    proof = rules.checksum(request.headers.get("Upload-Checksum"))
    offset = rules.number(request.headers.get("Upload-Offset"), "Upload-Offset")
    length = rules.part(row.received, row.size, offset, request.content_length)
    if length:
        service.add(row, request.stream, length, proof)
    return _stands(uid, 204, {})


@blueprint.route("/<uid>", methods=["DELETE"])
@_tus
def discard(uid: str) -> ResponseReturnValue:
    """Forget an upload."""
    service.discard(_mine(uid))
    return "", 204


@blueprint.post("/<uid>")
def by_header(uid: str) -> ResponseReturnValue:
    """For lines that let nothing through but POST."""
    require("work.deposit")
    views = {"PATCH": add, "DELETE": discard, "HEAD": stands}
    method = request.headers.get(OVERRIDE, "")
    if method not in views:
        raise Wrong(405, f"{OVERRIDE} must be one of {', '.join(views)}")
    return views[method](uid=uid)


@blueprint.post("/<uid>/discard")
def discard_by_form(uid: str) -> ResponseReturnValue:
    """The button beside an upload that was begun."""
    require("work.deposit")
    row = _mine(uid)
    name = row.name
    service.discard(row)
    flash(gettext("What was sent of %(name)s is gone.", name=name), "info")
    return redirect(url_for("uploads.form"), 303)


def _stands(uid: str, status: int, more: dict[str, str]) -> ResponseReturnValue:
    """The answer after bytes came; a whole file is given to the library before it."""
    row = _mine(uid)
    if row.received == row.size and row.upload_id is None and row.pack_id is None:
        require("work.deposit", db.session.get_one(OrgUnit, row.unit_id))
        service.end(row)
    pack = db.session.get(PackImport, row.pack_id) if row.pack_id is not None else None
    if pack is not None:
        more["Content-Location"] = url_for("packs.brought", uid=pack.uid)
    return "", status, _headers(row.received, row.expires_at) | more


def _headers(received: int, expires_at: datetime) -> dict[str, str]:
    return {"Upload-Offset": str(received), "Upload-Expires": http_date(expires_at)}


def _mine(uid: str) -> Resumable:
    """An upload of the person who asks; of others there is nothing here."""
    query = select(Resumable).where(Resumable.uid == uid, Resumable.person_id == who().person_id)
    row = db.session.scalar(query)
    if row is None:
        not_found()
    if row.expires_at < clock.now():
        raise Wrong(410, "the upload was not continued in time")
    return row


def _unit(asked: str) -> OrgUnit:
    units = queries.deposit_units(who(), DEPOSITORS)
    found = next((unit for unit in units if asked in ("", str(unit.id))), None)
    if found is None:
        forbidden()
    return found
