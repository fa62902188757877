"""The reading pages of what is no book: pictures, recordings with their captions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from repository.catalogue.models import WorkFile
from repository.reading.pages import clamp, label_of
from repository.search.engine import Fragment
from repository.search.query import MAX_CHARACTERS, parse
from repository.search.snippets import marked
from school.api import who
from suite import captions, files

ZOOMS = (100, 150, 200, 300, 400)
CAPTIONS, RECORDING = "subtitles", "media"


@dataclass(frozen=True)
class Line:
    """A cue of the transcript: its second, the moment as people read it, what is said."""

    second: int
    moment: str
    said: tuple[Fragment, ...]
    marked: bool


def image_page(file: WorkFile) -> ResponseReturnValue:
    """A picture, as wide as the window or larger: `zoom` in percent of the window."""
    asked = request.args.get("zoom", 100, type=int)
    return render_template(
        "repository/image.html",
        file=file,
        work=file.work,
        zooms=ZOOMS,
        zoom=min(ZOOMS, key=lambda zoom: abs(zoom - asked)),
        counted=who().person_id is not None,
    )


def media_page(file: WorkFile) -> ResponseReturnValue:
    """A recording with its transcript, begun at second `t` (and played to `until`) or at what was
    found: `page` of the `captions` (the id of a file of the same work) with words marked."""
    beside = [one for one in file.work.files if one.format == CAPTIONS and one.shown_sha256]
    asked = request.args.get("captions", type=int)
    chosen = next((one for one in beside if one.id == asked), beside[0] if beside else None)
    q = request.args.get("q", "")
    lines = _transcript(chosen, q) if chosen else []
    return render_template(
        "repository/media.html",
        file=file,
        work=file.work,
        captions=beside,
        chosen=chosen,
        lines=lines,
        start=_start(chosen, lines),
        until=max(0, request.args.get("until", 0, type=int)),
        is_video=file.media_type.startswith("video/"),
        q=q,
        counted=who().person_id is not None,
    )


def asked_place() -> dict[str, Any]:
    """Page and words that the address asks for, to make another address of."""
    return {name: request.args[name] for name in ("page", "q") if name in request.args}


def captions_page(file: WorkFile) -> ResponseReturnValue:
    """Captions beside a recording are read there, at the same moment; others as text."""
    recording = next((one for one in file.work.files if one.format == RECORDING), None)
    args = asked_place()
    if recording is None:
        return redirect(url_for("works.text", file_id=file.id, **args))
    args["captions"] = str(file.id)
    return redirect(url_for("works.reader", file_id=recording.id, **args))


def book_page(file: WorkFile) -> ResponseReturnValue:
    """A book as it is set; with words that were found as text, where they are marked."""
    args = asked_place()
    return redirect(
        url_for("works.text" if args.get("q") else "books.show", file_id=file.id, **args)
    )


def plays(files: Sequence[WorkFile]) -> bool:
    """Whether a work is a recording, so that it has moments in place of pages."""
    return bool(files) and files[0].format == RECORDING


def _transcript(file: WorkFile, q: str) -> list[Line]:
    path = files.store().path(file.shown_sha256 or "")
    if not path.is_file():
        return []
    clauses = parse(q[:MAX_CHARACTERS])
    lines = []
    for cue in captions.parse(path.read_text(encoding="utf-8")):
        said = marked(cue.text, clauses) if clauses else (Fragment(cue.text),)
        found = any(part.marked for part in said)
        lines.append(Line(int(cue.start), captions.stamp(cue.start), said, found))
    return lines


def _start(file: WorkFile | None, lines: list[Line]) -> int:
    """The second asked for; else that of the first find on the asked page, or of its begin."""
    if "t" in request.args:
        return max(0, request.args.get("t", 0, type=int))
    if file is None or "page" not in request.args:
        return 0
    label = label_of(file, clamp(request.args.get("page", 1, type=int), file.pages))
    moments = [line.moment for line in lines]
    at = moments.index(label) if label in moments else 0
    found = [line.second for line in lines[at:] if line.marked] if at < len(lines) else []
    return found[0] if found else (lines[at].second if lines else 0)


PAGES: dict[str, Callable[[WorkFile], ResponseReturnValue]] = {
    "image": image_page,
    "media": media_page,
    "captions": captions_page,
    "book": book_page,
}
