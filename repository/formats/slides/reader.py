"""Text of a presentation: shapes, groups, tables and notes of each slide."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pptx import Presentation

from repository.hooks import Extract, ExtractedPage, FormatError, Limits
from suite.archives import ArchiveRefused, plain_package
from suite.text import nfc

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PARAGRAPH, _TEXT, _BREAK = (_DRAWING + name for name in ("p", "t", "br"))
_ROW, _CELL = _DRAWING + "tr", _DRAWING + "tc"
_NOTES = "/notesSlide"


def read(path: Path, limits: Limits) -> Extract:
    """A page for each slide, named by its title. Raises FormatError."""
    try:
        plain_package(path, limits.unpacked)
        show = Presentation(str(path))
        slides = list(show.slides)
        about = show.core_properties
        title, author = nfc(about.title or ""), nfc(about.author or "")
    except ArchiveRefused as error:
        raise FormatError(error.code, limit=limits.unpacked) from error
    except Exception as error:
        # python-pptx raises KeyError, ValueError and its own kinds on packages that do not fit.
        raise FormatError("damaged") from error
    if len(slides) > limits.pages:
        raise FormatError("too_many_pages", limit=limits.pages)
    pages, size = [], 0
    for number, slide in enumerate(slides, start=1):
        page = _page(number, slide)
        size += len(page.text)
        if size > limits.text:
            raise FormatError("too_much_text", limit=limits.text)
        pages.append(page)
    first = next((page.label for page in pages if page.label), "")
    plain = "PowerPoint Presentation"
    return Extract(
        title=(title if title.strip() not in ("", plain) else first)[:200].strip(),
        creators=tuple(filter(None, [author.strip()])),
        pages=tuple(pages),
        warnings=() if size else ("no_text",),
    )


def _page(number: int, slide: Any) -> ExtractedPage:
    try:
        title = slide.shapes.title
        label = " ".join(_lines(title._element)) if title is not None else ""
        parts = list(_lines(slide._element))
        notes = [part for name, part in _related(slide) if name.endswith(_NOTES)]
        for part in notes:
            said = [line for line in _lines(part._element) if line and line != str(number)]
            parts += ["", *said] if said else []
    except Exception as error:
        raise FormatError("damaged") from error
    text = nfc("\n".join(parts)).strip()
    return ExtractedPage(number, nfc(" ".join(label.split()))[:200], text)


def _related(slide: Any) -> Iterator[tuple[str, Any]]:
    for rel in slide.part.rels.values():
        if not rel.is_external and hasattr(rel.target_part, "_element"):
            yield rel.reltype, rel.target_part


def _lines(element: Any) -> Iterator[str]:
    """Paragraphs in order; the cells of a table's row stand on one line."""
    for node in element.iter(_ROW, _PARAGRAPH):
        if node.tag == _ROW:
            cells = (" ".join(_words(cell).split()) for cell in node.iter(_CELL))
            yield " | ".join(cells)
        elif not any(above.tag == _CELL for above in node.iterancestors()):
            line = _words(node).strip()
            if line:
                yield line


def _words(element: Any) -> str:
    breaks = (_BREAK, _PARAGRAPH)
    found = element.iter(_TEXT, _MATH, *breaks)
    return "".join("\n" if node.tag in breaks else node.text or "" for node in found)
