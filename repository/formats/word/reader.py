"""Text of a Word document: paragraphs, tables, equations and text boxes, in reading order."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table

from repository.hooks import Extract, ExtractedPage, FormatError, Limits
from suite.archives import ArchiveRefused, plain_package
from suite.paging import paged
from suite.text import nfc

PAGE_BREAK = "\f"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_TEXT, _TAB, _BREAK = qn("w:t"), qn("w:tab"), qn("w:br")
_RENDERED = qn("w:lastRenderedPageBreak")
_BEFORE = qn("w:pageBreakBefore")
# Word keeps a second copy of every text box for old versions.
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def read(path: Path, limits: Limits) -> Extract:
    """The document in pages at its page breaks, or of about 350 words. Raises FormatError."""
    try:
        plain_package(path, limits.unpacked)
        document = Document(str(path))
        if document.element.body is None:
            raise FormatError("damaged")
    except ArchiveRefused as error:
        raise FormatError(error.code, limit=limits.unpacked) from error
    except (FormatError, MemoryError):
        raise
    except Exception as error:
        # python-docx raises KeyError, ValueError and its own kinds on packages that do not fit.
        raise FormatError("damaged") from error
    text = "".join(_blocks(document, limits))
    about = document.core_properties
    stretches = [stretch for stretch in text.split(PAGE_BREAK) if stretch.strip()]
    texts = [page for stretch in stretches for page in paged(stretch.split("\n"))]
    if len(texts) > limits.pages:
        raise FormatError("too_many_pages", limit=limits.pages)
    pages = tuple(ExtractedPage(n, "", nfc(page)) for n, page in enumerate(texts, start=1))
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return Extract(
        title=nfc((about.title or first)[:200].strip()),
        creators=tuple(filter(None, [nfc(about.author or "").strip()])),
        language=(about.language or "").strip(),
        pages=pages,
        warnings=() if pages else ("no_text",),
    )


def _blocks(document: Any, limits: Limits) -> Iterator[str]:
    size = 0
    for block in document.iter_inner_content():
        element = block._element
        if isinstance(block, Table):
            text = "\n".join(_row(row) for row in element.iterchildren(qn("w:tr")))
        else:
            text = "".join(_pieces(element))
        size += len(text)
        if size > limits.text:
            raise FormatError("too_much_text", limit=limits.text)
        yield text + "\n"


def _row(row: Any) -> str:
    cells = ("".join(_pieces(cell)).strip() for cell in row.iterchildren(qn("w:tc")))
    return " | ".join(cell.replace("\n", " ").replace(PAGE_BREAK, " ") for cell in cells)


def _pieces(element: Any) -> Iterator[str]:
    for node in element.iter(_TEXT, _MATH, _TAB, _BREAK, _RENDERED, _BEFORE, qn("w:p")):
        if any(above.tag == _FALLBACK for above in node.iterancestors()):
            continue
        if node.tag in (_TEXT, _MATH):
            yield node.text or ""
        elif node.tag == _TAB:
            # The same tag defines tab stops in paragraph settings.
            yield "\t" if node.getparent().tag == qn("w:r") else ""
        elif node.tag == _BREAK:
            yield PAGE_BREAK if node.get(qn("w:type")) == "page" else "\n"
        elif node.tag in (_RENDERED, _BEFORE):
            yield PAGE_BREAK
        elif node is not element:
            yield "\n"
