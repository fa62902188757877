"""Decisions about what is handed in: which files, under which names, in which state."""

from typing import Literal

from suite import media

MOST_FILES = 5
MOST_BYTES = 15 * 2**20
MOST_TEXT = 100_000

ALLOWED: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/gif": (".gif",),
    "image/heic": (".heic", ".heif"),
    "application/pdf": (".pdf",),
    "text/plain": (".txt", ".py", ".sb", ".csv", ".md"),
    "application/msword": (".doc",),
    media.WORD: (".docx",),
    media.EXCEL: (".xlsx",),
    media.SLIDES: (".pptx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a",),
    "video/mp4": (".mp4",),
}
SHOWN_IN_PAGE = ("image/jpeg", "image/png", "image/webp", "image/gif")
FileProblem = Literal["type", "size", "count", "empty"]
WorkState = Literal["nothing", "to_mark", "marked", "returned"]


def safe_name(name: str, media_type: str) -> str:
    """A file name without folders, control or direction characters, ending as its type does.

    A name that ends otherwise gets the right ending added, so that what a teacher saves never
    opens as something else than it is.
    """
    return media.safe_name(name, ALLOWED[media_type])


def work_state(*, handed_in: bool, marked: bool, returned: bool) -> WorkState:
    """How far one pupil's work has come, for the list of the marker."""
    if marked:
        return "returned" if returned else "marked"
    return "to_mark" if handed_in else "nothing"


def next_to_mark(states: list[tuple[int, WorkState]], after: int) -> int | None:
    """The person whose work waits next in the list after `after`, from the top again, or None."""
    ids = [person_id for person_id, _state in states]
    start = ids.index(after) + 1 if after in ids else 0
    turned = states[start:] + states[:start]
    return next((person_id for person_id, state in turned if state == "to_mark"), None)
