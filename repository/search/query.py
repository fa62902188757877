"""What a reader typed, as words and phrases. Nothing in it is an operator but the quotes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from suite.text import fold, nfc, tokens

MAX_CLAUSES = 24
MAX_CHARACTERS = 2_000
# Longer runs are no words; both sides cut alike, so that they still meet.
MAX_WORD = 60

# "hoà" and "hòa", "thuý" and "thúy" are one spelling: the mark goes onto the first of two vowels.
_SECOND = {
    f"{first}{marked}": f"{first_marked}{second}"
    for first, second, many, firsts in (
        ("o", "a", "àáảãạ", "òóỏõọ"),
        ("o", "e", "èéẻẽẹ", "òóỏõọ"),
        ("u", "y", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for marked, first_marked in zip(many, firsts, strict=True)
}
_MARK_ON_SECOND = re.compile(rf"(?:{'|'.join(_SECOND)})(?![^\W_])")
_PIECE = re.compile(r'["“”«»]([^"“”«»]*)["“”«»]|([^"“”«»]+)')


@dataclass(frozen=True)
class Clause:
    """A word, or the words of a phrase in their order. `exact` is as written, if with marks."""

    folded: tuple[str, ...]
    exact: tuple[str, ...] | None


def parse(text: str) -> tuple[Clause, ...]:
    """The clauses of a query, all of which must be found; at most 24, from 2,000 characters."""
    found: dict[Clause, None] = {}
    for quoted, loose in _PIECE.findall(text[:MAX_CHARACTERS]):
        words = exact_words(quoted or loose)
        groups = [words] if quoted else [[word] for word in words]
        found.update((_clause(group), None) for group in groups if group)
    return tuple(found)[:MAX_CLAUSES]


def run(clauses: Sequence[Clause]) -> Clause | None:
    """All that was typed as one phrase: pages that hold it come before all others."""
    if len(clauses) < 2:
        return None
    folded = tuple(word for clause in clauses for word in clause.folded)
    exact = tuple(word for clause in clauses for word in clause.exact or clause.folded)
    return Clause(folded, exact if exact != folded else None)


def exact_words(text: str) -> list[str]:
    """The words as written, in lower case and composed form, tone marks in one place."""
    return [token.text[:MAX_WORD] for token in tokens(marks_placed(nfc(text).lower()))]


def marks_placed(lowered: str) -> str:
    """The text with tone marks placed in one way, as long as before."""
    return _MARK_ON_SECOND.sub(lambda found: _SECOND[found.group()], lowered)


def folded_words(text: str) -> list[str]:
    """The words without diacritics."""
    return fold_words(exact_words(text))


def fold_words(words: Sequence[str]) -> list[str]:
    """Words without diacritics, all in one pass."""
    return fold(" ".join(words)).split(" ") if words else []


def title_words(title: str) -> list[str]:
    """The different words of a title that may tell what it is about: no numbers, no letters."""
    words = dict.fromkeys(folded_words(title[:MAX_CHARACTERS]))
    return [word for word in words if len(word) > 1 and not word.isdecimal()][:MAX_CLAUSES]


def _clause(words: list[str]) -> Clause:
    folded = tuple(fold_words(words))
    return Clause(folded, tuple(words) if folded != tuple(words) else None)
