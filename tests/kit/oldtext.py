"""Writing for the fonts before Unicode: the tables stand here a second time, by other means."""

import unicodedata

from suite.oldfonts import _VNI_FORMS, TCVN3
from suite.text import nfc

_TCVN3 = {
    "a": "¸µ¶·¹", "ă": "¾»¼½Æ", "â": "ÊÇÈÉË", "e": "ÐÌÎÏÑ", "ê": "ÕÒÓÔÖ", "i": "Ý×ØÜÞ",
    "o": "ãßáâä", "ô": "èåæçé", "ơ": "íêëìî", "u": "óïñòô", "ư": "øõö÷ù", "y": "ýúûüþ",
}  # fmt: skip
_LEVEL = {"ă": "¨", "â": "©", "đ": "®", "ê": "ª", "ô": "«", "ơ": "¬", "ư": "\u00ad"} | {
    "Ă": "¡", "Â": "¢", "Đ": "§", "Ê": "£", "Ô": "¤", "Ơ": "¥", "Ư": "¦"
}  # fmt: skip
_ORDER = "\u0301\u0300\u0309\u0303\u0323"
_SIGNS = "ùøûõï"
_HAT, _BREVE, _I = "áàåãä", "éèúüë", "íìæóò"


def encode(text: str, font: str) -> str:
    """The text in TCVN3 (capitals with tones as .VnTimeH has them) or VNI-Windows."""
    return "".join((_tcvn3 if font == TCVN3 else _vni)(c) for c in nfc(text))


def ambiguous_in_vni(word: str) -> bool:
    """Letters whose signs VNI itself cannot tell apart from a pair."""
    written = encode(word, "vni")
    forms = [encode(c, "vni") for c in word]
    starts = {sum(map(len, forms[:n])) for n in range(len(forms))}
    return {m.start() for m in _VNI_FORMS.finditer(written)} - starts != set() or any(
        m.end() not in starts | {len(written)} for m in _VNI_FORMS.finditer(written)
    )


def _parts(letter: str) -> tuple[str, int]:
    marks = unicodedata.normalize("NFD", letter)
    tone = next((n for n, t in enumerate(_ORDER) if t in marks), -1)
    return nfc("".join(m for m in marks if m not in _ORDER)), tone


def _tcvn3(letter: str) -> str:
    base, tone = _parts(letter)
    return _TCVN3[base.lower()][tone] if tone >= 0 else _LEVEL.get(letter, letter)


def _vni(letter: str) -> str:
    base, tone = _parts(letter.lower())
    if base == "i" and tone >= 0:
        found = _I[tone]
    elif base == "y" and tone == 4:
        found = "î"
    elif base in "âêô":
        found = {"â": "a", "ê": "e", "ô": "o"}[base] + (_HAT[tone] if tone >= 0 else "â")
    elif base == "ă":
        found = "a" + (_BREVE[tone] if tone >= 0 else "ê")
    else:
        found = {"ơ": "ô", "ư": "ö", "đ": "ñ"}.get(base, base) + (_SIGNS[tone] if tone >= 0 else "")
    return found.upper() if letter != letter.lower() else found
