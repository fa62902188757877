"""Cells of a workbook as text: a row is a line."""

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from repository.hooks import Extract, ExtractedPage, FormatError, Limits
from suite.archives import ArchiveRefused, plain_package
from suite.text import nfc

ROWS_A_PAGE = 500
MOST_COLUMNS = 200
MOST_ROWS = 100_000
MOST_CELLS = 1_000_000


def read(path: Path, limits: Limits) -> Extract:
    """Pages of at most 500 rows, named by their sheet. What lies beyond the caps on rows, columns
    and cells is left out, with a warning. Raises FormatError."""
    try:
        plain_package(path, limits.unpacked)
        with path.open("rb") as file:  # openpyxl refuses a name without its ending
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            about = book.properties
            found = _pages(book, limits)
            title, author = nfc(about.title or ""), nfc(about.creator or "")
    except ArchiveRefused as error:
        raise FormatError(error.code, limit=limits.unpacked) from error
    except (FormatError, MemoryError):
        raise
    except Exception as error:
        # openpyxl raises KeyError, ValueError, TypeError on packages that do not fit.
        raise FormatError("damaged") from error
    pages, cut = found
    warnings = {"no_text": not pages, "part_skipped": cut}
    return Extract(
        title=title.strip()[:200],
        creators=() if author.strip() in ("", "openpyxl") else (author.strip(),),
        pages=tuple(pages),
        warnings=tuple(code for code, so in warnings.items() if so),
    )


def _pages(book: Any, limits: Limits) -> tuple[list[ExtractedPage], bool]:
    pages: list[ExtractedPage] = []
    size = cells = 0
    cut = False
    for sheet in book.worksheets:
        lines: list[str] = []
        rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS, max_col=MOST_COLUMNS)
        cut = cut or max(sheet.max_row or 0, 0) > MOST_ROWS
        cut = cut or (sheet.max_column or 0) > MOST_COLUMNS
        for row in rows:
            cells += len(row)
            line = " | ".join(_shown(value) for value in row).strip(" |")
            size += len(line)
            if size > limits.text:
                raise FormatError("too_much_text", limit=limits.text)
            if cells > MOST_CELLS:
                cut = True
                break
            if line:
                lines.append(nfc(line))
        for chunk in _chunks(lines):
            pages.append(ExtractedPage(len(pages) + 1, nfc(sheet.title)[:200], chunk))
        if len(pages) > limits.pages:
            raise FormatError("too_many_pages", limit=limits.pages)
    return pages, cut


def _chunks(lines: list[str]) -> Iterator[str]:
    for at in range(0, len(lines), ROWS_A_PAGE):
        yield "\n".join(lines[at : at + ROWS_A_PAGE])


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        whole = value.time() == time()
        return f"{value:%d/%m/%Y}" if whole else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())
