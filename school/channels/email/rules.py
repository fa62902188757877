"""Which addresses are taken, and what of an answer of a mail server lasts. Pure."""

import re

LONGEST = 120
# Plain addresses alone: no quotes, no comments, no lines, so that nothing can hide in one.
_LOCAL = r"[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9_%+-])?"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+[A-Za-z]{{2,24}}")


def checked(text: str) -> str:
    """An address as it is kept, its domain in small letters. Raises ValueError."""
    found = text.strip()
    if len(found) > LONGEST or not _ADDRESS.fullmatch(found) or ".." in found:
        raise ValueError("no plain e-mail address")
    local, _, domain = found.rpartition("@")
    return f"{local}@{domain.lower()}"


def lasts(code: int) -> bool:
    """Whether a mail server's refusal is for ever (5xx) or for now (4xx)."""
    return 500 <= code <= 599
