"""Bookmarks and notes in the reader: as forms, and as data for the PDF viewer."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from repository.catalogue import queries
from repository.catalogue.models import WorkFile
from repository.reading import notes, pages
from repository.reading.forms import NoteForm
from repository.reading.models import Note
from repository.reading.notes import TooMany
from school.api import who
from suite import undo, web
from suite.forms import once
from suite.web import not_found

blueprint = Blueprint("notes", __name__, url_prefix="/library")
ACTION = "library.note"


@blueprint.get("/read/<int:file_id>/notes")
def index(file_id: int) -> ResponseReturnValue:
    """What the present person sees in a file, for the viewer: bookmarks and notes by page."""
    return {"notes": [_plain(note) for note in notes.in_file(_file(file_id), who())]}


@blueprint.route("/read/<int:file_id>/notes/new", methods=["GET", "POST"])
@web.in_person
@once
def add(file_id: int) -> ResponseReturnValue:
    """Write a note at a page."""
    file = _file(file_id)
    page = pages.clamp(request.args.get("page", 1, type=int), file.pages)
    form = NoteForm().offer(notes.classes_of(who()))
    if form.validate_on_submit():
        try:
            note = notes.add(file, page, who().person_id or 0, form.said())
        except TooMany:
            form.text.errors = [_too_many()]
        else:
            flash(gettext("The note is kept."), "success")
            in_viewer = "viewer" in request.args
            return redirect(_place(file, page) if in_viewer else _page_url(note), 303)
    elif request.method == "GET":
        form.quote.data = request.args.get("quote", "")[:1000]
        form.near.data = request.args.get("near", "")
    return _form(form, file, page)


@blueprint.post("/read/<int:file_id>/bookmark")
@web.in_person
def bookmark(file_id: int) -> ResponseReturnValue:
    """Put a bookmark at a page, or take it away."""
    file = _file(file_id)
    page = pages.clamp(request.form.get("page", 1, type=int), file.pages)
    try:
        held = notes.turn_bookmark(file, page, who().person_id or 0)
    except TooMany:
        flash(_too_many(), "warning")
        held = False
    if request.accept_mimetypes.best == "application/json":
        return {"held": held}
    return web.back(url_for("works.text", file_id=file.id, page=page))


@blueprint.route("/notes/<uid>", methods=["GET", "POST"])
@web.in_person
def edit(uid: str) -> ResponseReturnValue:
    """Say a note otherwise."""
    note = _mine(uid)
    if note.removed_at is not None or note.is_bookmark:
        not_found()
    form = NoteForm().offer(notes.classes_of(who()))
    if form.validate_on_submit():
        notes.change(note, form.said())
        flash(gettext("The note is kept."), "success")
        return redirect(_page_url(note), 303)
    if request.method == "GET":
        form.show(note)
    return _form(form, note.file, note.page, note)


@blueprint.post("/notes/<uid>/remove")
@web.in_person
def remove(uid: str) -> ResponseReturnValue:
    """Throw a note or a bookmark away, with undo."""
    note = _mine(uid)
    url = _page_url(note).partition("#")[0]
    notes.remove(note)
    undo.offer(gettext("It was thrown away."), ACTION, uid=uid)
    return web.back(url)


@undo.action(ACTION)
def take_back(uid: str) -> str:
    """Have a note again that was thrown away."""
    notes.take_back(_mine(uid))
    return gettext("It is here again.")


def _file(file_id: int) -> WorkFile:
    file = queries.file_for(file_id, who())
    if file is None or who().person_id is None:
        not_found()
    return file


def _mine(uid: str) -> Note:
    note = notes.mine(uid, who())
    if note is None or who().person_id is None:
        not_found()
    _file(note.file_id)
    return note


def _form(form: NoteForm, file: WorkFile, page: int, note: Note | None = None) -> Any:
    html = render_template(
        "repository/reading/note_form.html",
        form=form,
        file=file,
        work=file.work,
        page_no=page,
        note=note,
        back=_page_url(note) if note else _place(file, page),
    )
    return html, 422 if form.errors else 200


def _place(file: WorkFile, page: int) -> str:
    if "viewer" in request.args:
        return url_for("works.reader", file_id=file.id, page=page, whole=1)
    return url_for("works.text", file_id=file.id, page=page)


def _page_url(note: Note) -> str:
    place = url_for("works.text", file_id=note.file_id, page=note.page)
    if note.stayed is not None:
        place = url_for("versions.show", uid=note.stayed.uid, page=note.page)
    return f"{place}#note-{note.uid}"


def _too_many() -> str:
    return gettext("There are %(num)s notes in this work; throw some away.", num=notes.MOST_NOTES)


def _plain(note: Note) -> dict[str, Any]:
    own = note.person_id == who().person_id
    return {
        "uid": note.uid,
        "page": note.page,
        "quote": note.quote,
        "text": note.text,
        "bookmark": note.is_bookmark,
        "by": None if own else note.person.full_name,
        "edit": url_for("notes.edit", uid=note.uid) if own and not note.is_bookmark else None,
    }
