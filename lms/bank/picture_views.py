"""Bringing pictures into the bank, and the addresses under which they are shown."""

from typing import BinaryIO, cast

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.bank import permissions, pictures
from lms.bank.models import BankFile
from lms.bank.pictures import PictureRefused
from lms.bank.views import own_school
from school.api import who
from suite import files, web
from suite.forms import once

blueprint = Blueprint("bank_pictures", __name__, url_prefix="/bank/pictures")


def picture_response(row: BankFile, private_seconds: int) -> Response:
    """The picture, of a type that was found in it, for one browser to keep."""
    return picture_of(row.sha256, row.media_type, private_seconds)


def picture_of(sha256: str, media_type: str, private_seconds: int) -> Response:
    """A picture that we wrote, for one browser to keep; the caller asked for the right to it."""
    answer: Response = send_file(
        files.store().path(sha256), mimetype=media_type, conditional=False, etag=False
    )
    answer.headers["Cache-Control"] = f"private, max-age={private_seconds}, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Content-Disposition"] = "inline"
    return answer


@blueprint.before_request
def _staff_only() -> None:
    if request.endpoint != "bank_pictures.show" and not permissions.has_bank(who()):
        web.not_found()


@blueprint.get("/<word>")
@web.tells_nobody
def show(word: str) -> ResponseReturnValue:
    """A picture for whoever holds its address, while that is good."""
    row = pictures.of_page(word)
    if row is None:
        web.not_found()
    return picture_response(row, 3600)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The pictures that one brought last, and the form for more."""
    return _page(own_school())


@blueprint.post("")
@once
def bring() -> ResponseReturnValue:
    """Take a picture in; a page that asked by itself gets its name as JSON."""
    school_id, me = own_school(), who().person_id
    given = request.files.get("picture")
    if me is None:
        web.forbidden()
    asked = request.accept_mimetypes.best == "application/json"
    try:
        if given is None:
            raise PictureRefused("empty")
        row = pictures.take_in(cast(BinaryIO, given.stream), school_id, me)
    except PictureRefused as error:
        said = refused_text(error)
        return ({"error": said}, 422) if asked else _page(school_id, said)
    if asked:
        url = pictures.addresses(school_id, f"file:{row.uid}")[row.uid]
        return {"name": f"file:{row.uid}", "url": url}
    return redirect(url_for("bank_pictures.index"), 303)


def _page(school_id: int, said: str | None = None) -> ResponseReturnValue:
    rows = pictures.newest(school_id, who().person_id or 0, 60)
    page = render_template(
        "lms/bank/pictures.html",
        rows=rows,
        addresses=pictures.addresses(school_id, *(f"file:{row.uid}" for row in rows)),
        said=said,
    )
    return page, 422 if said else 200


def refused_text(error: PictureRefused) -> str:
    """Why a picture was not taken in."""
    return {
        "empty": gettext("Choose a picture."),
        "size": gettext("The picture is larger than 10 MB."),
        "kind": gettext("The file is no picture of the kinds PNG, JPEG or WebP, or is damaged."),
        "many": gettext("These are too many pictures for one day."),
    }[error.code]
