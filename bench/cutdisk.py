"""A disk whose power can be cut: `python -m bench.cutdisk FOLDER BYTES`.

FOLDER/disk is its content. What was written is safe once it was flushed; of what was written since
the last flush any sectors may be there after a cut, the others not. Writing a path into FOLDER/cut
cuts the power: what is left goes there, and the disk answers no more. After the word `lie` it no
longer keeps what it is told to flush. Needs FUSE and the package mfusepy.
"""

import errno
import importlib
import random
import stat
import sys
from pathlib import Path
from typing import Any

SECTOR = 512


class Disk:
    """The operations of FUSE on the two files."""

    use_ns = True

    def __init__(self, size: int) -> None:
        self.content, self.safe = bytearray(size), bytearray(size)
        self.unsafe: list[tuple[int, bytes]] = []
        self.lying, self.dead, self.flushes = False, False, 0

    def __call__(self, name: str, *words: Any) -> Any:
        found = getattr(self, name, None)
        if found is None:
            raise OSError(errno.ENOSYS, "")
        return found(*words)

    def init_with_config(self, *_words: Any) -> None:
        """Nothing to prepare."""

    def init(self, _path: str) -> None:
        """Nothing to prepare."""

    def destroy(self, _path: str) -> None:
        """Nothing to clear away."""

    def getattr(self, path: str, _handle: Any = None) -> dict[str, int]:
        """A folder with two files."""
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o755, "st_nlink": 2}
        if path not in ("/disk", "/cut"):
            raise OSError(errno.ENOENT, "")
        size = len(self.content) if path == "/disk" else 0
        return {"st_mode": stat.S_IFREG | 0o600, "st_nlink": 1, "st_size": size}

    def readdir(self, _path: str, _handle: Any) -> list[str]:
        """Its names."""
        return [".", "..", "disk", "cut"]

    def open(self, _path: str, _flags: int) -> int:
        """Handles are not told apart."""
        return 0

    def truncate(self, _path: str, _length: int, _handle: Any = None) -> int:
        """The disk stays as large as it is."""
        return 0

    def read(self, _path: str, size: int, offset: int, _handle: Any) -> bytes:
        """What was written last."""
        if self.dead:
            raise OSError(errno.EIO, "")
        return bytes(self.content[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, _handle: Any) -> int:
        """Written is not yet safe."""
        if path == "/cut":
            self._told(data.decode().strip())
            return len(data)
        if self.dead:
            raise OSError(errno.EIO, "")
        self.content[offset : offset + len(data)] = data
        self.unsafe.append((offset, data))
        return len(data)

    def fsync(self, _path: str, _only_data: int, _handle: Any) -> int:
        """Everything written before is safe now."""
        if self.dead:
            raise OSError(errno.EIO, "")
        if not self.lying:
            for offset, data in self.unsafe:
                self.safe[offset : offset + len(data)] = data
            self.unsafe.clear()
        self.flushes += 1
        return 0

    def _told(self, word: str) -> None:
        if word == "lie":
            self.lying = True
        else:
            self._cut(Path(word))

    def _cut(self, target: Path) -> None:
        """Keep what is safe and some sectors of the rest."""
        self.dead = True
        for offset, data in self.unsafe:
            for at in range(0, len(data), SECTOR):
                if random.random() < 0.5:
                    piece = data[at : at + SECTOR]
                    self.safe[offset + at : offset + at + len(piece)] = piece
        target.write_bytes(self.safe)
        Path(f"{target}.flushes").write_text(str(self.flushes))


if __name__ == "__main__":
    fuse = importlib.import_module("mfusepy")
    fuse.FUSE(
        Disk(int(sys.argv[2])),
        sys.argv[1],
        foreground=True,
        nothreads=True,
    )
