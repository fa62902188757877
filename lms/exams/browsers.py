"""Safe Exam Browser: a request proves with which configuration it was made.

The browser sends, with every request, the SHA-256 of the absolute address and the configuration
key, both as text. Whoever knows the key can compute it, so the key is told to nobody else.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Any

from werkzeug.wsgi import get_current_url

HEADER = "HTTP_X_SAFEEXAMBROWSER_CONFIGKEYHASH"
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


def is_right(kept: str, environ: Mapping[str, Any]) -> bool:
    """Whether a request was made with one of the kept configurations; any will do without keys."""
    if not kept:
        return True
    sent = str(environ.get(HEADER, "")).lower()
    if not sent.isascii():
        return False
    address = get_current_url(dict(environ))
    return any(hmac.compare_digest(sent, proof(address, key)) for key in kept.split())
