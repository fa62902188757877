"""The package document of an EPUB: metadata, reading order, cover."""

import posixpath
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from suite.archives import Archive, ArchiveRefused, plain_xml
from suite.text import nfc

CONTAINER = "META-INF/container.xml"
_DOCUMENTS = ("application/xhtml+xml", "text/html")


@dataclass(frozen=True)
class Package:
    """Paths are names of entries of the container; those that are not there are left out."""

    title: str
    creators: tuple[str, ...]
    language: str
    spine: tuple[str, ...]
    cover: str | None
    missing: int


def read_package(archive: Archive) -> Package:
    """What the package says. Raises ArchiveRefused."""
    if "META-INF/rights.xml" in archive.names or CONTAINER not in archive.names:
        raise ArchiveRefused("damaged")
    rootfiles = plain_xml(archive.read(CONTAINER)).xpath("//*[local-name()='rootfile']/@full-path")
    opf = str(rootfiles[0]) if rootfiles else ""
    if opf not in archive.names:
        raise ArchiveRefused("damaged")
    root = plain_xml(archive.read(opf), doctype_allowed=True)
    items = {
        item.get("id", ""): item for item in root.xpath("//*[local-name()='manifest']/*[@href]")
    }
    folder = posixpath.dirname(opf)
    references = root.xpath("//*[local-name()='spine']/*[local-name()='itemref']/@idref")
    wanted = [items[ref] for ref in references if ref in items]
    paths = [_entry(folder, i) for i in wanted if i.get("media-type") in _DOCUMENTS]
    spine = tuple(path for path in paths if path in archive.names)
    cover = _cover(root, items)
    cover_path = _entry(folder, cover) if cover is not None else None
    return Package(
        title=next(iter(_texts(root, "title")), ""),
        creators=tuple(_texts(root, "creator")),
        language=next(iter(_texts(root, "language")), ""),
        spine=spine,
        cover=cover_path if cover_path in archive.names else None,
        missing=len(references) - len(spine),
    )


def _texts(root: Any, name: str) -> list[str]:
    path = f"//*[local-name()='metadata']//*[local-name()='{name}']"
    found = (" ".join("".join(node.itertext()).split()) for node in root.xpath(path))
    return [nfc(text)[:500] for text in found if text]


def _cover(root: Any, items: dict[str, Any]) -> Any | None:
    for item in items.values():
        if "cover-image" in (item.get("properties") or "").split():
            return item
    named = root.xpath("//*[local-name()='meta'][@name='cover']/@content")
    return items.get(str(named[0])) if named else None


def _entry(folder: str, item: Any) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(item.get("href", "").split("#")[0])))
