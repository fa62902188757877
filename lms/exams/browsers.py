"""Safe Exam Browser: a request proves with which configuration it was made.

The browser sends, with every request, the SHA-256 of the absolute address and the configuration
key, both as text. Whoever knows the key can compute it, so the key is told to nobody else.

On iOS and macOS its modern engine sends no such header; there the page reads the same value, made
for its own address, from SafeExamBrowser.security.configKey and sends it with that address.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from werkzeug.wsgi import get_current_url

HEADER = "HTTP_X_SAFEEXAMBROWSER_CONFIGKEYHASH"
# "<value> <address of the page>"
PAGE_HEADER = "HTTP_X_EXAM_BROWSER"
LONGEST = 500
MOST_KEYS = 20
_KEY = re.compile(r"[0-9a-f]{64}")


class BadKey(ValueError):
    """A word that is no configuration key; the text is the word."""


def keys(text: str) -> str:
    """Keys as they are kept, from what somebody typed. Raises BadKey with the word that is none."""
    words = list(dict.fromkeys(text.lower().replace(",", " ").split()))
    for number, word in enumerate(words):
        if not _KEY.fullmatch(word) or number >= MOST_KEYS:
            raise BadKey(word)
    return " ".join(words)


def proof(address: str, key: str) -> str:
    """What the browser sends for an address."""
    return hashlib.sha256(f"{address}{key}".encode()).hexdigest()


def is_right(kept: str, environ: Mapping[str, Any], page: str, shown: str = "") -> bool:
    """Whether a request was made with one of the kept configurations; any will do without keys.

    `page` is the path of the exam's page, `shown` what that page has shown before.
    """
    if not kept:
        return True
    if _fits(kept, get_current_url(dict(environ)), str(environ.get(HEADER, ""))):
        return True
    words = (str(environ.get(PAGE_HEADER, "")), shown)
    return any(_by_page(kept, environ, page, word) for word in words if word)


def _fits(kept: str, address: str, sent: str) -> bool:
    if not sent.isascii():
        return False
    return any(hmac.compare_digest(sent.lower(), proof(address, key)) for key in kept.split())


def _by_page(kept: str, environ: Mapping[str, Any], page: str, word: str) -> bool:
    sent, _, address = word.partition(" ")
    here = get_current_url(dict(environ), host_only=True).rstrip("/") + page
    ours = address == here or address.startswith(f"{here}?")
    return ours and len(address) <= LONGEST and _fits(kept, address, sent)


def query_of(word: str) -> str:
    """The query of the address in what a page has shown, with its "?", or ""."""
    _, mark, query = word.partition("?")
    return mark + query
