"""Looking whether an address is there: careful where it goes, small in what it takes.

Every hop is resolved by us and asked at the very address that was judged, so that a name cannot
change its mind in between; nothing of a page is read.
"""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from time import monotonic

from repository.links import rules
from repository.links.rules import BadUrl, Seen, Url

AGENT = "LopSo/1 (library link check)"
HOPS = 6
# A server that does not know HEAD says so with any of these, so GET is asked before we believe it.
_NOT_HEAD = frozenset({400, 403, 404, 405, 406, 410, 500, 501, 502, 503})


@dataclass(frozen=True)
class Limits:
    """Seconds for connecting and for a whole look; `private` lets it go into the LAN (tests, and
    installations that say so)."""

    connect: float = 5.0
    whole: float = 20.0
    private: bool = False


class Failed(Exception):
    """No answer; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Resolve = Callable[[str, int], list[str]]
USUAL = Limits()


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises Failed("no_host")."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Failed("no_host") from None
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def look(text: str, limits: Limits = USUAL, resolve: Resolve = resolved) -> Seen:
    """What is at an address now. Never raises for what strangers' servers do."""
    ends = monotonic() + limits.whole
    try:
        url = rules.normal(text, private=limits.private)
        been: set[str] = set()
        for _hop in range(HOPS):
            if url.text in been:
                raise Failed("redirects")
            been.add(url.text)
            status, location = _asked(url, limits, resolve, ends)
            if not (300 <= status < 400 and location):
                return rules.meant(status)
            url = rules.joined(url, location, private=limits.private)
        raise Failed("redirects")
    except Failed as failed:
        return Seen(failed.code)
    except BadUrl as bad:
        return Seen(rules.PRIVATE if bad.code == "private" else "odd")


def reaches(hosts: tuple[str, ...], seconds: float = 4.0) -> bool:
    """Whether anything at all of the internet can be reached."""
    for host in hosts:
        try:
            socket.create_connection((host, 443), seconds).close()
        except (OSError, UnicodeError):
            continue
        return True
    return False


def _asked(url: Url, limits: Limits, resolve: Resolve, ends: float) -> tuple[int, str | None]:
    address = _judged(resolve(url.host, url.port), limits)
    status, location = _answer("HEAD", url, address, limits, ends)
    if status in _NOT_HEAD:
        status, location = _answer("GET", url, address, limits, ends)
    return status, location


def _judged(addresses: list[str], limits: Limits) -> str:
    """The first address, if every one is of the open internet."""
    if not addresses:
        raise Failed("no_host")
    open_ = all(rules.allowed(ip_address(one.split("%")[0])) for one in addresses)
    if not open_ and not limits.private:
        raise Failed(rules.PRIVATE)
    return addresses[0]


def _answer(
    method: str, url: Url, address: str, limits: Limits, ends: float
) -> tuple[int, str | None]:
    left = ends - monotonic()
    if left <= 0:
        raise Failed("slow")
    ours = HTTPConnection(url.host, url.port, timeout=min(limits.connect, left))
    try:
        ours.sock = _connected(url, address, min(limits.connect, left), ends)
        with _cut_off(ours.sock, ends - monotonic()):
            ours.request(
                method, url.target, headers={"User-Agent": AGENT, "Accept": "*/*",
                                             "Connection": "close"},
            )  # fmt: skip
            answer = ours.getresponse()
            return answer.status, answer.getheader("Location")
    except ssl.SSLCertVerificationError:
        raise Failed(rules.CERTIFICATE) from None
    except TimeoutError:
        raise Failed("slow") from None
    except (HTTPException, ValueError):
        raise Failed("slow" if monotonic() >= ends else "odd") from None
    except OSError:
        raise Failed("slow" if monotonic() >= ends else "no_answer") from None
    finally:
        ours.close()


def _connected(url: Url, address: str, seconds: float, ends: float) -> socket.socket:
    plain = socket.create_connection((address, url.port), seconds)
    if url.scheme == "http":
        return plain
    held = ssl.create_default_context().wrap_socket(
        plain, server_hostname=url.host, do_handshake_on_connect=False
    )
    try:
        with _cut_off(held, ends - monotonic()):
            held.do_handshake()
    except BaseException:
        held.close()
        raise
    return held


@contextmanager
def _cut_off(held: socket.socket, seconds: float) -> Iterator[None]:
    """Hang up at the end of the time, also on who sends a letter now and then."""

    def hang_up() -> None:
        try:
            held.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    timer = threading.Timer(max(0.05, seconds), hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
