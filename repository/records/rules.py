"""Permanent identifiers with a check character, and the stamps by which harvesters ask.

An identifier is made of digits and consonants, so that it spells no word and nothing in it is
mistaken for something else when it is read aloud or copied by hand. Its last character is the sum
of the others by their places: one wrong character, and two that changed places, are seen.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

ALPHABET = "0123456789bcdfghjkmnpqrstvwxz"
LENGTH = 7
_CODE = re.compile(rf"(?:[{ALPHABET}]{{1,16}}/)?[{ALPHABET}]{{{LENGTH + 1}}}")
# A stamp lies ahead of the moment in which it is written by more than a commit takes: who asked
# before the commit and asks again from that moment on then cannot miss the change.
AHEAD = timedelta(seconds=3)


def new_code(prefix: str, pick: Callable[[str], str]) -> str:
    """An identifier under a prefix, by `pick(alphabet)` for each of its characters."""
    body = "".join(pick(ALPHABET) for _ in range(LENGTH))
    named = f"{prefix}/{body}" if prefix else body
    return named + check_character(named)


def check_character(text: str) -> str:
    """The character that stands behind `text`."""
    total = sum(at * (ALPHABET.find(c) + 1) for at, c in enumerate(text, start=1))
    return ALPHABET[total % len(ALPHABET)]


def tidy(typed: str) -> str:
    """An identifier as somebody typed it, as it is stored."""
    return typed.strip().replace("-", "").replace(" ", "").lower()


def is_code(code: str) -> bool:
    """Whether it has the shape of an identifier and its check character is right."""
    return bool(_CODE.fullmatch(code)) and check_character(code[:-1]) == code[-1]


def stamp_at(now: datetime) -> datetime:
    """The stamp of a change that is written now: a whole second."""
    return (now + AHEAD).replace(microsecond=0)
