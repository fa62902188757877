"""Decisions of the reading room."""

from datetime import datetime

ENOUGH_SECONDS = 30
LONGEST_BEAT = 60


def believed(claimed: int, since: datetime, now: datetime) -> int:
    """The seconds of a beat: never more than the server saw pass, nor than one beat lasts."""
    passed = int((now - since).total_seconds())
    return max(0, min(claimed, passed, LONGEST_BEAT))


def paragraphs(text: str) -> list[list[str]]:
    """A page's text as paragraphs of lines; a blank line parts them."""
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def first_range(header: str | None) -> str | None:
    """A Range header with one range, as it is; None for none, many, or nonsense.

    Many ranges are answered with the whole file: a reader that asks so copes with it.
    """
    if header is None or not header.startswith("bytes=") or "," in header:
        return None
    return header
