"""The Word format, as the library knows it."""

import zipfile
from pathlib import Path

from repository.hooks import Extract, Limits


class WordFormat:
    """Word 2007 and later; macros are never run and files that carry them are another type."""

    name = "word"
    media_types = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
    suffixes = (".docx",)
    viewer = "pages"
    reader = "repository.formats.word.reader"

    def sniff(self, path: Path) -> bool:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                return False
        try:
            with zipfile.ZipFile(path) as container:
                return {"[Content_Types].xml", "word/document.xml"} <= set(container.namelist())
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
            return False

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.word import reader

        return reader.read(path, limits)
