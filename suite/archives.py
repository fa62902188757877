"""ZIP containers that strangers made: read in memory, within a budget, never unpacked to disk."""

import posixpath
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from lxml import etree

MAX_ENTRIES = 20_000


class ArchiveRefused(Exception):
    """`code` is damaged, unpacked_too_large, unsafe_names or forbidden_markup."""

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
    climbing names. Raises ArchiveRefused."""
    with Archive(path, budget) as archive:
        for name in sorted(archive.names):
            if name.endswith((".xml", ".rels")):
                plain_xml(archive.read(name))


def _climbs(name: str) -> bool:
    path = posixpath.normpath(name.replace("\\", "/"))
    return path.startswith(("/", "..")) or (len(path) > 1 and path[1] == ":") or "\0" in name
