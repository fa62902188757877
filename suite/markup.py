"""From markup to the text that readers see: no scripts, lines broken at blocks."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml import etree

from suite.text import nfc

_SILENT = {"script", "style", "head", "template", "noscript", "annotation", "annotation-xml", "rp"}
_INLINE = {
    *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i", "kbd", "mark", "q", "ruby"),
    *("rb", "rt", "s", "samp", "small", "span", "strong", "sub", "sup", "u", "var", "wbr", "font"),
    *("math", "mi", "mn", "mo", "mrow", "msup", "msub", "mfrac", "mtext", "mspace", "msqrt"),
    *("semantics", "mfenced", "mover", "munder", "mstyle", "msubsup", "label", "time"),
}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SPACES = re.compile(r"[ \t\r\n\xa0]+")
_SPACES_IN_LINE = re.compile(r"[ \t\r\xa0]+")
_LINES = re.compile(r" ?\n[ \n]*")


def text_of(node: Any) -> str:
    """The text below a node, tidy and NFC."""
    return _tidy("".join(_pieces(node)))


def name_of(node: Any) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""


def _pieces(node: Any) -> Iterator[str]:
    """Text in order, lines broken at blocks. The parsers refuse nesting deeper than 256."""
    name = name_of(node)
    if node.tag is etree.Entity:
        # Names like &nbsp; that a document type declares elsewhere.
        yield unescape(node.text)
    if not name or name in _SILENT:
        return
    border = "" if name in _INLINE else "\n"
    yield border + _SPACES.sub(" ", node.text or "")
    for child in node:
        yield from _pieces(child)
        yield _SPACES.sub(" ", child.tail or "")
    yield border


def _tidy(text: str) -> str:
    return nfc(_LINES.sub("\n", _SPACES_IN_LINE.sub(" ", text)).strip())
