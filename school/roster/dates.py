"""Days as lists write them. The order of day and month is that of a whole column, never guessed."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from suite.text import fold

DMY, MDY = "dmy", "mdy"
OLDEST = 1930
_EXCEL_ZERO = date(1899, 12, 30)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?: 00:00(?::00)?)?")
_TYPED = re.compile(r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})(?: 0?0:00(?::00)?)?")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_SERIAL = re.compile(r"[1-9]\d{4}(?:\.0)?")
YEAR = re.compile(r"(?:19|20)\d{2}")


class BadDay(ValueError):
    """Not a day; `code` is date, date_range or date_order."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def order(texts: Iterable[str]) -> str | None:
    """In which order a column has day and month: "dmy", "mdy", or None where it has both.

    It is m/d/y only when a quarter of its dates or more cannot be d/m/y, every one can be m/d/y and
    no cell is a true date: a spreadsheet that read d/m/y as m/d/y leaves just such a mixture.
    """
    typed = true_dates = day_first = month_first = 0
    for text in texts:
        true_dates += bool(_ISO.fullmatch(text))
        if found := _TYPED.fullmatch(text):
            typed += 1
            day_first += int(found[2]) <= 12 < int(found[1])
            month_first += _turned(int(found[1]), int(found[2]))
    if not month_first:
        return DMY
    return None if day_first or true_dates or month_first * 4 < typed else MDY


def _turned(first: int, second: int) -> bool:
    """Whether two numbers are a month and a day, and cannot be the other way round."""
    return first <= 12 < second <= 31


def read(text: str, today: date, how: str | None = DMY) -> date | None:
    """A day from dd/mm/yyyy, d/m/yy, dd.mm.yyyy, yyyy-mm-dd, "ngày 5 tháng 9 năm 2014" or the
    number that a spreadsheet counts days by; None for an empty cell. Raises BadDay.
    """
    if not text:
        return None
    if found := _ISO.fullmatch(text):
        return _day(found[1], found[2], found[3])
    if found := _WORDS.fullmatch(" ".join(fold(text).split())):
        return _day(found[3], found[2], found[1])
    if _SERIAL.fullmatch(text):
        return _EXCEL_ZERO + timedelta(days=int(text.partition(".")[0]))
    if not (found := _TYPED.fullmatch(text)):
        raise BadDay("date")
    first, second, year = found[1], found[2], _year(found[3], today)
    if how is None and _turned(int(first), int(second)):
        raise BadDay("date_order")
    return _day(year, first, second) if how == MDY else _day(year, second, first)


def birth(text: str, today: date, how: str | None = DMY) -> date | None:
    """As `read`, for the birth date of somebody at a school."""
    found = read(text, today, how)
    if found is not None and not OLDEST <= found.year <= today.year - 3:
        raise BadDay("date_range")
    return found


def _year(text: str, today: date) -> str:
    """Two digits are the last such year that is not ahead."""
    if len(text) == 4:
        return text
    century = today.year // 100
    return str((century if int(text) <= today.year % 100 else century - 1) * 100 + int(text))


def _day(year: str, month: str, number: str) -> date:
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise BadDay("date") from None
