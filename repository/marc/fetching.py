"""Asking a server outside, and never one inside.

An address that a librarian typed must not reach machines of the school or of the host itself. Each
name is resolved once, every answer is judged, and the connection goes to the very address that was
judged, so a name that changes meanwhile leads nowhere else. Redirects are judged anew.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from urllib.parse import urljoin, urlsplit

SECONDS, WHOLE_SECONDS, MOST_BYTES, MOST_REDIRECTS = 30, 90, 20 * 2**20, 3
PORTS = (80, 443, 8080, 8443)
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # IPv4 addresses behind a translator
AGENT = "LopSo OAI harvester"


class Refused(Exception):
    """An address that is not asked, or a server that does not answer as it should; the code says
    why: address, inside, unreachable, status, too_large, redirects."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def is_outside(address: str) -> bool:
    """Whether an IP address belongs to the open internet."""
    found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(
        address.partition("%")[0]
    )
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in TRANSLATED:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            found = inner
    return found.is_global and not found.is_multicast


def fetch(url: str) -> bytes:
    """What a server outside answers to GET. Raises Refused."""
    for _ in range(MOST_REDIRECTS + 1):
        status, body, location = _asked(url)
        if status in (301, 302, 303, 307, 308) and location:
            url = urljoin(url, location)
            continue
        if status != 200:
            raise Refused("status", str(status))
        return body
    raise Refused("redirects")


def judged(url: str) -> tuple[str, str, int, str]:
    """(scheme, host, port, path) of an address that may be asked. Raises Refused."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Refused("address") from None
    if parts.scheme not in ("http", "https") or not host or parts.username or not url.isascii():
        raise Refused("address")
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS or any(c.isspace() for c in url):
        raise Refused("address")
    path = parts.path or "/"
    return parts.scheme, host, port, f"{path}?{parts.query}" if parts.query else path


def _asked(url: str) -> tuple[int, bytes, str]:
    scheme, host, port, path = judged(url)
    plain = scheme == "http"
    connection = (
        http.client.HTTPConnection(host, port, timeout=SECONDS)
        if plain
        else http.client.HTTPSConnection(
            host, port, timeout=SECONDS, context=ssl.create_default_context()
        )
    )
    connection._create_connection = _outside  # type: ignore[attr-defined]
    try:
        connection.request("GET", path, headers={"User-Agent": AGENT, "Accept": "text/xml"})
        answer = connection.getresponse()
        return answer.status, _body(answer), answer.headers.get("Location", "")
    except (OSError, http.client.HTTPException) as error:
        raise Refused("unreachable", type(error).__name__) from None
    finally:
        connection.close()


def _body(answer: http.client.HTTPResponse) -> bytes:
    """The whole answer, neither too large nor drop by drop."""
    ends, parts, size = time.monotonic() + WHOLE_SECONDS, [], 0
    while part := answer.read1(1 << 16):
        parts.append(part)
        size += len(part)
        if size > MOST_BYTES:
            raise Refused("too_large")
        if time.monotonic() > ends:
            raise Refused("unreachable", "slow")
    return b"".join(parts)


def _outside(
    address: tuple[str, int], timeout: float = SECONDS, _source: object = None
) -> socket.socket:
    """A connection to the first address of a name; refused if any of its addresses is inside."""
    host, port = address
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not found or not all(is_outside(str(one[4][0])) for one in found):
        raise Refused("inside")
    family, kind, protocol, _name, place = found[0]
    made = socket.socket(family, kind, protocol)
    made.settimeout(timeout)
    try:
        made.connect(place)
    except OSError:
        made.close()
        raise
    return made
