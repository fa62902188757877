"""Text that a file holds in a broken way, made whole: old fonts, syllables cut apart by spaces.

A single word proves nothing, so a whole text (all pages of a file) is judged together.
"""

import re
from collections.abc import Iterable, Sequence

from suite.oldfonts import FONTS, TCVN3, confidence, convert, repaired
from suite.syllables import is_syllable, words
from suite.text import nfc

OLD_FONT, SPLIT = "old_font", "split_text"
SURE = 0.7
LEAST_WORDS = 8
"""How many different words must be Vietnamese in an old font only."""
MANY_SPLIT = 0.03
LEAST_SPLIT = 5
"""Which share of the words, and how many, must be pieces of syllables."""
_LONGEST = 4
_SOFT_HYPHEN = "\xad"
_APART = re.compile(r"(?<=[^\W\d_]) +(?=[\u0300-\u036f])")
# What no letter of an old font is, and signs that stand alone: "3 × 4", "5 µ".
_NO_FONT = re.compile(
    r"([^A-Za-z\xa1-\xff ]+|(?<![A-Za-z\xa1-\xff])[µ×·¶®©«»¬¨ª¹¸½¼¾](?![A-Za-z\xa1-\xff]))"
)
_HYPHENED = re.compile(r"[A-Za-z\xa1-\xff]*-[A-Za-z\xa1-\xff]*")
_VIETNAMESE = re.compile("[ăđĩũơưĂĐĨŨƠƯ\u1ea0-\u1ef9]")
_TOKEN = re.compile(r"([^\W\d_]+)([.,;:!?)\]”\"]*)")


def mended(texts: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """The texts whole, and codes of what was done: old_font, split_text."""
    held = [nfc(_APART.sub("", text)) for text in texts]
    found = []
    fonts = _fonts(held)
    if any(fonts):
        held = [_in_unicode(t, font) if font else t for t, font in zip(held, fonts, strict=True)]
        found.append(OLD_FONT)
    held = [text.replace(_SOFT_HYPHEN, "") for text in held]
    if is_split(held):
        held = [_joined(text)[0] for text in held]
        found.append(SPLIT)
    return held, tuple(found)


def _fonts(texts: Sequence[str]) -> list[str | None]:
    """The font of each text; one that tells too little by itself has that of all."""
    if not any(0xA0 < ord(c) < 0x100 for text in texts for c in text):
        return [None] * len(texts)
    common = _font(texts)
    return [_font([text]) or (None if _VIETNAMESE.search(text) else common) for text in texts]


def _font(texts: Iterable[str]) -> str | None:
    pieces = [piece for text in texts for piece in _NO_FONT.split(text)[::2]]
    marked = {word for piece in pieces for word in words(piece) if not word.isascii()}
    if len(marked) < LEAST_WORDS:
        return None
    for font in FONTS:
        after = sum(is_syllable(convert(word, font)) and not is_syllable(word) for word in marked)
        if after >= LEAST_WORDS and confidence(pieces, font) >= SURE:
            return font
    return None


def _in_unicode(text: str, font: str) -> str:
    if font == TCVN3:
        text = _HYPHENED.sub(_with_u, text)
    pieces = _NO_FONT.split(text)
    # A text that mixes both keeps what is Vietnamese as it stands.
    witness = ["ệ"] if _VIETNAMESE.search(text) else []
    pieces[::2] = repaired([*pieces[::2], *witness], font)[: len(pieces[::2])]
    return nfc("".join(pieces))


def _with_u(found: re.Match[str]) -> str:
    """TCVN3 writes ư as a soft hyphen, which PDFium gives as a hyphen: "Ph-¬ng", "®-îc"."""
    parts = [convert(part, TCVN3) for part in found[0].split("-")]
    letter = found[0].replace("-", _SOFT_HYPHEN)
    fits = is_syllable(convert(letter, TCVN3)) and not all(is_syllable(p) for p in parts if p)
    return letter if fits else found[0]


def is_split(texts: Sequence[str]) -> bool:
    """Whether syllables are cut apart so often that it is no chance."""
    joins = total = 0
    for text in texts:
        number = _joined(text)[1]
        joins, total = joins + number, total + len(text.split())
    return joins >= LEAST_SPLIT and joins > total * MANY_SPLIT


def _joined(text: str) -> tuple[str, int]:
    """The text with pieces joined to syllables, and how often that was done."""
    lines, joins = [], 0
    for line in text.split("\n"):
        tokens, whole = line.split(" "), []
        at = 0
        while at < len(tokens):
            number = _pieces(tokens, at)
            whole.append("".join(tokens[at : at + number]))
            joins += number > 1
            at += number
        lines.append(" ".join(whole))
    return "\n".join(lines), joins


def _pieces(tokens: Sequence[str], at: int) -> int:
    """How many tokens from here make one Vietnamese syllable, of which one was a piece."""
    for number in range(min(_LONGEST, len(tokens) - at), 1, -1):
        *first, last = tokens[at : at + number]
        ends = _TOKEN.fullmatch(last)
        if ends is None or not all(token.isalpha() for token in first):
            continue
        parts = [*first, ends[1]]
        whole = "".join(parts)
        if whole.isascii() or not is_syllable(whole) or any(p[0].isupper() for p in parts[1:]):
            continue
        if not all(map(is_syllable, parts)):
            return number
    return 1
