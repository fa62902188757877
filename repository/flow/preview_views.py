"""Previews: making and revoking them, and what somebody without rights sees by one.

What stands under /library/preview leads to one work: no search, no list, nothing is counted, and
search engines are told to stay out.
"""

from time import monotonic
from typing import Any
from zlib import crc32

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.catalogue.labels import label
from repository.catalogue.models import WorkFile
from repository.catalogue.rules import Refused
from repository.catalogue.views import work_to
from repository.flow import previews
from repository.flow.forms import PreviewForm
from repository.flow.labels import REFUSALS
from repository.flow.models import Preview
from repository.flow.previews import OPENS, PUBLISHED, Seen
from repository.reading import pages, pictures
from repository.reading.sending import send
from repository.reading.views import viewer_of
from school.api import who
from school.signin.session import public
from suite.db import db
from suite.pace import Pace
from suite.web import not_found

blueprint = Blueprint("previews", __name__, url_prefix="/library")
PACE = Pace(600, 60)  # pages and ranges of one address of the network a minute
WRONG = Pace(20, 60)  # addresses that we did not make
DRAWS = Pace(40, 60)  # each may start a process that draws
for name in ("show", "cover", "text", "content", "picture", "download"):
    public(f"previews.{name}")


@blueprint.get("/works/<uid>/previews")
def index(uid: str) -> ResponseReturnValue:
    """The links of a work, and the form of a new one."""
    work = work_to("flow.preview", uid)
    return _page(work, PreviewForm(formdata=None))


@blueprint.post("/works/<uid>/previews")
def make(uid: str) -> ResponseReturnValue:
    """A new link."""
    work, form = work_to("flow.preview", uid), PreviewForm()
    if not form.validate_on_submit():
        return _page(work, form), 422
    try:
        previews.make(work, who().person_id or 0, form.purpose.data or "", form.days.data)
    except Refused as refused:
        db.session.rollback()
        form.purpose.errors = [label(REFUSALS, code) for code in refused.codes]
        return _page(work_to("flow.preview", uid), form), 422
    flash(gettext("The link is ready; send it only to who shall see the draft."), "success")
    return redirect(url_for("previews.index", uid=uid), 303)


@blueprint.post("/works/<uid>/previews/<int:preview_id>/revoke")
def revoke(uid: str, preview_id: int) -> ResponseReturnValue:
    """Close a link now."""
    work = work_to("flow.preview", uid)
    preview = db.session.get(Preview, preview_id)
    if preview is None or preview.work_id != work.id:
        not_found()
    previews.revoke(preview, who().person_id or 0)
    flash(gettext("The link was revoked."), "success")
    return redirect(url_for("previews.index", uid=uid), 303)


@blueprint.get("/preview/<token>")
def show(token: str) -> ResponseReturnValue:
    """The draft, marked as such."""
    found = _found(token)
    if found.state != OPENS:
        return _closed(found)
    return _apart(
        render_template(
            "repository/flow/preview.html",
            preview=found.preview,
            work=found.work,
            token=token,
            viewer_of=viewer_of,
            pictured=pictures.process_of,
        )
    )


@blueprint.get("/preview/<token>/cover")
def cover(token: str) -> ResponseReturnValue:
    """The cover of the draft."""
    found = _found(token)
    if found.state != OPENS or found.work.cover_sha256 is None:
        not_found()
    return _apart(send(found.work.cover_sha256, "image/png"))


@blueprint.get("/preview/<token>/files/<int:file_id>/read")
def text(token: str, file_id: int) -> ResponseReturnValue:
    """A page of a file: as a picture where pages can be drawn, and its text."""
    found = _found(token)
    if found.state != OPENS:
        return _closed(found)
    file = _file(found, file_id)
    number = pages.clamp(request.args.get("page", 1, type=int), file.pages)
    return _apart(
        render_template(
            "repository/flow/preview_page.html",
            preview=found.preview,
            work=found.work,
            file=file,
            token=token,
            number=number,
            page=None if file.locked else pages.page_of(file, number, ""),
            viewer=viewer_of(file),
            pictured=bool(pictures.process_of(file)),
        )
    )


@blueprint.get("/preview/<token>/files/<int:file_id>/pages/<int:page>")
def picture(token: str, file_id: int, page: int) -> ResponseReturnValue:
    """The picture of a page."""
    file = _file(_found(token), file_id)
    if not pictures.process_of(file) or not 1 <= page <= file.pages:
        not_found()
    width = pictures.WIDTHS[1]
    data = pictures.kept(file, page, width)
    if data is None:
        _within(DRAWS)
        try:
            data = pictures.draw(file, page, width)
        except pictures.Busy:
            return Response(status=503, headers={"Retry-After": "1", "Cache-Control": "no-store"})
        except pictures.NoPicture:
            not_found()
    response = make_response(data)
    response.mimetype = "image/webp"
    return _apart(response)


@blueprint.get("/preview/<token>/files/<int:file_id>")
def content(token: str, file_id: int) -> ResponseReturnValue:
    """What the page plays or shows: a picture, a recording."""
    file = _file(_found(token), file_id)
    if file.shown_sha256 is not None and file.shown_type is not None:
        return _apart(send(file.shown_sha256, file.shown_type, name=f"{file.id}"))
    return _apart(send(file.sha256, file.media_type, name=file.name))


@blueprint.get("/preview/<token>/files/<int:file_id>/download")
def download(token: str, file_id: int) -> ResponseReturnValue:
    """The file to take away; not a use."""
    file = _file(_found(token), file_id)
    return _apart(send(file.sha256, file.media_type, name=file.name, attach=True))


def _found(token: str) -> Seen:
    _within(PACE)
    found = previews.seen(token[:200])
    if found is None:
        _within(WRONG)
        not_found()
    return found


def _within(pace: Pace) -> None:
    if not pace.may(crc32((request.remote_addr or "").encode()), monotonic()):
        abort(429)


def _file(found: Seen, file_id: int) -> WorkFile:
    file = previews.file_of(found, file_id)
    if file is None:
        not_found()
    return file


def _closed(found: Seen) -> ResponseReturnValue:
    """Why it does not open any more, without a word of the work; who sees it by own rights is led
    there."""
    if found.state == PUBLISHED and previews.may_see(found.work, who()):
        return redirect(url_for("works.work", uid=found.work.uid), 302)
    page = render_template("repository/flow/preview_closed.html", why=found.state)
    return _apart(page, 410)


def _apart(content: Any, status: int = 200) -> Response:
    """Kept by nobody and found by no search engine."""
    response = content if isinstance(content, Response) else make_response(content, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(work: Any, form: PreviewForm) -> str:
    def link(one: Preview) -> str:
        return url_for("previews.show", token=previews.token(one), _external=True)

    return render_template(
        "repository/flow/previews.html",
        work=work,
        form=form,
        previews=previews.of_work(work.id),
        link=link,
    )
