"""The Excel format, as the library knows it."""

import zipfile
from pathlib import Path

from repository.hooks import Extract, Limits


class SheetsFormat:
    """Excel 2007 and later; files that carry macros are another type."""

    name = "sheets"
    media_types = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)
    suffixes = (".xlsx",)
    viewer = "pages"
    reader = "repository.formats.sheets.reader"

    def sniff(self, path: Path) -> bool:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                return False
        try:
            with zipfile.ZipFile(path) as container:
                return {"[Content_Types].xml", "xl/workbook.xml"} <= set(container.namelist())
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
            return False

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.sheets import reader

        return reader.read(path, limits)
