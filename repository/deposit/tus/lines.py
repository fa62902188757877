"""A line on which nothing comes any more must not hold a thread of the server.

The server has no time limit on what it reads, and a telephone that leaves its network says nothing.
So a thread of its own reads, and whoever waits for it gives up after a while; the reader itself
ends when the connection does.
"""

import contextlib
import queue
import threading
from typing import IO

from werkzeug.exceptions import ClientDisconnected

SILENCE = 30.0  # seconds
CHUNK = 1 << 17
# Readers that are left with a dead line. Where there are so many, nobody new is begun.
MOST_LEFT = 50
_left = threading.BoundedSemaphore(MOST_LEFT)


class Crowded(Exception):
    """Too many dead lines are still open."""


class Line:
    """What comes from `source`, `length` bytes of it, in pieces as they come. Raises Crowded."""

    def __init__(self, source: IO[bytes], length: int) -> None:
        self._room = _left
        if not self._room.acquire(blocking=False):
            raise Crowded
        self._came: queue.Queue[bytes] = queue.Queue(1)
        self._over = threading.Event()
        reader = threading.Thread(target=self._read, args=(source, length), daemon=True)
        reader.start()

    def piece(self) -> bytes:
        """The next bytes; none when all came, the line is cut, or nothing came for long."""
        try:
            return self._came.get(timeout=SILENCE)
        except queue.Empty:
            return b""

    def close(self) -> None:
        """Nobody waits any more."""
        self._over.set()

    def _read(self, source: IO[bytes], length: int) -> None:
        try:
            left = length
            while left and not self._over.is_set():
                piece = _piece(source, min(CHUNK, left))
                left -= len(piece)
                self._put(piece)
                if not piece:
                    break
            self._put(b"")
        finally:
            self._room.release()

    def _put(self, piece: bytes) -> None:
        while not self._over.is_set():
            with contextlib.suppress(queue.Full):
                self._came.put(piece, timeout=1)
                return


def _piece(source: IO[bytes], most: int) -> bytes:
    try:
        return source.read(most)
    except (ClientDisconnected, OSError, ValueError):
        return b""  # cut off, or closed behind us
