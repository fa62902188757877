"""Plain text in pages."""

import codecs
import re
from pathlib import Path

from repository.hooks import Extract, ExtractedPage, FormatError, Limits
from suite.paging import paged
from suite.text import nfc

_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\f")
_TITLE = 200


def read(path: Path, limits: Limits) -> Extract:
    """The text in pages of about 350 words. Raises FormatError."""
    # Four bytes hold any character, so this much is enough to see that there is too much.
    with path.open("rb") as file:
        data = file.read(limits.text * 4 + 1)
    if len(data) > limits.text * 4:
        raise FormatError("too_much_text", limit=limits.text)
    text = nfc(_decode(data)).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > limits.text:
        raise FormatError("too_much_text", limit=limits.text)
    if not text:
        raise FormatError("empty_file")
    pages = tuple(
        ExtractedPage(number, "", page)
        for number, page in enumerate(paged(_PARAGRAPH.split(text)), start=1)
    )
    if len(pages) > limits.pages:
        raise FormatError("too_many_pages", limit=limits.pages)
    return Extract(title=text.split("\n", 1)[0].strip()[:_TITLE], pages=pages)


def _decode(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "windows-1258"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            return text
    raise FormatError("unknown_encoding")
