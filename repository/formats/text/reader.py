"""Plain text in pages."""

import re
from pathlib import Path

from repository.hooks import Extract, ExtractedPage, FormatError, Limits
from suite.decoding import decoded
from suite.paging import paged

_PARAGRAPH = re.compile(r"\n[ \t]*\n|\f")
_TITLE = 200


def read(path: Path, limits: Limits) -> Extract:
    """The text in pages of about 350 words. Raises FormatError."""
    # Four bytes hold any character, so this much is enough to see that there is too much.
    with path.open("rb") as file:
        data = file.read(limits.text * 4 + 1)
    if len(data) > limits.text * 4:
        raise FormatError("too_much_text", limit=limits.text)
    try:
        text = decoded(data).strip()
    except ValueError as error:
        raise FormatError("unknown_encoding") from error
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
