"""The EPUB format, as the library knows it."""

import zipfile
from pathlib import Path

from repository.hooks import Extract, Limits

_TYPE = b"application/epub+zip"


class EpubFormat:
    """EPUB 2 and 3 without copy protection."""

    name = "epub"
    media_types = ("application/epub+zip",)
    suffixes = (".epub",)
    viewer = "book"
    book_process = "repository.formats.epub.chapter_process"
    reader = "repository.formats.epub.reader"

    def sniff(self, path: Path) -> bool:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                return False
        try:
            with zipfile.ZipFile(path) as container:
                kind = container.getinfo("mimetype")
                if kind.file_size > 64 or "META-INF/container.xml" not in container.namelist():
                    return False
                return container.read(kind).strip() == _TYPE
        except Exception:
            # A damaged member raises whatever its compression raises.
            return False

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.epub import reader

        return reader.read(path, limits)
