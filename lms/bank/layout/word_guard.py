"""Opens a .docx without trusting it: size, names, ratio and XML are checked first."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib

from lxml import etree

from lms.bank.layout.notes import UnreadableFile

MEGABYTE = 1024 * 1024
MAX_FILE = 20 * MEGABYTE
MAX_ENTRIES = 2_000
MAX_UNPACKED = 120 * MEGABYTE
MAX_XML = 40 * MEGABYTE
MAX_RATIO = 200
RATIO_FLOOR = MEGABYTE  # small entries may pack well without harm

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "/officeDocument"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError,
            NotImplementedError, KeyError)  # fmt: skip


class WordArchive:
    """The parts of a checked Word file; raises UnreadableFile with a code that says why not."""

    def __init__(self, data: bytes) -> None:
        if len(data) > MAX_FILE:
            raise UnreadableFile("file_too_large", limit=MAX_FILE // MEGABYTE)
        if data.startswith(_OLE):
            raise UnreadableFile("file_old_word")
        if not data.startswith(b"PK\x03\x04"):
            raise UnreadableFile("file_not_word")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._check(self._zip.infolist())
        except _DAMAGED as error:
            raise UnreadableFile("file_damaged") from error
        self.main = self._find_main()

    def _check(self, entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_UNPACKED:
            raise UnreadableFile("file_bomb")
        names = [entry.filename for entry in entries]
        if len(set(names)) < len(names) or any(_bad(entry) for entry in entries):
            raise UnreadableFile("file_bad_names")
        for entry in entries:
            if entry.flag_bits & 0x1:
                raise UnreadableFile("file_old_word")
            packed = max(1, entry.compress_size)
            if entry.file_size > RATIO_FLOOR and entry.file_size / packed > MAX_RATIO:
                raise UnreadableFile("file_bomb")
        if "[Content_Types].xml" not in names:
            raise UnreadableFile("file_not_word")

    def _find_main(self) -> str:
        links = self.relations("")
        main = next((target for kind, target in links.values() if kind.endswith(_OFFICE)), "")
        types = self.xml("[Content_Types].xml")
        parts = {} if types is None else {e.get("PartName"): e.get("ContentType") for e in types}
        kind = (parts.get("/" + main) or "").lower()
        if "wordprocessingml" not in kind and "word.document.macroenabled" not in kind:
            raise UnreadableFile("file_not_word")
        if not self.has(main):
            raise UnreadableFile("file_damaged")
        return main

    def has(self, name: str) -> bool:
        return name in self._zip.NameToInfo

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id -> (type, name of the part in the archive); outside targets left out."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", name + ".rels"))
        links: dict[str, tuple[str, str]] = {}
        for link in root if root is not None else ():
            if not isinstance(link.tag, str) or link.get("TargetMode") == "External":
                continue
            target = link.get("Target") or ""
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            links[link.get("Id") or ""] = (link.get("Type") or "", posixpath.normpath(path))
        return links

    def bytes(self, name: str) -> bytes:
        """One part as it is; empty where there is no such part."""
        if not self.has(name):
            return b""
        try:
            with self._zip.open(name) as stream:
                return stream.read(MAX_XML)
        except _DAMAGED as error:
            raise UnreadableFile("file_damaged") from error

    def xml(self, name: str) -> etree._Element | None:
        """The root of one part, None where there is no such part."""
        if not self.has(name):
            return None
        try:
            with self._zip.open(name) as stream:
                raw = stream.read(MAX_XML + 1)
        except _DAMAGED as error:
            raise UnreadableFile("file_damaged") from error
        if len(raw) > MAX_XML:
            raise UnreadableFile("file_bomb")
        return parse_xml(raw)


def parse_xml(raw: bytes) -> etree._Element:
    """Parse without entities, DTD, network or huge trees; a document type is refused outright."""
    ascii_view = raw.replace(b"\x00", b"")
    if b"<!DOCTYPE" in ascii_view or b"<!ENTITY" in ascii_view:
        raise UnreadableFile("file_entities")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile("file_damaged") from error
    if root is None:
        raise UnreadableFile("file_damaged")
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFile("file_entities")
    return root


def _bad(entry: zipfile.ZipInfo) -> bool:
    name = entry.orig_filename
    parts = name.replace("\\", "/").split("/")
    kind = (entry.external_attr >> 16) & 0o170000
    return (
        name.startswith(("/", "\\"))
        or ".." in parts
        or "\\" in name
        or "\x00" in name
        or ":" in parts[0]
        or kind == 0o120000
    )
