"""Pictures on their way: named by their content, counted, and no larger than a picture is. Pure."""

import base64
import binascii
import hashlib
from collections.abc import Mapping

from lms.formats.model import Picture

MOST_PICTURE, MOST_ALL, MOST_NUMBER = 10 << 20, 60 << 20, 600
SIGNS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"RIFF": "webp"}
TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}


class Found:
    """The pictures of a file; the same one once."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}
        self._size = 0

    def add(self, data: bytes) -> str | None:
        """Its name, None for what is no picture that we keep, or too much."""
        name = hashlib.sha256(data).hexdigest()[:32]
        if name in self._held:
            return name
        within = len(data) <= MOST_PICTURE and self._size + len(data) <= MOST_ALL
        if ending(data) is None or not within or len(self._held) >= MOST_NUMBER:
            return None
        self._held[name] = data
        self._size += len(data)
        return name

    def add_base64(self, text: str) -> str | None:
        """As `add`, from base64."""
        try:
            return self.add(base64.b64decode("".join(text.split()), validate=True))
        except (binascii.Error, ValueError):
            return None

    def all(self) -> list[Picture]:
        """What was added."""
        return [Picture(name, data) for name, data in self._held.items()]


def ending(data: bytes) -> str | None:
    """png, jpg or webp by the first bytes, None for other bytes."""
    return next((kind for sign, kind in SIGNS.items() if data.startswith(sign)), None)


def file_name(name: str, pictures: Mapping[str, bytes]) -> str:
    """The name of a picture in a package."""
    return f"{name}.{ending(pictures[name]) or 'png'}"
