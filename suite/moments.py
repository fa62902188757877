"""Moments of recordings as people write them; `suite.captions.stamp` writes them."""

import re

LONGEST = 100 * 3600  # seconds
_MOMENT = re.compile(r"(?:(\d{1,2}):)?(\d{1,4}):([0-5]\d)|(\d{1,6})")


def seconds_of(text: str) -> int | None:
    """The seconds of "02:15", "1:02:15" or "135"; None for anything else."""
    found = _MOMENT.fullmatch(text.strip()) if text.isascii() else None
    if found is None:
        return None
    hours, minutes, seconds, plain = found.groups()
    if hours is not None and int(minutes) > 59:
        return None
    total = int(plain) if plain else int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return total if total < LONGEST else None
