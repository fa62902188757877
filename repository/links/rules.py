"""Decisions about addresses: how one is written, whether we ask there, what an answer means."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit

import idna

NEW, ALIVE, DEAD, UNCHECKABLE = "new", "alive", "dead", "uncheckable"
STATES = (NEW, ALIVE, DEAD, UNCHECKABLE)
MOST_URL = 2_000
MOST_FAILURES = 3
PORTS = {"http": 80, "https": 443}
GONE = frozenset({404, 410})
# The server is there and answers, but not to machines or not to us.
REFUSES = frozenset({401, 402, 403, 405, 406, 407, 418, 429, 451, 999})
OFFLINE, PRIVATE, CERTIFICATE, REFUSED = "offline", "private", "certificate", "refused"
_ASK_A_PERSON = frozenset({PRIVATE, CERTIFICATE, REFUSED})

Address = IPv4Address | IPv6Address
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_BARE = re.compile(r"(?!-)[^\s/:@?#\\.]{1,63}(\.[^\s/:@?#\\.]{1,63})+(:\d{1,5})?([/?#].*)?", re.S)
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SAFE = "%/:@!$&'()*+,;=-._~"
_TRACKS = re.compile(r"utm_\w+|fbclid|gclid|zarsrc|mc_eid|igshid")


class BadUrl(ValueError):
    """An address that is not kept; `code` is empty, too_long, letters, scheme, user, host, port or
    private."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Url:
    """An address in its one way of writing; `host` is in ASCII, `target` is what a server gets."""

    text: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def key(self) -> str:
        """By what the same address is known again."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def normal(text: str, *, private: bool = False) -> Url:
    """The one way to write an address of the web; `private` lets names of the LAN pass.

    Host in ASCII and small letters, no usual port, no dots in the path, escapes in capitals,
    without the marks by which advertisers follow people. Raises BadUrl.
    """
    text = unicodedata.normalize("NFC", text.strip())
    if not text:
        raise BadUrl("empty")
    if len(text) > MOST_URL:
        raise BadUrl("too_long")
    if "\\" in text or any(unicodedata.category(one) in ("Cc", "Cf", "Zs", "Zl", "Zp", "Co", "Cs")
                           for one in text):  # fmt: skip
        raise BadUrl("letters")
    if _BARE.fullmatch(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise BadUrl("host") from None
    scheme = parts.scheme.lower()
    if scheme not in PORTS:
        raise BadUrl("scheme")
    if "@" in parts.netloc:
        raise BadUrl("user")
    host = _host(parts.hostname or "", private)
    if port is not None and port not in (80, 443) and port < 1024 and not private:
        raise BadUrl("port")
    port = port or PORTS[scheme]
    shown = f"[{host}]" if ":" in host else host
    netloc = shown if port == PORTS[scheme] else f"{shown}:{port}"
    query = _query(parts.query)
    target = _path(parts.path) + (f"?{query}" if query else "")
    fragment = f"#{_escaped(parts.fragment, _SAFE + '?')}" if parts.fragment else ""
    whole = f"{scheme}://{netloc}{target}{fragment}"
    if len(whole) > MOST_URL:
        raise BadUrl("too_long")
    return Url(whole, scheme, host, port, target)


def joined(base: Url, location: str, *, private: bool = False) -> Url:
    """Where a redirect leads. Raises BadUrl."""
    try:
        text = urljoin(base.text, location.strip())
    except ValueError:
        raise BadUrl("host") from None
    return normal(quote(text, safe=_SAFE + "?#[]"), private=private)


def allowed(address: Address) -> bool:
    """Whether an address belongs to the open internet, however it is wrapped."""
    if isinstance(address, IPv6Address):
        for inner in (address.ipv4_mapped, address.sixtofour, _nat64(address)):
            if inner is not None:
                return allowed(inner)
        if address.teredo is not None or address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def shown_host(host: str) -> tuple[str, bool]:
    """A host as people read it, and whether to doubt it.

    Letters outside of ASCII are shown where all are Latin (Vietnamese); others may only look like
    those of a known site, so the name stays in ASCII.
    """
    if "xn--" not in host:
        return host, False
    try:
        read = idna.decode(host)
    except idna.IDNAError:
        return host, True
    latin = all(
        unicodedata.name(one, "").startswith("LATIN")
        for one in unicodedata.normalize("NFD", read)
        if not one.isascii() and not unicodedata.combining(one)
    )
    return (unicodedata.normalize("NFC", read), False) if latin else (host, True)


@dataclass(frozen=True)
class Seen:
    """What a look at an address found: the last server's answer, or why there was none.

    Codes: "" (there), gone, refused, error (5xx), and no_host, no_answer, slow, certificate,
    redirects, odd, private, offline.
    """

    code: str
    status: int | None = None


def meant(status: int) -> Seen:
    """What a server's answer means."""
    if status in GONE:
        return Seen("gone", status)
    if status in REFUSES:
        return Seen(REFUSED, status)
    return Seen("error" if status >= 400 else "", status)


def judged(state: str, failures: int, seen: Seen) -> tuple[str, int]:
    """State and failures in a row after a look.

    What is gone is dead at once; what fails otherwise is dead the third time, because servers
    stumble. What only a person can see stays open until a person has looked. Without the internet
    nothing is learnt.
    """
    if seen.code == OFFLINE:
        return (UNCHECKABLE if state == NEW else state), failures
    if not seen.code:
        return ALIVE, 0
    if seen.code in _ASK_A_PERSON:
        return UNCHECKABLE, 0
    failures += 1
    dead = seen.code == "gone" or failures >= MOST_FAILURES
    return (DEAD if dead else state), failures


def counts(state: str, confirmed: bool) -> bool:
    """Whether a link is healthy (policy 2.5): alive, or seen by a person where we cannot look."""
    return state == ALIVE or (state == UNCHECKABLE and confirmed)


def _nat64(address: IPv6Address) -> IPv4Address | None:
    packed = address.packed
    if packed[:12] == b"\x00\x64\xff\x9b" + b"\0" * 8 or packed[:6] == b"\x00\x64\xff\x9b\x00\x01":
        return IPv4Address(packed[12:])
    return None


def _host(host: str, private: bool) -> str:
    host = host.rstrip(".").lower()
    try:
        address = ip_address(host)
    except ValueError:
        return _name(host, private)
    if not private and not allowed(address):
        raise BadUrl("private")
    return str(address)


def _name(host: str, private: bool) -> str:
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, std3_rules=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise BadUrl("host") from None
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadUrl("host")
    # 127.1, 0x7f.1 and the like: numbers that some resolvers take for addresses.
    if re.fullmatch(r"\d+|0x[0-9a-f]*", labels[-1]):
        raise BadUrl("host")
    if not private and (len(labels) < 2 or labels[-1] in ("local", "localhost", "internal", "lan")):
        raise BadUrl("private")
    return host


def _path(path: str) -> str:
    kept: list[str] = []
    parts = _escaped(path or "/", _SAFE).split("/")[1:]
    for part in parts:
        if part == "..":
            kept = kept[:-1]
        elif part != ".":
            kept.append(part)
    if parts and parts[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    query = _escaped(query, _SAFE + "?[]|")
    if not any(_TRACKS.fullmatch(part.split("=")[0]) for part in query.split("&")):
        return query
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([pair for pair in pairs if not _TRACKS.fullmatch(pair[0])])


def _escaped(text: str, safe: str) -> str:
    text = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return _PERCENT.sub(_one_way, quote(text, safe=safe))


def _one_way(found: re.Match[str]) -> str:
    letter = chr(int(found[1], 16))
    return letter if letter in _UNRESERVED else found[0].upper()
