"""The Word format, as the library knows it."""

from pathlib import Path

from repository.hooks import Extract, Limits
from suite.archives import holds


class WordFormat:
    """Word 2007 and later; macros are never run and files that carry them are another type."""

    name = "word"
    media_types = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
    suffixes = (".docx",)
    viewer = "pages"
    reader = "repository.formats.word.reader"
    office = "new"

    def sniff(self, path: Path) -> bool:
        return holds(path, "[Content_Types].xml", "word/document.xml")

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.word import reader

        return reader.read(path, limits)
