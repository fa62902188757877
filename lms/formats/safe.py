"""Opening what others made: XML without entities, archives within limits. Pure."""

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from lms.formats.model import Unreadable

MEGABYTE = 1 << 20
MOST_ENTRIES, MOST_UNPACKED, MOST_PART, MOST_RATIO = 3_000, 120 * MEGABYTE, 30 * MEGABYTE, 200
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError,
            NotImplementedError, KeyError)  # fmt: skip


def xml(raw: bytes) -> etree._Element:
    """The root of an XML text. Entities, document types and huge trees are refused (Unreadable)."""
    bare = raw.replace(b"\x00", b"")
    if b"<!ENTITY" in bare:
        raise Unreadable("entities")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        raise Unreadable("not_xml", str(line or 1)) from None
    if b"<!DOCTYPE" in bare:
        raise Unreadable("entities")
    return root


class Archive:
    """A zip whose names and sizes were checked before anything is unpacked."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _DAMAGED:
            raise Unreadable("zip_damaged") from None
        if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
            raise Unreadable("zip_bomb")
        names = [one.filename for one in entries]
        if len(set(names)) < len(names):
            raise Unreadable("zip_names")
        for one in entries:
            self._check(one)
        self.names = frozenset(names)

    def _check(self, entry: zipfile.ZipInfo) -> None:
        name = entry.orig_filename
        parts = name.replace("\\", "/").split("/")
        link = (entry.external_attr >> 16) & 0o170000 == 0o120000
        rooted = name.startswith(("/", "\\")) or ":" in parts[0]
        if rooted or ".." in parts or "\x00" in name or link:
            raise Unreadable("zip_names", name[:100])
        if entry.flag_bits & 1:
            raise Unreadable("zip_locked")
        packed = max(1, entry.compress_size)
        big = entry.file_size > MEGABYTE and entry.file_size / packed > MOST_RATIO
        if entry.file_size > MOST_PART or big:
            raise Unreadable("zip_bomb", name[:100])

    def read(self, name: str) -> bytes:
        """The bytes of one entry. Raises Unreadable."""
        try:
            with self._zip.open(name) as stream:
                found: Any = stream.read(MOST_PART + 1)
        except _DAMAGED:
            raise Unreadable("zip_damaged", name[:100]) from None
        if len(found) > MOST_PART:
            raise Unreadable("zip_bomb", name[:100])
        return bytes(found)
