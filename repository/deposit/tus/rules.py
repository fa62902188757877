"""What the headers of tus 1.0 say, and how much one person may have under way."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = ("sha1", "sha256", "md5")
PART = "application/offset+octet-stream"
# What one person may have begun and not ended.
MOST_OPEN = 10
# An upload is kept that long after its last byte, and its name for a day after its end.
KEPT, ENDED = timedelta(days=3), timedelta(days=1)
# So long after its last byte a file keeps room for those to come from the files of others.
PROMISED = timedelta(hours=1)
LONGEST_METADATA = 4_000
_NUMBER = re.compile(r"[0-9]{1,18}")
_KEY = re.compile(r"[\x21-\x2b\x2d-\x7e]+")


class Wrong(Exception):
    """A request that cannot be followed: status, and the reason for whoever reads it."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status, self.why = status, why


@dataclass(frozen=True)
class Checksum:
    """How the bytes of one request are proved."""

    algorithm: str
    digest: bytes

    def begun(self) -> Any:
        """A hash to feed."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def number(text: str | None, name: str) -> int:
    """The number in the header `name`. Raises Wrong 400."""
    if text is None or not _NUMBER.fullmatch(text):
        raise Wrong(400, f"{name} must be a number of bytes")
    return int(text)


def metadata(text: str) -> dict[str, str]:
    """Keys with their values; one without a value has an empty one. Raises Wrong 400."""
    if len(text) > LONGEST_METADATA:
        raise Wrong(400, f"Upload-Metadata is longer than {LONGEST_METADATA} characters")
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in text.split(","))):
        key, _, value = pair.partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise Wrong(400, "Upload-Metadata: each key once, without spaces and commas")
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except ValueError:
            raise Wrong(400, f"Upload-Metadata: {key} is no base64 of UTF-8") from None
    return found


def checksum(text: str | None) -> Checksum | None:
    """What Upload-Checksum says. Raises Wrong 400."""
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Wrong(400, f"Upload-Checksum: one of {', '.join(ALGORITHMS)}")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error:
        raise Wrong(400, "Upload-Checksum: the sum is no base64") from None
    return Checksum(algorithm, digest)


def part(received: int, size: int, offset: int, length: int | None) -> int:
    """How many bytes a request adds that stands at `offset`. Raises Wrong 409, 411 and 413."""
    if length is None:
        raise Wrong(411, "Content-Length is needed")
    if offset != received:
        raise Wrong(409, f"the upload stands at {received}")
    if offset + length > size:
        raise Wrong(413, f"the upload ends at {size}")
    return length
