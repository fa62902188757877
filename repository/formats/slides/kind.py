"""The PowerPoint format, as the library knows it."""

from pathlib import Path

from repository.hooks import Extract, Limits
from suite.archives import holds


class SlidesFormat:
    """PowerPoint 2007 and later; files that carry macros are another type."""

    name = "slides"
    media_types = ("application/vnd.openxmlformats-officedocument.presentationml.presentation",)
    suffixes = (".pptx",)
    viewer = "pages"
    reader = "repository.formats.slides.reader"
    office = "same"

    def sniff(self, path: Path) -> bool:
        return holds(path, "[Content_Types].xml", "ppt/presentation.xml")

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.slides import reader

        return reader.read(path, limits)
