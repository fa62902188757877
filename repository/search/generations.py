"""The folder of an index: one sub-folder a generation, and a file that names the current one.

A rebuild fills a new generation and swaps the name in one rename, so readers never see half of
it. The writer holds a lock, and so does who makes the next generation: two locks, for a rebuild
must not keep a publication waiting. The system drops them when their process dies.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import IO, Any

from repository.search.engine import EngineBusy

# So many times as long as a writer does a rebuild wait for the writer, whom it disturbs last.
PATIENCE = 12
_POINTER = "current.json"


class Generations:
    """The generations of one engine in `folder`; `version` changes when the layout does."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder = folder
        self.version = version
        self._lock: IO[str] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def current(self) -> Path | None:
        """The folder that serves readers; None when there is none of this version."""
        pointer = self._pointer()
        found = self.folder / str(pointer.get("folder"))
        return found if pointer.get("version") == self.version and found.is_dir() else None

    def complete(self) -> bool:
        """Whether the current generation came from a rebuild and so holds everything."""
        return self.current() is not None and self._pointer().get("complete") is True

    def _pointer(self) -> dict[str, Any]:
        try:
            pointer = json.loads((self.folder / _POINTER).read_text())
        except (OSError, ValueError):
            return {}
        return pointer if isinstance(pointer, dict) else {}

    def new(self) -> Path:
        """An empty folder for the next generation."""
        numbers = (int(old.name.removeprefix("gen-")) for old in self.folder.glob("gen-*"))
        for number in count(max(numbers, default=0) + 1):
            made = self.folder / f"gen-{number:06d}"
            with suppress(FileExistsError):
                made.mkdir()
                return made
        raise AssertionError

    def sweep(self) -> None:
        """Remove the generations but the current one; for who holds the lock of the next."""
        kept = self.current()
        for old in self.folder.glob("gen-*"):
            if old != kept:
                shutil.rmtree(old, ignore_errors=True)

    def publish(self, made: Path, complete: bool) -> None:
        """Make a generation the current one, for all readers at once."""
        temporary = self.folder / f"{_POINTER}.new"
        with temporary.open("w") as file:
            json.dump({"folder": made.name, "version": self.version, "complete": complete}, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.folder / _POINTER)

    @contextmanager
    def making(self, wait: float) -> Iterator[None]:
        """Hold the lock of the next generation. Raises EngineBusy."""
        held = self._take("rebuild.lock", wait)
        try:
            yield
        finally:
            held.close()

    def lock(self, wait: float = 5.0) -> None:
        """Take the writer's lock; it may be taken again by who holds it. Raises EngineBusy."""
        if self._lock is None:
            self._lock = self._take("writer.lock", wait)

    def unlock(self) -> None:
        """Let go of the writer's lock."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _take(self, name: str, wait: float) -> IO[str]:
        file = (self.folder / name).open("w")
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= until:
                    file.close()
                    raise EngineBusy(str(self.folder)) from None
                time.sleep(0.05)
            else:
                return file
