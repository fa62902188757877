"""ZIP containers that strangers made: read in memory, within a budget, never unpacked to disk."""

import posixpath
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from lxml import etree

MAX_ENTRIES = 20_000
MACROS = "vbaproject.bin"
# Parts that an Office program fetches from elsewhere, and runs or shows, when the file is opened.
_FETCHED = ("/attachedTemplate", "/oleObject", "/frame", "/subDocument", "/aFChunk", "/control")
_ELSEWHERE = re.compile(r"(https?|ftp|mhtml|ms-\w+):|file://[^/]|[\\/]{2}", re.IGNORECASE)
# Dynamic data exchange, by which a field or a formula starts a program.
_FIELD = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
_FORMULA = re.compile(r"\s*[=+@-]?\s*[A-Za-z][\w.]*\|")


class ArchiveRefused(Exception):
    """`code` is damaged, unpacked_too_large, unsafe_names, macros or forbidden_markup."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Archive:
    """Entries by name; all that is read together stays below `budget` bytes."""

    def __init__(self, path: Path, budget: int) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError) as error:
            raise ArchiveRefused("damaged") from error
        self._left = budget
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > budget:
            self._zip.close()
            raise ArchiveRefused("unpacked_too_large")
        if any(_climbs(entry.filename) for entry in entries):
            self._zip.close()
            raise ArchiveRefused("unsafe_names")
        self.names = frozenset(self._zip.namelist())
        self.entries: Sequence[zipfile.ZipInfo] = entries

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def open(self, name: str) -> IO[bytes]:
        """The content of an entry as a stream, which never gives more than the entry's declared
        size. Raises ArchiveRefused, KeyError when there is none; what is read may raise what zlib
        and zipfile raise on damaged entries."""
        try:
            return self._zip.open(self._spend(name))
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile, OSError) as error:
            raise ArchiveRefused("damaged") from error

    def _spend(self, name: str) -> zipfile.ZipInfo:
        entry = self._zip.getinfo(name)
        self._left -= entry.file_size
        if self._left < 0:
            raise ArchiveRefused("unpacked_too_large")
        return entry

    def read(self, name: str) -> bytes:
        """The content of an entry. Raises ArchiveRefused, KeyError when there is none."""
        entry = self._spend(name)
        try:
            return self._zip.read(entry)
        except Exception as error:
            # zlib, lzma, struct and zipfile each raise their own on damaged or locked entries.
            raise ArchiveRefused("damaged") from error


def holds(path: Path, *names: str) -> bool:
    """Whether a file is a ZIP container with these entries; never raises on hostile content."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            return False
    try:
        with zipfile.ZipFile(path) as container:
            return set(names) <= set(container.namelist())
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False


def plain_xml(data: bytes, doctype_allowed: bool = False) -> Any:
    """The root of an XML text without entities. Raises ArchiveRefused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        code = "forbidden_markup" if b"<!ENTITY" in data else "damaged"
        raise ArchiveRefused(code) from error
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and (not doctype_allowed or any(dtd.iterentities())):
        raise ArchiveRefused("forbidden_markup")
    return root


def plain_package(path: Path, budget: int) -> None:
    """Look through an Office package before anything else opens it: no bombs, no entities, no
    climbing names, no macros, nothing that is fetched or started when it is opened. Raises
    ArchiveRefused."""
    with Archive(path, budget) as archive:
        if any(posixpath.basename(name).lower() == MACROS for name in archive.names):
            raise ArchiveRefused("macros")
        for name in sorted(archive.names):
            if name.endswith((".xml", ".rels")):
                root = plain_xml(archive.read(name))
                if _fetches(name, root) if name.endswith(".rels") else _starts(root):
                    raise ArchiveRefused("forbidden_markup")


def _fetches(name: str, relations: Any) -> bool:
    """Whether a part comes from another machine; links that a reader follows may point anywhere,
    and a chart may name the workbook of its numbers, which nobody opens unasked."""
    return "/charts/" not in name and any(
        one.get("TargetMode") == "External"
        and one.get("Type", "").endswith(_FETCHED)
        and _ELSEWHERE.match(one.get("Target", "").strip())
        for one in relations.iter("{*}Relationship")
    )


def _starts(root: Any) -> bool:
    """Whether a field, a formula or a link would start a program."""
    if next(root.iter("{*}ddeLink"), None) is not None:
        return True
    # A field may be spread over many runs.
    fields = "".join(one.text or "" for one in root.iter("{*}instrText"))
    fields += " ".join(v for one in root.iter("{*}fldSimple") for v in one.attrib.values())
    if _FIELD.search(fields) or any(_FORMULA.match(one.text or "") for one in root.iter("{*}f")):
        return True
    actions = (one.get("action", "") for one in root.iter("{*}hlinkClick", "{*}hlinkHover"))
    return any(action.startswith("ppaction://program") for action in actions)


def _climbs(name: str) -> bool:
    path = posixpath.normpath(name.replace("\\", "/"))
    return path.startswith(("/", "..")) or (len(path) > 1 and path[1] == ":") or "\0" in name
