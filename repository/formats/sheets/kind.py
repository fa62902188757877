"""The Excel format, as the library knows it."""

from pathlib import Path

from repository.hooks import Extract, Limits
from suite.archives import holds


class SheetsFormat:
    """Excel 2007 and later; files that carry macros are another type."""

    name = "sheets"
    media_types = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)
    suffixes = (".xlsx",)
    viewer = "pages"
    reader = "repository.formats.sheets.reader"
    office = "new"

    def sniff(self, path: Path) -> bool:
        return holds(path, "[Content_Types].xml", "xl/workbook.xml")

    def read(self, path: Path, limits: Limits) -> Extract:
        from repository.formats.sheets import reader

        return reader.read(path, limits)
