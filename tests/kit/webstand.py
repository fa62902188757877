"""A small web server that behaves as the sites of strangers do: moved, gone, slow, in circles."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOVES = {
    "/moved": "/there",
    "/circle": "/circle",
    "/round": "/about",
    "/about": "/round",
    "/inside": "http://10.1.2.3/secret",
    "/file": "file:///etc/passwd",
    "/odd": "http://[::bad/",
}
STATUSES = {"/gone": 410, "/lost": 404, "/broken": 503, "/members": 403}


class Site(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012 - one list for all requests of a test

    def do_HEAD(self) -> None:
        self.asked.append(f"HEAD {self.path}")
        if self.path == "/no-head":
            self.send_error(405)
        elif self.path in MOVES:
            self.send_response(302)
            self.send_header("Location", MOVES[self.path])
            self.end_headers()
        elif self.path == "/drip":
            self._drip()
        elif self.path == "/chain" or self.path.startswith("/chain/"):
            self.send_response(301)
            self.send_header("Location", f"/chain/{len(self.asked)}")
            self.end_headers()
        else:
            self.send_response(STATUSES.get(self.path, 200))
            self.end_headers()

    def do_GET(self) -> None:
        self.asked.append(f"GET {self.path}")
        self.send_response(STATUSES.get(self.path, 200))
        self.send_header("Content-Length", str(10**12))
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass

    def _drip(self) -> None:
        try:
            for _ in range(100):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return


@contextmanager
def site() -> Iterator[str]:
    """The address of a running server."""
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
