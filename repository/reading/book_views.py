"""A book as it is set, page by page: its own headings, pictures and formulas, in a frame in which
nothing runs and nothing is fetched from elsewhere."""

from time import monotonic
from zlib import crc32

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from repository.catalogue import queries
from repository.catalogue.models import WorkFile
from repository.reading import books, pages, pictures, places
from school.api import who
from school.signin.session import public
from suite.pace import Pace
from suite.web import not_found

KEEP = 600
PACE = Pace(120, 60)  # each may start a process that reads the book
FRAME = (
    "sandbox allow-same-origin allow-top-navigation-by-user-activation; default-src 'none';"
    " img-src 'self'; style-src 'self'; font-src 'self'; frame-ancestors 'self'"
)

blueprint = Blueprint("books", __name__, url_prefix="/library/read/<int:file_id>/book")
for name in ("show", "page", "picture"):
    public(f"books.{name}")


@blueprint.get("/")
def show(file_id: int) -> ResponseReturnValue:
    """The reading page with the frame."""
    file = _file(file_id)
    asked, person_id = request.args.get("page", type=int), who().person_id
    number = places.page_of(file, person_id) if asked is None else pages.clamp(asked, file.pages)
    return render_template(
        "repository/reading/book.html",
        file=file,
        work=file.work,
        page_no=number,
        label=pages.label_of(file, number),
        contents=pages.contents(file),
        q=request.args.get("q", ""),
        counted=person_id is not None,
    )


@blueprint.get("/<int:number>")
def page(file_id: int, number: int) -> ResponseReturnValue:
    """A page of the book as a document of its own, for the frame."""
    file = _file(file_id)
    if not 1 <= number <= file.pages:
        not_found()
    found = _part(file, books.PAGE, number)
    if isinstance(found, Response):
        return found
    # Made safe by the process that read it (repository.formats.epub.chapter).
    body = Markup(found.decode())  # noqa: S704
    answer = make_response(
        render_template("repository/reading/chapter.html", body=body, work=file.work)
    )
    answer.headers["Content-Security-Policy"] = FRAME
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/picture/<int:number>")
def picture(file_id: int, number: int) -> ResponseReturnValue:
    """A picture of the book."""
    found = _part(_file(file_id), books.PICTURE, number)
    if isinstance(found, Response):
        return found
    answer = make_response(found)
    answer.mimetype = "image/webp"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = f"private, max-age={KEEP}"
    return answer


def _part(file: WorkFile, part: str, number: int) -> bytes | Response:
    found = books.kept(file, part, number)
    if found is not None:
        return found
    if not PACE.may(who().person_id or -crc32((request.remote_addr or "").encode()), monotonic()):
        abort(429)
    try:
        return books.make(file, part, number)
    except pictures.Busy:
        return Response(status=503, headers={"Retry-After": "1", "Cache-Control": "no-store"})
    except pictures.NoPicture:
        not_found()


def _file(file_id: int) -> WorkFile:
    file = queries.file_for(file_id, who())
    if file is None or not books.process_of(file):
        not_found()
    return file
