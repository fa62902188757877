"""What is put right in a sheet before it is read: old fonts, letters in parts, capitals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from school.roster.sheets import Sheet
from suite import oldfonts
from suite.syllables import is_syllable, words
from suite.text import nfc


@dataclass(frozen=True)
class Repair:
    """A cell that was changed: `code` is font_tcvn3 or font_vni; row and column from 0."""

    code: str
    row: int
    column: int
    before: str
    after: str


def unicode_sheet(sheet: Sheet) -> tuple[Sheet, list[Repair]]:
    """The sheet with all its text in composed Unicode, and what was converted from old fonts."""
    rows = [[nfc(cell) for cell in row] for row in sheet.rows]
    if all(cell.isascii() for row in rows for cell in row):
        return Sheet(sheet.name, rows, sheet.hidden, sheet.merged), []
    wide = max(map(len, rows), default=0)
    repairs: list[Repair] = []
    fonts: Counter[str] = Counter()
    columns = [_column(rows, column) for column in range(wide)]
    for held in columns:
        if font := oldfonts.detect(text for _, text in held):
            fonts[font] += 1
    if fonts:
        main = fonts.most_common(1)[0][0]
        old_rows = {n for n, row in enumerate(rows) if _is_old(row, main)}
        for column, held in enumerate(columns):
            font = oldfonts.detect(text for _, text in held)
            texts = [text for _, text in held]
            beside = [row in old_rows for row, _ in held]
            after = oldfonts.repaired(texts, font) if font else _sure(texts, beside, main)
            for (row, before), text in zip(held, after, strict=True):
                if text != before:
                    rows[row][column] = text
                    repairs.append(Repair(f"font_{font or main}", row, column, before, text))
    return Sheet(sheet.name, rows, sheet.hidden, sheet.merged), repairs


def _column(rows: Sequence[Sequence[str]], column: int) -> list[tuple[int, str]]:
    return [(n, row[column]) for n, row in enumerate(rows) if column < len(row) and row[column]]


def _is_old(row: Sequence[str], font: str) -> bool:
    """Whether some cell of a row is Vietnamese in the font alone, and none is beyond it."""
    return oldfonts.confidence(row, font) > 0 and all(ord(c) < 256 for cell in row for c in cell)


def _sure(texts: Sequence[str], beside: Sequence[bool], font: str) -> list[str]:
    """A column too short to judge: what is Vietnamese in the font alone, or stands beside such."""
    found = []
    for text, old in zip(texts, beside, strict=True):
        marked = [word for word in words(text) if not word.isascii()]
        after = oldfonts.repaired([text], font)[0]
        wrong = any(not is_syllable(word) for word in marked)
        right = all(map(is_syllable, words(after)))
        found.append(after if (wrong or old) and right else text)
    return found


def name_case(name: str) -> str:
    """ "NGUYỄN VĂN AN" and "nguyễn văn an" as "Nguyễn Văn An"; any other writing stays."""
    letters = [c for c in name if c.isalpha()]
    if len(letters) < 4 or " " not in name:
        return name
    if all(c.isupper() for c in letters) or all(c.islower() for c in letters):
        return " ".join("-".join(map(_capital, word.split("-"))) for word in name.split())
    return " ".join(_capital_sign(word) for word in name.split())


def _capital_sign(word: str) -> str:
    """A first letter that old fonts had only small (ánh)."""
    lost = word[:1].islower() and not word[:1].isascii()
    return word[:1].upper() + word[1:] if lost else word


def _capital(word: str) -> str:
    """The first letter large; an apostrophe begins a name anew (H'Hen)."""
    start = word[:2] == "H'" or word[:2] == "H’"
    if start and len(word) > 2:
        return word[:2] + word[2:3].upper() + word[3:].lower()
    return word[:1].upper() + word[1:].lower()
