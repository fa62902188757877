"""Text, outline and cover of a PDF."""

import re
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from repository.hooks import Extract, ExtractedPage, FormatError, Limits
from suite.images import as_png
from suite.text import nfc

# Producers put the name of the source file there: "Microsoft Word - De thi.docx".
_PRODUCED = re.compile(r"^Microsoft \w+ - |\.(docx?|pptx?|xlsx?|pdf|tex|dvi)$", re.IGNORECASE)
_DROPPED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def read(path: Path, limits: Limits) -> Extract:
    """All pages of the file. A password gives a locked extract. Raises FormatError."""
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            return Extract(locked=True, warnings=("locked",))
        raise FormatError("damaged") from error
    try:
        return _extract(document, limits)
    except pdfium.PdfiumError as error:
        raise FormatError("damaged") from error
    finally:
        document.close()


def _extract(document: Any, limits: Limits) -> Extract:
    if len(document) == 0:
        raise FormatError("damaged")
    if len(document) > limits.pages:
        raise FormatError("too_many_pages", limit=limits.pages)
    labels = _labels(document)
    pages, size = [], 0
    for index in range(len(document)):
        text = _text(document, index)
        size += len(text)
        if size > limits.text:
            raise FormatError("too_much_text", limit=limits.text)
        pages.append(ExtractedPage(index + 1, labels.get(index, ""), text))
    cover = _cover(document, limits)
    about = document.get_metadata_dict()
    return Extract(
        title=_PRODUCED.sub("", nfc(about.get("Title", "")).strip()),
        creators=tuple(filter(None, [nfc(about.get("Author", "")).strip()])),
        pages=tuple(pages),
        cover=cover,
        warnings=_warnings(pages, cover),
    )


def _text(document: Any, index: int) -> str:
    page = document[index]
    try:
        textpage = page.get_textpage()
        try:
            text = textpage.get_text_range(errors="replace")
        finally:
            textpage.close()
    finally:
        page.close()
    return nfc(text.replace("\r\n", "\n").translate(_DROPPED)).strip()


def _labels(document: Any) -> dict[int, str]:
    """Headings of the outline by the page they open, else the printed numbers that differ."""
    labels = {}
    for index in range(len(document)):
        printed = document.get_page_label(index)
        if printed and printed != str(index + 1):
            labels[index] = nfc(printed)[:200]
    headed: set[int] = set()
    for bookmark in document.get_toc(max_depth=4):
        target = bookmark.get_dest()
        opened = target.get_index() if target else None
        title = nfc(bookmark.get_title() or "").strip()
        if opened is not None and title and opened not in headed:
            headed.add(opened)
            labels[opened] = title[:200]
    return labels


def _cover(document: Any, limits: Limits) -> bytes | None:
    page = document[0]
    try:
        width, height = page.get_size()
        scale = min(limits.cover_width / width, limits.cover_height / height)
        bitmap = page.render(scale=min(scale, 4), may_draw_forms=False)
        return as_png(bitmap.to_pil(), limits.cover_width, limits.cover_height)
    except (pdfium.PdfiumError, ValueError, ZeroDivisionError, MemoryError):
        return None
    finally:
        page.close()


def _warnings(pages: list[ExtractedPage], cover: bytes | None) -> tuple[str, ...]:
    text = "".join(page.text for page in pages)
    checks = {
        "no_text": not text.strip(),
        "no_cover": cover is None,
    }
    return tuple(code for code, found in checks.items() if found)
