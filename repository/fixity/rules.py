"""Decisions of the audit: what a content is found to be, and how long to rest."""

WHOLE, FLIPPED, TRUNCATED, MISSING = "whole", "flipped", "truncated", "missing"
BROKEN = (FLIPPED, TRUNCATED, MISSING)


def outcome(sha256: str, size: int, found: tuple[str, int] | None) -> str:
    """What a content is, that was stored with a hash and size and is `found` with others; None:
    it cannot be read."""
    if found is None:
        return MISSING
    if found == (sha256, size):
        return WHOLE
    return TRUNCATED if found[1] < size else FLIPPED


def rest(read: int, seconds: float, rate: int) -> float:
    """How long to rest so that `read` bytes in `seconds` are no more than `rate` a second; 0 as a
    rate is no limit."""
    return max(0.0, read / rate - seconds) if rate > 0 else 0.0
