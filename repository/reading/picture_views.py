"""A book page by page as pictures: for weak phones and dear networks; works without JavaScript."""

from time import monotonic
from zlib import crc32

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from repository.catalogue import queries
from repository.catalogue.models import WorkFile
from repository.reading import pages, pictures, places
from repository.reading.sending import SANDBOX
from school.api import who
from school.signin.session import public
from suite.pace import Pace
from suite.web import not_found

KEEP = 600
PACE = Pace(60, 60)  # each may start a process that draws
ZOOMS = (1, 2, 3)

blueprint = Blueprint("pictures", __name__, url_prefix="/library/read/<int:file_id>")
public("pictures.show")
public("pictures.picture")


@blueprint.get("/pictures")
def show(file_id: int) -> ResponseReturnValue:
    """One page as a picture, its text beside it."""
    file = _file(file_id)
    if not pictures.process_of(file):
        return redirect(url_for("works.text", file_id=file.id), 302)
    asked, person_id = request.args.get("page", type=int), who().person_id
    number = places.page_of(file, person_id) if asked is None else pages.clamp(asked, file.pages)
    zoom, q = request.args.get("zoom", 1, type=int), request.args.get("q", "")
    return render_template(
        "repository/reading/pictures.html",
        file=file,
        work=file.work,
        page_no=number,
        page=pages.page_of(file, number, q),
        zoom=zoom if zoom in ZOOMS else 1,
        zooms=ZOOMS,
        widths=pictures.WIDTHS,
        q=q,
        counted=person_id is not None,
    )


@blueprint.get("/pictures/<int:page>")
def picture(file_id: int, page: int) -> ResponseReturnValue:
    """The picture of a page, `w` pixels wide or the next larger kept width."""
    file = _file(file_id)
    if not pictures.process_of(file) or not 1 <= page <= file.pages:
        not_found()
    width = pictures.fitting(request.args.get("w", pictures.WIDTHS[0], type=int))
    tag = f"{pictures.content_of(file)}-{page}-{width}"
    if request.if_none_match.contains(tag):
        return _told(Response(status=304), tag)
    data = pictures.kept(file, page, width)
    if data is None:
        if not PACE.may(
            who().person_id or -crc32((request.remote_addr or "").encode()), monotonic()
        ):
            abort(429)
        try:
            data = pictures.draw(file, page, width)
        except pictures.Busy:
            return Response(status=503, headers={"Retry-After": "1", "Cache-Control": "no-store"})
        except pictures.NoPicture:
            not_found()
    return _told(make_response(data), tag)


def _told(response: Response, tag: str) -> Response:
    response.mimetype = "image/webp"
    response.set_etag(tag)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = f"private, max-age={KEEP}"
    return response


def _file(file_id: int) -> WorkFile:
    file = queries.file_for(file_id, who())
    if file is None:
        not_found()
    return file
