"""Where the files of a list come from: a ZIP, or a folder on the server."""

import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from repository.hooks import FormatError
from suite.archives import Archive, ArchiveRefused
from suite.text import fold

MOST_UNPACKED = 20 * 2**30
_LEFT_OUT = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
UTF8 = 0x800


class Source(Protocol):
    """Files by the names that lists use."""

    @property
    def names(self) -> Mapping[str, object]:
        """What there is; the values are the source's own."""
        ...

    def open(self, name: str) -> IO[bytes]:
        """The content. Raises FormatError."""
        ...

    def close(self) -> None:
        """Let go of what was opened."""
        ...


class Folder:
    """A folder on the server; a link that leads out of it is not followed."""

    def __init__(self, root: Path) -> None:
        root = root.resolve()
        found = (path for path in sorted(root.rglob("*")) if path.is_file())
        inside = (path for path in found if path.resolve().is_relative_to(root))
        self.names = {
            unicodedata.normalize("NFC", path.relative_to(root).as_posix()): path
            for path in inside
            if _wanted(path.relative_to(root).as_posix())
        }

    def open(self, name: str) -> IO[bytes]:
        return self.names[name].open("rb")

    def close(self) -> None:
        """Nothing is held."""


class Zip:
    """A ZIP; its entries are read one after the other and never unpacked beside each other.

    Raises FormatError for one that is damaged, too large or climbs out.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._held = Archive(path, MOST_UNPACKED)
        except ArchiveRefused as refused:
            raise FormatError(refused.code, limit=MOST_UNPACKED) from None
        self.names = {
            shown: entry.filename
            for entry in self._held.entries
            if not entry.is_dir() and _wanted(shown := _name(entry))
        }

    def open(self, name: str) -> IO[bytes]:
        try:
            return self._held.open(self.names[name])
        except ArchiveRefused as refused:
            raise FormatError(refused.code, limit=MOST_UNPACKED) from None

    def close(self) -> None:
        self._held.close()


def find(wanted: str, names: Mapping[str, object]) -> str | None:
    """The file that a list means: by its whole name, else by its last part, else by both without
    marks and capitals; None where none or several fit."""
    wanted = unicodedata.normalize("NFC", wanted.replace("\\", "/")).strip().lstrip("/")
    if wanted in names:
        return wanted
    for same in (lambda one: one, fold):
        whole = [name for name in names if same(name) == same(wanted)]
        if len(whole) == 1:
            return whole[0]
        last = same(PurePosixPath(wanted).name)
        ends = [name for name in names if same(PurePosixPath(name).name) == last]
        if len(ends) == 1 and "/" not in wanted:
            return ends[0]
    return None


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry; old packers of Vietnamese Windows do not say that theirs is UTF-8."""
    name = entry.filename
    if not entry.flag_bits & UTF8:
        raw = name.encode("cp437", "replace")
        for coding in ("utf-8", "cp1258"):
            try:
                name = raw.decode(coding)
                break
            except UnicodeDecodeError:
                continue
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _wanted(name: str) -> bool:
    parts = name.split("/")
    return not any(part in _LEFT_OUT or part.startswith(("~$", "._")) for part in parts)
