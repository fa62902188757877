"""What a plugin of the library brings: file formats (plugin kind "repository.format") and feeds
("repository.feed").

A format reads files that strangers made. `read` runs in a process of its own with limits on time
and memory (`repository.ingest.isolate`), so it needs nothing but the file and answers with plain
values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

FORMAT_KIND = "repository.format"
FEED_KIND = "repository.feed"


class FormatError(Exception):
    """A file that is not taken in. `code` names the reason, `params` fill its message.

    Codes: empty_file, file_too_large(limit), unknown_type(found), suffix_mismatch(suffix, found),
    ambiguous, damaged, unpacked_too_large(limit), forbidden_markup, too_many_pages(limit),
    too_much_text(limit), too_many_pixels(limit), too_slow(limit), too_much_memory(limit),
    unsafe_names, unknown_encoding, crashed, macros, virus(found), scan_silent, scan_too_large.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, str | int] = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.code} ({shown})" if shown else self.code


@dataclass(frozen=True)
class Limits:
    """How much a reader may use. Sizes in bytes, text in characters, time in seconds."""

    seconds: int = 120
    memory: int = 1024 * 2**20
    file_size: int = 200 * 2**20
    unpacked: int = 400 * 2**20
    pages: int = 5_000
    text: int = 20_000_000
    image_pixels: int = 40_000_000
    cover_width: int = 320
    cover_height: int = 454


@dataclass(frozen=True)
class ExtractedPage:
    """One page as readers see it. `page_no` counts from 1; `label` is its printed name or title."""

    page_no: int
    label: str
    text: str


@dataclass(frozen=True)
class Extract:
    """What a file says of itself. `cover` is a PNG; `warnings` are codes for the librarian.

    `shown` is the content made anew for browsers, of the type `shown_type`; without it the file
    itself is what viewers get. `media_type` is one of the format's, empty for its first. `seconds`
    is how long it plays. Text is NFC. A locked file (password) has no pages and no cover and is no
    error.
    Warning codes: locked, no_text, odd_text_layer, old_font, split_text,
    no_cover, cover_refused, part_skipped,
    ocr_text, not_scanned.
    """

    title: str = ""
    creators: tuple[str, ...] = ()
    language: str = ""
    pages: tuple[ExtractedPage, ...] = ()
    cover: bytes | None = field(default=None, repr=False)
    locked: bool = False
    warnings: tuple[str, ...] = ()
    media_type: str = ""
    shown: bytes | None = field(default=None, repr=False)
    shown_type: str = ""
    seconds: int | None = None


class FileFormat(Protocol):
    """A kind of file that the library takes in. `reader` is the module path of the `read` function.

    `viewer` names the reading page that shows it ("pdf", "pages", "book", "image",
    "media", "captions"). A format whose pages can be shown as pictures also has `picture_process`,
    the path of a module that serves `answer(path, page, width, data)` by `suite.apart.serve`:
    {"picture": WebP as base64}, or {"error": code}; pages count from 1, `width` is in pixels,
    `data` is empty.
    A "book" has `book_process`, the module that answers a page as safe HTML and a picture of it.
    One whose pages may be scans names also its `renderer`, the module of
    `render(path, page_no, dpi, limits)`, which gives a page as PNG.
    One that LibreOffice can lay out has `office`: "same" where its pages are those that are
    printed (slides), "new" where printing cuts its text into pages of its own.
    """

    name: str
    media_types: Sequence[str]
    suffixes: Sequence[str]
    viewer: str
    reader: str

    def sniff(self, path: Path) -> bool:
        """Whether the inner structure is this format's; never raises on hostile content."""
        ...

    def read(self, path: Path, limits: Limits) -> Extract:
        """The file's text, page by page. Raises FormatError."""
        ...


class Feed(Protocol):
    """A door through which other machines read the library.

    A feed is open only where the setting `library_feeds` names it; its blueprint asks that of
    `repository.api.feed_blueprint`. `title` and `about` are its words for who runs the house,
    `endpoint` is its first address.
    """

    name: str
    title: Any
    about: Any
    endpoint: str
