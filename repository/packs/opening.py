"""A pack that strangers made: nothing of it is believed before it was looked at as a whole."""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from repository.packs import manifest, rules, signature
from repository.packs.manifest import BadManifest, File, Manifest
from repository.packs.signature import BadSignature
from suite.archives import MAX_ENTRIES
from suite.files import CHUNK

MOST_MANIFEST, MOST_INDEX, MOST_COVER = 8 * 2**20, 16 * 2**20, 20 * 2**20
_ENCRYPTED = 0x1
# A file that shrinks to less than this part was made to be large.
_RATIO, _SMALL = 200, 2**20
_DAMAGED = (OSError, EOFError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error)


class PackRefused(Exception):
    """A pack that is not taken in. `code` names the reason, `params` say where.

    Codes: not_a_pack, damaged(name), too_many_entries(limit), too_large(limit), unsafe_name(name),
    twice(name), no_plain_file(name), locked(name), stray(name), bomb(name),
    bad_manifest(where, what), file_missing(name), size_differs(name), hash_differs(name),
    altered(name).
    """

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params


@dataclass(frozen=True)
class PackLimits:
    """How large a pack may be unpacked, and each file of it; bytes."""

    whole: int
    file: int


class OpenPack:
    """A pack whose names, sizes, manifest and signature were looked at. `key` is the public key
    that signed it, none where nobody did. Raises PackRefused."""

    def __init__(self, path: Path, limits: PackLimits) -> None:
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(path)
        except _DAMAGED as error:
            raise PackRefused("not_a_pack") from error
        try:
            self._entries = _looked_through(self._zip, limits)
            self.manifest = self._read_manifest()
            self._agree()
            self.key = self._signed_by()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def files(self) -> Iterator[File]:
        """Each file once."""
        seen = set()
        for work in self.manifest.works:
            for file in work.files:
                if file.sha256 not in seen:
                    seen.add(file.sha256)
                    yield file

    def verify(self, progress: Callable[[int, int], None]) -> None:
        """Read every file and compare its hash. Raises PackRefused."""
        self._verify_covers()
        held = list(self.files())
        for number, file in enumerate(held, start=1):
            digest, size = hashlib.sha256(), 0
            with self.open(file) as source:
                try:
                    while chunk := source.read(CHUNK):
                        size += len(chunk)
                        if size > file.size:
                            raise PackRefused("size_differs", name=file.name)
                        digest.update(chunk)
                except _DAMAGED as error:
                    raise PackRefused("damaged", name=file.name) from error
            if size != file.size:
                raise PackRefused("size_differs", name=file.name)
            if digest.hexdigest() != file.sha256:
                raise PackRefused("hash_differs", name=file.name)
            progress(number, len(held))

    def _verify_covers(self) -> None:
        for sha256 in sorted({work.cover for work in self.manifest.works if work.cover}):
            name = rules.cover(sha256)
            if name in self._entries and hashlib.sha256(self._whole(name)).hexdigest() != sha256:
                raise PackRefused("hash_differs", name=name)

    @contextmanager
    def open(self, file: File) -> Iterator[IO[bytes]]:
        """The content of a file, to read. Raises PackRefused."""
        try:
            source = self._zip.open(file.path)
        except (*_DAMAGED, RuntimeError) as error:
            raise PackRefused("damaged", name=file.name) from error
        with source:
            yield source

    def _read_manifest(self) -> Manifest:
        if rules.MANIFEST not in self._entries:
            raise PackRefused("not_a_pack")
        content = self._whole(rules.MANIFEST)
        try:
            return manifest.parse(content)
        except BadManifest as error:
            raise PackRefused("bad_manifest", where=error.where, what=error.what) from error

    def _whole(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except (*_DAMAGED, RuntimeError) as error:
            raise PackRefused("damaged", name=name) from error

    def _signed_by(self) -> str | None:
        """The public key that signed the pack; none for one without a signature."""
        if rules.SIGNATURE not in self._entries:
            return None
        if rules.INDEX not in self._entries:
            raise PackRefused("file_missing", name=rules.INDEX)
        held = {name: self._whole(name) for name in (rules.MANIFEST, rules.INDEX)}
        try:
            return signature.checked(self._whole(rules.SIGNATURE), held)
        except BadSignature as error:
            raise PackRefused("altered", name=error.name) from error

    def _agree(self) -> None:
        """Files that are spoken of are there, with that size, and nothing else is."""
        spoken = {rules.MANIFEST, rules.INDEX, rules.SIGNATURE}
        sizes: dict[str, int] = {}
        for place, work in enumerate(self.manifest.works):
            spoken |= {rules.cover(work.cover)} if work.cover else set()
            for number, file in enumerate(work.files):
                where = f"works.{place}.files.{number}"
                if file.path != rules.entry(file.sha256, file.name):
                    raise PackRefused("bad_manifest", where=f"{where}.path", what=file.path)
                entry = self._entries.get(file.path)
                if entry is None:
                    raise PackRefused("file_missing", name=file.name)
                if entry.file_size != file.size or sizes.setdefault(file.sha256, file.size) != (
                    file.size
                ):
                    raise PackRefused("size_differs", name=file.name)
                spoken.add(file.path)
        for name in sorted(set(self._entries) - spoken):
            raise PackRefused("stray", name=name)


def _looked_through(held: zipfile.ZipFile, limits: PackLimits) -> dict[str, zipfile.ZipInfo]:
    entries = held.infolist()
    if len(entries) > MAX_ENTRIES:
        raise PackRefused("too_many_entries", limit=MAX_ENTRIES)
    if sum(entry.file_size for entry in entries) > limits.whole:
        raise PackRefused("too_large", limit=limits.whole)
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        _look(entry, limits)
        if entry.filename in found:
            raise PackRefused("twice", name=entry.filename[:200])
        found[entry.filename] = entry
    return found


def _look(entry: zipfile.ZipInfo, limits: PackLimits) -> None:
    name = entry.filename[:200]
    if not rules.is_entry(entry.filename):
        climbs = ".." in name or name.startswith(("/", "\\")) or "\\" in name or ":" in name
        raise PackRefused("unsafe_name" if climbs else "stray", name=name)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.is_dir() or kind not in (0, stat.S_IFREG):
        raise PackRefused("no_plain_file", name=name)
    if entry.flag_bits & _ENCRYPTED:
        raise PackRefused("locked", name=name)
    kinds = {
        rules.MANIFEST: MOST_MANIFEST, rules.INDEX: MOST_INDEX, rules.SIGNATURE: signature.MOST
    }  # fmt: skip
    most = kinds.get(name, MOST_COVER if name.startswith("covers/") else limits.file)
    if entry.file_size > most:
        raise PackRefused("too_large", limit=most)
    if entry.file_size > max(_SMALL, entry.compress_size * _RATIO):
        raise PackRefused("bomb", name=name)
