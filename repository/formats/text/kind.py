"""The plain-text format, as the library knows it."""

from pathlib import Path

from repository.hooks import Extract, Limits

_OTHERS = (b"%PDF-", b"PK\x03\x04", b"{\\rtf", b"<!doctype", b"<html", b"<?xml", b"<svg", b"#!")
_BOMS = (b"\xff\xfe", b"\xfe\xff")


class TextFormat:
    """UTF-8, UTF-16 or the Vietnamese Windows code page."""

    name = "text"
    media_types = ("text/plain",)
    suffixes = (".txt",)
    viewer = "pages"
    reader = "repository.formats.text.reader"

    def sniff(self, path: Path) -> bool:
        with path.open("rb") as file:
            head = file.read(4096)
        if head.startswith(_BOMS):
            return True
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:9].lower()
        return (
            bool(start)
            and b"\0" not in head
            and not start.startswith(tuple(other.lower() for other in _OTHERS))
        )

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.text import reader

        return reader.read(path, limits)
