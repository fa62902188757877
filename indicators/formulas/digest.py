"""One spelling of data, so that equal inputs have equal hashes (policy 2.8)."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from hashlib import sha256


def plain(value: object) -> object:
    """A value as JSON knows it; a float has no single spelling and is refused (TypeError)."""
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, datetime):
        raise TypeError("a moment is given as text by its owner, not as datetime")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError(f"not a number: {value}")
        return format(value.normalize() + 0, "f")
    if isinstance(value, Mapping):
        return mapping(value)
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    raise TypeError(f"no canonical spelling for {type(value).__name__}")


def mapping(value: Mapping[object, object]) -> dict[str, object]:
    """A mapping with text keys (TypeError otherwise)."""
    spelled: dict[str, object] = {}
    for key, part in value.items():
        if not isinstance(key, str):
            raise TypeError(f"key is not text: {key!r}")
        spelled[unicodedata.normalize("NFC", key)] = plain(part)
    return spelled


def canonical(value: object) -> str:
    """JSON with sorted keys, no spaces, NFC text, exact numbers."""
    return json.dumps(plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(value: object) -> str:
    """SHA-256 (hex) of the canonical JSON of a value."""
    return sha256(canonical(value).encode()).hexdigest()


def rows_digest(rows: Iterable[object]) -> str:
    """SHA-256 (hex) over canonical rows, sorted, one a line; a repeated row counts twice."""
    hashed = sha256()
    for line in sorted(canonical(row) for row in rows):
        hashed.update(line.encode() + b"\n")
    return hashed.hexdigest()
