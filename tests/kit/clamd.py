"""A stand-in for clamd that knows one virus, and the words in which clamd is asked."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# In two parts, so that this file itself is no finding.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VERSION = b"ClamAV 1.4.6/27800/Thu Nov 26 08:00:00 2026"


@contextmanager
def clamd(place: Path, *, most: int = 1 << 20, says: bytes | None = None) -> Iterator[list[int]]:
    """Listens at the socket `place`; gives the sizes of what was scanned.

    `most` is its StreamMaxLength; `says` is the answer to everything (b"" hangs up without one).
    """
    seen: list[int] = []
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()

    def answer() -> None:
        with contextlib.suppress(OSError):
            while True:
                serve(listener.accept()[0])

    def serve(line: socket.socket) -> None:
        with line, line.makefile("rb") as asked, contextlib.suppress(BrokenPipeError):
            line.sendall(_said(asked, most, says, seen))

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield seen
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
        place.unlink()


def _said(asked: object, most: int, says: bytes | None, seen: list[int]) -> bytes:
    read = asked.read  # type: ignore[attr-defined]
    word = bytearray()
    while not word.endswith(b"\0"):
        if not (one := read(1)):
            return b""
        word += one
    if says is not None:
        return says
    if word == b"zVERSION\0":
        return VERSION + b"\0"
    if word != b"zINSTREAM\0":
        return b"UNKNOWN COMMAND\0"
    data = bytearray()
    while length := struct.unpack("!L", read(4))[0]:
        data += read(length)
        if len(data) > most:
            return b"INSTREAM size limit exceeded. ERROR\0"
    seen.append(len(data))
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"
