"""Text and cover of an EPUB, one page for each document of the reading order."""

from pathlib import Path
from typing import Any

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from repository.formats.epub.package import Package, read_package
from repository.hooks import Extract, ExtractedPage, FormatError, Limits
from suite.archives import Archive, ArchiveRefused, plain_xml
from suite.images import ImageRefused, thumbnail_png
from suite.markup import HEADINGS, name_of, text_of


def read(path: Path, limits: Limits) -> Extract:
    """All documents of the spine in order. Raises FormatError."""
    try:
        with Archive(path, limits.unpacked) as archive:
            return _extract(archive, limits)
    except ArchiveRefused as error:
        raise FormatError(error.code, limit=limits.unpacked) from error


def _extract(archive: Archive, limits: Limits) -> Extract:
    package = read_package(archive)
    if not package.spine:
        raise FormatError("damaged")
    if len(package.spine) > limits.pages:
        raise FormatError("too_many_pages", limit=limits.pages)
    pages, size = [], 0
    for number, name in enumerate(package.spine, start=1):
        page = _page(number, archive.read(name))
        size += len(page.text)
        if size > limits.text:
            raise FormatError("too_much_text", limit=limits.text)
        pages.append(page)
    cover, warnings = _cover(archive, package, limits)
    if package.missing:
        warnings.append("part_skipped")
    if not size:
        warnings.append("no_text")
    return Extract(
        title=package.title,
        creators=package.creators,
        language=package.language,
        pages=tuple(pages),
        cover=cover,
        warnings=tuple(warnings),
    )


def _page(number: int, data: bytes) -> ExtractedPage:
    root = parse(data)
    body = next((node for node in root.iter() if name_of(node) == "body"), root)
    text = text_of(body)
    headings = (node for node in body.iter() if name_of(node) in HEADINGS)
    heading = next((text_of(node) for node in headings), "")
    return ExtractedPage(number, " ".join(heading.split())[:200], text)


def parse(data: bytes) -> Any:
    """The root of a document. Raises ArchiveRefused.

    XML first: an HTML parser would take <script/> for the begin of a script.
    """
    try:
        return plain_xml(data, doctype_allowed=True)
    except ArchiveRefused as error:
        if error.code != "damaged":
            raise
    parser = HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        return document_fromstring(data, parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise ArchiveRefused("damaged") from error


def _cover(archive: Archive, package: Package, limits: Limits) -> tuple[bytes | None, list[str]]:
    if package.cover is None:
        return None, ["no_cover"]
    try:
        data = archive.read(package.cover)
        size = limits.cover_width, limits.cover_height
        return thumbnail_png(data, *size, max_pixels=limits.image_pixels), []
    except ImageRefused:
        return None, ["cover_refused"]
