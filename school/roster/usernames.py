"""User names that a child can type: given name, initials, a number: Nguyễn Thị Bình → binhnt1."""

import re
from collections.abc import Iterable

from suite.text import fold

LONGEST = 24
_ENDING = re.compile(r"([a-z]+)(\d+)")
_WISHED = re.compile(r"[a-z][a-z0-9._-]{2,59}")
_LETTERS = re.compile(r"[^a-z]")


def base(full_name: str) -> str:
    """Letters a to z; "user" where a name has none."""
    words = [_LETTERS.sub("", fold(word)) for word in full_name.split()]
    words = [word for word in words if word]
    if not words:
        return "user"
    return (words[-1] + "".join(word[0] for word in words[:-1]))[:LONGEST]


class Names:
    """Hands out user names that nobody has."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._last: dict[str, int] = {}
        self._taken = set(taken)
        for name in self._taken:
            found = _ENDING.fullmatch(name)
            if found and len(found[2]) < 9:
                self._last[found[1]] = max(self._last.get(found[1], 0), int(found[2]))

    def wished(self, name: str) -> str | None:
        """A name that a list asks for, where it is one and nobody has it."""
        if not _WISHED.fullmatch(name) or name in self._taken:
            return None
        self._taken.add(name)
        found = _ENDING.fullmatch(name)
        if found and len(found[2]) < 9:
            self._last[found[1]] = max(self._last.get(found[1], 0), int(found[2]))
        return name

    def new(self, full_name: str) -> str:
        """The next free name for somebody."""
        start = base(full_name)
        self._last[start] = self._last.get(start, 0) + 1
        return f"{start}{self._last[start]}"
