"""The PowerPoint format, as the library knows it."""

import zipfile
from pathlib import Path

from repository.hooks import Extract, Limits


class SlidesFormat:
    """PowerPoint 2007 and later; files that carry macros are another type."""

    name = "slides"
    media_types = ("application/vnd.openxmlformats-officedocument.presentationml.presentation",)
    suffixes = (".pptx",)
    viewer = "pages"
    reader = "repository.formats.slides.reader"

    def sniff(self, path: Path) -> bool:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                return False
        try:
            with zipfile.ZipFile(path) as container:
                return {"[Content_Types].xml", "ppt/presentation.xml"} <= set(container.namelist())
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
            return False

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.slides import reader

        return reader.read(path, limits)
