"""Vietnamese text: folding, words, alphabetical keys, addresses.

Folding and keys are computed here and stored in plain columns, so that SQLite and PostgreSQL
(no extension, "C" collation) order and find the same.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_COMBINING = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W_]+(?:[{_COMBINING}]+[^\W_]*)*")
_DIGITS, _COUNTED = re.compile(r"[0-9]+"), 4
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# ς is the same letter as σ at a word's end; đ is a letter of its own without decomposition.
_LETTERS = str.maketrans({"đ": "d", "ς": "σ"})


class Token(NamedTuple):
    """One word of a text: the slice as it is written, and where it stands (`text[start:end]`)."""

    text: str
    start: int
    end: int


def nfc(s: str) -> str:
    """The composed Unicode form, in which all text is stored."""
    return unicodedata.normalize("NFC", s)


def fold(s: str) -> str:
    """Lower case without diacritics, đ as d: `fold("Đường THẲNG") == "duong thang"`."""
    try:
        return s.translate(_FOLDED)
    except _Clustered:
        return _fold_clustered(s)


def fold_with_offsets(s: str) -> tuple[str, Sequence[int]]:
    """The folded text and, for each of its positions, the position in `s` that it comes from.

    There is one entry more than the folded text, so `folded[i:j]` was written as
    `s[offsets[i]:offsets[j]]`, diacritics written apart (NFD) included.
    """
    try:
        return s.translate(_FOLDED), range(len(s) + 1)
    except _Clustered:
        pass
    out: list[str] = []
    offsets: list[int] = []
    for start, end in _clusters(s):
        folded = _fold_cluster(s[start:end])
        out.append(folded)
        offsets.extend([start] * len(folded))
    offsets.append(len(s))
    return "".join(out), offsets


def tokens(s: str) -> list[Token]:
    """The words (runs of letters and digits) of `s` in order, with their offsets."""
    return [Token(m.group(), m.start(), m.end()) for m in _WORD.finditer(s)]


def slug(s: str, limit: int = 80) -> str:
    """Words of `s` for an address or file name: `slug("Toán lớp 6") == "toan-lop-6"`.

    At most `limit` characters of a-z, 0-9 and single hyphens; empty when nothing remains.
    """
    return _NOT_SLUG.sub("-", fold(s)).strip("-")[:limit].rstrip("-")


def sort_key(s: str) -> str:
    """A key of ASCII letters and digits that puts `s` in Vietnamese alphabetical order bytewise.

    Letters first (a ă â b c d đ e ê … y), over the whole text; then the tone of each word (ngang,
    huyền, hỏi, ngã, sắc, nặng), so that Hòa and Hoà are one name. Case is ignored, punctuation
    counts as a space, numbers come before letters, other scripts after them.
    """
    primary: list[str] = []
    tones = [_LEVEL]
    for base, marks in _letters(s):
        code = _PRIMARY.get(_quality(base, marks)) or _PRIMARY.get(base) or _other(base)
        if code != _SPACE:
            primary.append(code)
            tones[-1] = max(tones[-1], _tone(base, marks))
        elif primary and primary[-1] != _SPACE:
            primary.append(_SPACE)
            tones.append(_LEVEL)
    # Trailing spaces and level tones are dropped: the end of a part sorts before them.
    return "".join(primary).rstrip(_SPACE) + _END + "".join(tones).rstrip(_LEVEL)


def numbered_sort_key(s: str) -> str:
    """`sort_key` for names that count: "6A2" before "6A10", "THCS số 2" before "THCS số 10"."""
    return sort_key(_DIGITS.sub(lambda found: found.group().zfill(_COUNTED), s))


def name_sort_key(full_name: str) -> str:
    """Key for lists of people: by given name (last word), then family name, then middle names."""
    words = full_name.split()
    if not words:
        return ""
    family = words[0] if len(words) > 1 else ""
    middle = " ".join(words[1:-1])
    return _END.join(sort_key(part) for part in (words[-1], family, middle))


# The alphabet of the keys, bytewise: 0 end of a part, 1 space, 2-9AB digits, C-Z a-i letters,
# z and six hex digits for any other character.
_END, _SPACE, _LEVEL = "0", "1", "1"
_CODES = "23456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi"
_ALPHABET = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PRIMARY = dict(zip(_ALPHABET, _CODES, strict=True))
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_QUALITY = {
    ("a", "\u0306"): "ă",
    ("a", "\u0302"): "â",
    ("e", "\u0302"): "ê",
    ("o", "\u0302"): "ô",
    ("o", "\u031b"): "ơ",
    ("u", "\u031b"): "ư",
}


def _letters(s: str) -> list[tuple[str, str]]:
    """Base characters with the combining marks that follow each."""
    found: list[tuple[str, str]] = []
    for c in unicodedata.normalize("NFD", nfc(s).lower()):
        if unicodedata.category(c) != "Mn":
            found.append((c, ""))
        elif found:
            found[-1] = (found[-1][0], found[-1][1] + c)
    return found


def _quality(base: str, marks: str) -> str:
    for mark in marks:
        letter = _QUALITY.get((base, mark))
        if letter:
            return letter
    return base


def _tone(base: str, marks: str) -> str:
    """Weight of what the marks add to the letter; foreign marks sort after Vietnamese tones."""
    for mark in marks:
        if mark in _TONES:
            return _TONES[mark]
    if any((base, mark) not in _QUALITY for mark in marks):
        return "7"
    return _LEVEL


def _other(c: str) -> str:
    if c.isalnum():
        return f"z{ord(c):06x}"
    return _SPACE


def _clusters(s: str) -> list[tuple[int, int]]:
    """Slices of `s` that can be folded apart: a character and what combines with it."""
    starts = [i for i, c in enumerate(s) if i == 0 or not _continues(c)]
    if not starts:
        return []
    return list(zip(starts, [*starts[1:], len(s)], strict=True))


@lru_cache(maxsize=4096)
def _continues(c: str) -> bool:
    # Korean vowels and final consonants compose with the letter before them as marks do.
    return unicodedata.category(c).startswith("M") or "\u1160" <= c <= "\u11ff"


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    return _fold_clustered(cluster)


def _fold_clustered(s: str) -> str:
    lowered = nfc(s).lower().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFD", lowered)
    return nfc("".join(c for c in decomposed if unicodedata.category(c) != "Mn"))


class _Clustered(Exception):
    """The text has characters that must be folded together with their neighbours."""


class _Folded(dict[int, str]):
    """Each character's fold, found once: composed text is folded by one pass of translate."""

    def __missing__(self, code: int) -> str:
        c = chr(code)
        folded = _fold_clustered(c)
        if _continues(c) or len(folded) != 1 or "\u1100" <= c <= "\u115f":
            raise _Clustered
        self[code] = folded
        return folded


_FOLDED = _Folded()
