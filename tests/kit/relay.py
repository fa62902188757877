"""A line between a client and a server that breaks when so many bytes have gone up."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Self

CHUNK = 1 << 16


class Relay:
    """Listens on `port`; `cuts` are the counts of bytes sent up at which a connection is cut."""

    def __init__(self, to_port: int, cuts: list[int]) -> None:
        self.to_port, self.cuts = to_port, sorted(cuts)
        self.sent, self.made = 0, 0
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                thread = threading.Thread(target=self._carry, args=(client,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _carry(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self.to_port)) as server:
            down = threading.Thread(target=_pour, args=(server, client), daemon=True)
            down.start()
            with contextlib.suppress(OSError):
                for part, cut in self._up(client):
                    server.sendall(part)
                    if cut:
                        break
            for line in (client, server):
                with contextlib.suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
            down.join(10)

    def _up(self, client: socket.socket) -> Iterator[tuple[bytes, bool]]:
        """What goes up, and whether the line breaks behind it."""
        while part := client.recv(CHUNK):
            with self._lock:
                cut = self.made < len(self.cuts) and self.sent + len(part) > self.cuts[self.made]
                if cut:
                    part = part[: max(0, self.cuts[self.made] - self.sent)]
                    self.made += 1
                self.sent += len(part)
            yield part, cut


def _pour(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while part := source.recv(CHUNK):
            target.sendall(part)
        target.shutdown(socket.SHUT_WR)
