"""Text of a web page that somebody kept, in pages at its chief headings."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from repository.hooks import Extract, ExtractedPage, FormatError, Limits
from suite.decoding import decoded
from suite.markup import name_of, text_of
from suite.paging import paged

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{3,20})", re.IGNORECASE)
_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
# A character of no meaning, which markup may hold.
_CHAPTER = "\ufdd0"
_BREAKS = ("h1", "h2")


def read(path: Path, limits: Limits) -> Extract:
    """Pages at headings of the first two levels, long ones cut. Raises FormatError."""
    with path.open("rb") as file:
        data = file.read(limits.text * 4 + 1)
    if len(data) > limits.text * 4:
        raise FormatError("too_much_text", limit=limits.text)
    root = _parsed(_text(data))
    if root is None:
        return Extract(warnings=("no_text",))
    title = " ".join((root.findtext(".//title") or "").split())[:200]
    pages = []
    for chapter in _chapters(root):
        label = chapter.split("\n", 1)[0][:200]
        pages += [(label, page) for page in paged(chapter.split("\n"))]
    if len(pages) > limits.pages:
        raise FormatError("too_many_pages", limit=limits.pages)
    found = tuple(ExtractedPage(n, label, text) for n, (label, text) in enumerate(pages, start=1))
    return Extract(
        title=title or (found[0].label if found else ""),
        language=(root.get("lang") or "")[:20],
        pages=found,
        warnings=() if found else ("no_text",),
    )


def _text(data: bytes) -> str:
    """What the page says of its code holds unless it cannot be so; most are UTF-8 anyway."""
    declared = _CHARSET.search(data[:4096])
    try:
        if declared and b"\0" not in data:
            try:
                return data.decode(declared[1].decode("ascii"))
            except (LookupError, UnicodeDecodeError):
                pass
        return decoded(data)
    except ValueError as error:
        raise FormatError("unknown_encoding") from error


def _parsed(text: str) -> Any:
    """The root; None for a page of nothing. The parser refuses nesting deeper than 256."""
    try:
        parser = HTMLParser(no_network=True, huge_tree=False, remove_comments=True)
        return document_fromstring(_DECLARED.sub("", text), parser=parser)
    except etree.ParserError:
        return None
    except (ValueError, etree.LxmlError) as error:
        raise FormatError("damaged") from error


def _chapters(root: Any) -> Iterator[str]:
    body = root.find(".//body")
    body = root if body is None else body
    for node in body.iter():
        if name_of(node) in _BREAKS:
            node.text = _CHAPTER + (node.text or "")
    for chapter in text_of(body).split(_CHAPTER):
        if chapter.strip():
            yield chapter.strip()
