"""The HTML format, as the library knows it."""

import re
from pathlib import Path

from repository.hooks import Extract, Limits

_TAG = re.compile(rb"<\s*(!doctype\s+html|html|head|body|div|p|h[1-6]|table)\b", re.IGNORECASE)


class HtmlFormat:
    """Read for its text; handed out as a file to keep, never as a page of ours."""

    name = "html"
    media_types = ("text/html", "application/xhtml+xml")
    suffixes = (".html", ".htm", ".xhtml")
    viewer = "pages"
    reader = "repository.formats.html.reader"

    def sniff(self, path: Path) -> bool:
        with path.open("rb") as file:
            head = file.read(4096)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            head = head.replace(b"\0", b"")
        return b"\0" not in head and _TAG.search(head) is not None

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.html import reader

        return reader.read(path, limits)
