"""The reading room: a work's page, its cover, the reader, the text of a page, the files."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from repository import beside
from repository.beside import RATINGS, READ
from repository.catalogue import permissions, queries, rules
from repository.catalogue.models import Work, WorkFile
from repository.flow import pages as flow_pages
from repository.hooks import FORMAT_KIND
from repository.merging import queries as merging
from repository.reading import finding, notes, paged, pages, pictures, places, service, viewers
from repository.reading.sending import send
from repository.search.alike import alike
from repository.search.query import MAX_CHARACTERS
from repository.sharing import ratings
from school.api import may, who
from school.signin.session import public
from suite import clock, contracts
from suite.hooks import registry
from suite.web import not_found, writes

MOST_CLAIMED = 3_600
VIEWS = {"text": "works.text", "pictures": "pictures.show", "book": "books.show"}

blueprint = Blueprint("works", __name__, url_prefix="/library")
for name in ("work", "cover", "reader", "text", "find", "content", "shown", "download"):
    public(f"works.{name}")


@blueprint.get("/works/<uid>")
def work(uid: str) -> ResponseReturnValue:
    """Everything about a work; of a withdrawn one the tombstone."""
    found = queries.work_for(uid, who())
    if found is None:
        merged = merging.of_gone(uid)
        if merged is not None and queries.work_for(merged.kept.uid, who()) is not None:
            return redirect(url_for(".work", uid=merged.kept.uid), 302)
        gone = queries.tombstone_for(uid, who())
        if gone is None:
            not_found()
        return render_template("repository/tombstone.html", work=gone), 410
    there = beside.beside(found)
    edits = may(who(), "work.edit", found)
    reviews = may(who(), "work.review", found)
    read = found.state == rules.PUBLISHED
    g.uncounted = not read
    inside = edits or reviews or found.depositor_id == who().person_id
    return render_template(
        "repository/work.html",
        work=found,
        edits=edits,
        reviews=reviews,
        steps=queries.steps_of(found) if inside else [],
        withdraws=may(who(), "work.withdraw", found),
        confirms=[row for row in found.alignments if may(who(), "work.confirm", row)],
        is_mine=found.depositor_id == who().person_id,
        staff=who().has(*permissions.STAFF),
        waits=not rules.is_free(found.embargo_until, clock.now()),
        viewer_of=viewer_of,
        pictured=pictures.process_of,
        kept=notes.in_work(found, who()) if beside.NOTES in there else [],
        stopped=places.in_work(found, who().person_id) if beside.PLACE in there else {},
        practice_url=practice_url(found),
        flow=flow_pages.of_work(found, who(), request.args, inside=inside, reviews=reviews),
        flow_words=flow_pages.words(),
        alike=alike(found, who()) if read else [],
        q=request.args.get("q", ""),
        collects=may(who(), "collection.make", None),
        packs=may(who(), "work.deposit", None),
        rated=ratings.of_work(found, who()) if read and {RATINGS, READ} & there else None,
    )


@blueprint.get("/works/<uid>/cover")
def cover(uid: str) -> ResponseReturnValue:
    """The cover, for who may see the work."""
    found = queries.cover_for(uid, who())
    if found is None:
        not_found()
    return send(found, "image/png", keep=600)


@blueprint.get("/read/<int:file_id>")
def reader(file_id: int) -> ResponseReturnValue:
    """The viewer of a file, opened at a page with words marked; what has none is read as text, and
    PDF as pictures for a browser that asks to save data."""
    file = _file(file_id)
    if viewer_of(file) in viewers.PAGES:
        return viewers.PAGES[viewer_of(file)](file)
    if viewer_of(file) != "pdf":
        return redirect(_url("works.text", file), 302)
    if request.headers.get("Save-Data", "").lower() == "on" and "whole" not in request.args:
        return redirect(_url("pictures.show", file), 302)
    return render_template(
        "repository/reader.html",
        file=file,
        work=file.work,
        page_no=_page_of(file),
        content="works.shown" if paged.is_paged(file) else "works.content",
        pictured=bool(pictures.process_of(file)),
        q=request.args.get("q", ""),
        counted=who().person_id is not None,
    )


@blueprint.get("/read/<int:file_id>/text")
def text(file_id: int) -> ResponseReturnValue:
    """The text of one page with the words marked: for weak phones and without JavaScript."""
    file = _file(file_id)
    number = _page_of(file)
    q = request.args.get("q", "")
    kept = notes.on_page(file, number, who())
    return render_template(
        "repository/text.html",
        file=file,
        work=file.work,
        page=pages.page_of(file, number, q, notes.highlights(kept)),
        notes=[note for note in kept if not note.is_bookmark],
        bookmarked=any(note.is_bookmark for note in kept),
        contents=pages.contents(file),
        q=q,
        viewer=viewer_of(file),
        counted=who().person_id is not None,
    )


@blueprint.get("/read/<int:file_id>/find")
def find(file_id: int) -> ResponseReturnValue:
    """The pages of a book that hold some words; with `part` the bare list, for the viewer."""
    file = _file(file_id)
    q = request.args.get("q", "").strip()[:MAX_CHARACTERS]
    view = request.args.get("view", "")
    whole = "repository/reading/find.html"
    return render_template(
        "repository/reading/found.html" if "part" in request.args else whole,
        file=file,
        work=file.work,
        found=finding.find(file, q, who()),
        q=q,
        view=view if view in VIEWS else "",
        opens=VIEWS.get(view, "works.reader"),
        back=pages.clamp(request.args.get("page", 1, type=int), file.pages),
    )


@blueprint.get("/files/<int:file_id>")
def content(file_id: int) -> ResponseReturnValue:
    """The file itself, by ranges, for the viewer."""
    file = _file(file_id)
    return send(file.sha256, file.media_type, name=file.name)


@blueprint.get("/files/<int:file_id>/shown")
def shown(file_id: int) -> ResponseReturnValue:
    """What viewers get of a file that browsers shall not open as it came."""
    file = _file(file_id)
    if file.shown_sha256 is None or file.shown_type is None:
        not_found()
    keep = 0 if paged.is_paged(file) else 600
    return send(file.shown_sha256, file.shown_type, name=f"{file.id}", keep=keep)


@blueprint.get("/files/<int:file_id>/download")
@writes
def download(file_id: int) -> ResponseReturnValue:
    """The file to take away; a use."""
    file = _file(file_id)
    person_id = who().person_id
    if person_id is not None and request.method == "GET" and "Range" not in request.headers:
        service.taken_away(file, person_id)
    return send(file.sha256, file.media_type, name=file.name, attach=True)


@blueprint.post("/read/<int:file_id>/beat")
def beat(file_id: int) -> ResponseReturnValue:
    """Seconds in the foreground: `seconds` since the last beat, `reading` its uid or nothing,
    `page` where the person is, if it is told."""
    file, person_id = _file(file_id), who().person_id
    if person_id is None:
        not_found()
    claimed = min(max(request.form.get("seconds", 0, type=int), 0), MOST_CLAIMED)
    page = request.form.get("page", type=int)
    if page is not None:
        # Who acts for somebody moves no place of theirs.
        page = None if g.get("on_behalf_id") else pages.clamp(page, file.pages)
    kept = service.beat(file, person_id, request.form.get("reading"), claimed, page)
    return {"reading": kept.uid, "seconds": kept.seconds, "used": kept.used_at is not None}


def practice_url(work: Work) -> str | None:
    """Where the question set that a work stands for is practised by the present reader."""
    desk = contracts.ask(contracts.PracticeDesk) if work.offer else None
    return desk.link(work.offer.ref) if desk and work.offer else None


def viewer_of(file: WorkFile) -> str:
    """Which page shows a file: pdf, pages, image, media, captions, or none (locked, nothing to
    read)."""
    kind = registry().kinds(FORMAT_KIND).get(file.format)
    if file.locked or not (file.pages or (kind and kind.viewer == "media")):
        return "none"
    if paged.is_paged(file):
        return "pdf"
    return str(kind.viewer) if kind else "pages"


def _file(file_id: int) -> WorkFile:
    file = queries.file_for(file_id, who())
    if file is None:
        _lead_on(file_id)
        not_found()
    return file


def _lead_on(file_id: int) -> None:
    """To the file that stands for one whose work became one with another, for who may read it."""
    if request.method != "GET" or request.endpoint is None:
        return
    # What begins so is no argument of the address but an order to `url_for`.
    said = ((key, value) for key, value in request.args.items() if not key.startswith("_"))
    asked: dict[str, Any] = {key: value for key, value in said if key != "file_id"}
    now = merging.file_now(file_id, request.args.get("page", type=int))
    if now is None or queries.file_for(now[0], who()) is None:
        return
    if now[1] is not None:
        asked["page"] = str(now[1])
    abort(redirect(url_for(request.endpoint, file_id=now[0], **asked), 302))


def _page_of(file: WorkFile) -> int:
    """The page that is asked for, else the one at which the person stopped."""
    asked = request.args.get("page", type=int)
    if asked is None:
        return places.page_of(file, who().person_id)
    return pages.clamp(asked, file.pages)


def _url(endpoint: str, file: WorkFile) -> str:
    return url_for(endpoint, file_id=file.id, **viewers.asked_place())


def read_url(
    work: Work,
    page: int | None = None,
    q: str | None = None,
    moment: tuple[int, int | None] | None = None,
    file_id: int | None = None,
) -> str:
    """Where a work is opened at a page or, a recording, at a moment (seconds, begin and end): its
    file `file_id`, else its first file, or its own page."""
    files = [file for file in work.files if file.id == file_id] or work.files[:1]
    if not files or viewer_of(files[0]) == "none":
        return url_for("works.work", uid=work.uid)
    t, until = moment or (None, None)
    return url_for("works.reader", file_id=files[0].id, page=page, q=q, t=t, until=until)
