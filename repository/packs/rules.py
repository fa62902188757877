"""Decisions of packs: what may go into one, and how its entries are called."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

OWN, OTHER = "own", "other"
# Whom a work must be open to so that it may be handed to pupils of the own or of another school.
_AUDIENCES = {
    OWN: frozenset({"public", "signed_in", "school"}),
    OTHER: frozenset({"public", "signed_in"}),
}
REACHES = tuple(_AUDIENCES)
MANIFEST, INDEX, SIGNATURE = "manifest.json", "index.html", "signature.json"
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
_ENTRY = re.compile(r"(files/[0-9a-f]{64}(\.[a-z0-9]{1,5})?|covers/[0-9a-f]{64}\.png)")


def why_not(
    *, is_open: bool, audience: str, may_copy: bool, reach: str, healths: Iterable[str]
) -> str | None:
    """Why a work does not go into a pack, as a code; None for one that goes."""
    states = list(healths)
    if not is_open:
        return "not_open"
    if audience not in _AUDIENCES.get(reach, ()):
        return "audience"
    if not may_copy:
        return "licence"
    if not states:
        return "no_file"
    return "broken" if any(state != "alive" for state in states) else None


def entry(sha256: str, name: str) -> str:
    """What a file is called in a pack: its hash, with an ending that programs know it by."""
    suffix = PurePosixPath(name).suffix.lower()
    return f"files/{sha256}{suffix if _SUFFIX.fullmatch(suffix) else ''}"


def cover(sha256: str) -> str:
    """What a cover is called in a pack."""
    return f"covers/{sha256}.png"


def is_entry(name: str) -> bool:
    """Whether a pack may hold an entry of this name."""
    return name in (MANIFEST, INDEX, SIGNATURE) or _ENTRY.fullmatch(name) is not None
