"""Text written for the fonts before Unicode: TCVN3 (.VnTime) and VNI-Windows.

Such text is Latin-1 whose signs only look right in those fonts: "NguyÔn V¨n An", "Nguyeãn Vaên An".
A single word may be read in two ways, so a whole column (or page) is judged together.
"""

import re
from collections.abc import Iterable, Sequence

from suite.syllables import is_syllable, words
from suite.text import nfc

TCVN3, VNI = "tcvn3", "vni"
FONTS = (TCVN3, VNI)
SURE = 0.7
"""The share of the words with signs that must become Vietnamese."""
LEAST = 2
"""How many different words must do so."""

_TCVN3 = dict(
    zip(
        "¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ¡¢§£¤¥¦",
        "áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
_VNI_TONES = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_VNI_HAT = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE = {
    "ì": "ì",
    "í": "í",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "ô": "ơ",
    "ö": "ư",
    "î": "ỵ",
    "ñ": "đ",
}


def _vni() -> dict[str, str]:
    """Every written form, one or two signs, and its letter."""
    found = dict(_VNI_ALONE)
    for base in "aeou":
        found |= {base + sign: base + tone for sign, tone in _VNI_TONES.items()}
    for base in "aeo":
        found |= {base + sign: f"{base}\u0302{tone}" for sign, tone in _VNI_HAT.items()}
    found |= {"a" + sign: f"a\u0306{tone}" for sign, tone in _VNI_BREVE.items()}
    for base, letter in (("ô", "ơ"), ("ö", "ư"), ("y", "y")):
        found |= {base + s: letter + t for s, t in _VNI_TONES.items() if base + s != "yï"}
    found = {written: nfc(letter) for written, letter in found.items()}
    upper = {written.upper(): letter.upper() for written, letter in found.items()}
    # "Aù": a capital with the small sign, as many typed it.
    mixed = {w[0].upper() + w[1:]: letter.upper() for w, letter in found.items()}
    small = {w[0] + w[1:].upper(): letter for w, letter in found.items() if len(w) == 2}
    return small | mixed | upper | found


_VNI = _vni()
_VNI_FORMS = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))


def convert(text: str, font: str) -> str:
    """The text in Unicode (NFC), every sign of the font replaced, whatever it was."""
    if font == VNI:
        return nfc(_VNI_FORMS.sub(lambda m: _VNI[m[0]], text))
    found = " ".join(_tcvn3_word(word) for word in text.split(" "))
    plain = [c for c in text if c.isascii() and c.isalpha()]
    return found.upper() if len(plain) > 1 and all(c.isupper() for c in plain) else found


def _tcvn3_word(word: str) -> str:
    """Capitals with tones have no sign of their own: .VnTimeH shows the small ones as capitals."""
    found = "".join(_TCVN3.get(c, c) for c in word)
    plain = [c for c in word if c.isascii() and c.isalpha()]
    capital = len(plain) > 1 and all(c.isupper() for c in plain)
    return found.upper() if capital else found


def _marked(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in words(text) if not word.isascii()}


def confidence(texts: Iterable[str], font: str) -> float:
    """The share (0 to 1) of the different words with signs that are Vietnamese only in this font.

    Words that are Vietnamese both ways count for neither.
    """
    wins, against = _evidence(texts, font)
    return wins / (wins + against) if wins + against else 0.0


def _evidence(texts: Iterable[str], font: str) -> tuple[int, int]:
    wins = against = 0
    for word in _marked(texts):
        as_written, after = is_syllable(word), convert(word, font)
        read = is_syllable(after) and after != word and all(ord(c) < 256 for c in word)
        wins += read and not as_written
        against += not read and not (after == word and as_written and _latin1(word))
    return wins, against


def detect(texts: Iterable[str]) -> str | None:
    """The font that a column of texts was written for, or None (Unicode, or too little to tell)."""
    held = list(texts)
    found: tuple[float, str] | None = None
    for font in FONTS:
        wins, against = _evidence(held, font)
        if wins >= LEAST and wins / (wins + against) >= SURE:
            found = max(found or (0.0, ""), (wins / (wins + against) * wins, font))
    return found[1] if found else None


def repaired(texts: Sequence[str], font: str) -> list[str]:
    """The texts in Unicode; one that is already, or makes no sense in the font, stays.

    In a column that mixes both, a text that is Vietnamese either way stays as well.
    """
    mixed = any(not _latin1(text) for text in texts)
    return [_repaired(text, font, mixed) for text in texts]


def _repaired(text: str, font: str, mixed: bool) -> str:
    marked = _marked([text])
    if not marked or not _latin1(text):
        return text
    after = convert(text, font)
    if mixed and all(map(is_syllable, marked)):
        return text
    return after if all(map(is_syllable, words(after))) else _by_word(text, font)


def _by_word(text: str, font: str) -> str:
    """Foreign words beside Vietnamese ones: only what becomes a syllable is converted."""
    pieces = [(word, convert(word, font)) for word in text.split(" ")]
    if not any(is_syllable(after) and not is_syllable(word) for word, after in pieces):
        return text
    return " ".join(
        after if all(map(is_syllable, words(after))) else word for word, after in pieces
    )


def _latin1(text: str) -> bool:
    return all(ord(c) < 256 for c in text)
