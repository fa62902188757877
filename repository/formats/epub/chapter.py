"""A document of an EPUB as plain HTML: its headings, lists, tables, pictures and formulas.

Scripts, styles, forms and all that is fetched from elsewhere are left out. Pictures are named by
their number among those of the book, links to other documents by the number of the page.
"""

import posixpath
import re
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import nh3
from lxml import etree

from repository.formats.epub.package import Package
from suite.archives import Archive
from suite.markup import name_of

PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp")
MOST_MARKUP = 4_000_000
_MATH = {
    *("math", "mi", "mn", "mo", "ms", "mtext", "mspace", "mrow", "mfrac", "msqrt", "mroot"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd"),
    *("mpadded", "mphantom", "mmultiscripts", "mprescripts", "mstyle"),
}
_TAGS = {
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "section", "article", "aside", "header"),
    *("footer", "nav", "blockquote", "pre", "figure", "figcaption", "hr", "br", "ul", "ol", "li"),
    *("dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a"),
    *("img", "span", "em", "strong", "i", "b", "u", "s", "sub", "sup", "small", "code", "kbd"),
    *("samp", "var", "q", "cite", "dfn", "abbr", "time", "mark", "ruby", "rb", "rt", "rp", "wbr"),
    *("details", "summary"),
} | _MATH
_ATTRIBUTES = {
    "*": {"id", "lang", "dir"},
    "a": {"href", "target"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
    "math": {"display", "alttext"},
    **{name: {"mathvariant", "stretchy", "linethickness"} for name in ("mi", "mo", "mn", "mfrac")},
}
_GONE = {
    *("script", "style", "svg", "head", "template", "iframe", "object", "embed", "annotation-xml"),
}

_OURS = {
    "href": re.compile(r"#.*|\./\?page=[0-9]+(#.*)?", re.DOTALL),
    "src": re.compile(r"picture/[0-9]+"),
    "target": re.compile(r"_top"),
}

Address = Callable[[int], str]


class Page(Protocol):
    """The address of a page, and of a part of it."""

    def __call__(self, number: int, part: str) -> str: ...


def pictures_of(archive: Archive) -> list[str]:
    """The names of the book's pictures, in a fixed order."""
    return sorted(name for name in archive.names if name.lower().endswith(PICTURES))


def html_of(
    archive: Archive, package: Package, root: Any, name: str, picture: Address, page: Page
) -> str:
    """The body of a parsed document as HTML; `picture` and `page` give addresses of their numbers
    (pictures count from 0, pages from 1, the latter with a part of the page)."""
    places = {one: number for number, one in enumerate(pictures_of(archive))}
    pages = {one: number for number, one in enumerate(package.spine, start=1)}
    folder = posixpath.dirname(name)
    body = next((node for node in root.iter() if name_of(node) == "body"), root)
    for node in list(body.iter()):
        _drawing(node)
        kind = name_of(node)
        if not kind:
            continue
        if kind == "img":
            _point(node, "src", places.get(_entry(folder, node.get("src"))), picture)
        elif kind == "a" and not (node.get("href") or "").startswith("#"):
            found = pages.get(_entry(folder, node.get("href")))
            part = urlsplit(node.get("href") or "").fragment
            _point(node, "href", found, partial(page, part=part))
            if found is not None:
                node.set("target", "_top")
        node.tag = kind
    etree.cleanup_namespaces(body)
    text = etree.tostring(body, method="html", encoding="unicode", with_tail=False)
    return clean(text[:MOST_MARKUP])


def clean(markup: str) -> str:
    """Only what a book needs to be read."""
    return nh3.clean(
        markup,
        tags=_TAGS,
        clean_content_tags=_GONE,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes=set(),
        link_rel=None,
    )


def _kept(_tag: str, attribute: str, value: str) -> str | None:
    """Addresses of ours alone: whatever way a book found to write another, it leads nowhere."""
    if attribute in _OURS and not _OURS[attribute].fullmatch(value):
        return None
    return value


def _drawing(node: Any) -> None:
    """A picture that stands in a drawing, as covers do, becomes a picture of its own."""
    if name_of(node) != "svg":
        return
    for image in node.iter():
        if name_of(image) == "image":
            href = next((value for key, value in image.attrib.items() if key.endswith("href")), "")
            tail = node.tail
            node.clear()
            node.tag, node.tail = "img", tail
            node.set("src", href)
            return


def _point(node: Any, attribute: str, number: int | None, address: Address) -> None:
    if number is None:
        node.attrib.pop(attribute, None)
    else:
        node.set(attribute, address(number))


def _entry(folder: str, href: str | None) -> str:
    parts = urlsplit(href or "")
    if parts.scheme or parts.netloc or not parts.path:
        return ""
    return posixpath.normpath(posixpath.join(folder, unquote(parts.path)))
