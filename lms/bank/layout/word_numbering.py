"""Works out the numbers and letters that Word itself writes before list paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from lms.bank.layout.word_style import W, value

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
UNREADABLE = "\ufffc"


@dataclass(frozen=True)
class Level:
    kind: str
    text: str
    start: int
    restart: bool


class Numbering:
    """Counts lists in the order of the document, as Word does."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._nums: dict[str, tuple[str, dict[int, int]]] = {}
        self._overridden: dict[str, dict[int, Level]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        for abstract in root.iterfind(W + "abstractNum") if root is not None else ():
            ident = value(abstract, "abstractNumId") or ""
            self._levels[ident] = dict(_level(lvl) for lvl in abstract.iterfind(W + "lvl"))
        for num in root.iterfind(W + "num") if root is not None else ():
            ident = value(num, "numId") or ""
            starts: dict[int, int] = {}
            for override in num.iterfind(W + "lvlOverride"):
                level = _int(value(override, "ilvl"), 0)
                start = value(override.find(W + "startOverride"))
                if start is not None:
                    starts[level] = _int(start, 1)
                own = override.find(W + "lvl")
                if own is not None:
                    self._overridden.setdefault(ident, {})[level] = _level(own)[1]
            self._nums[ident] = (value(num.find(W + "abstractNumId")) or "", starts)

    def label(self, num_pr: etree._Element) -> str:
        """The text Word shows before this paragraph; UNREADABLE if it cannot be worked out."""
        ident = value(num_pr.find(W + "numId")) or "0"
        level = _int(value(num_pr.find(W + "ilvl")), 0)
        if ident == "0":
            return ""
        if ident not in self._nums:
            return UNREADABLE
        abstract, starts = self._nums[ident]
        levels = {**self._levels.get(abstract, {}), **self._overridden.get(ident, {})}
        if level not in levels:
            return UNREADABLE
        counters = self._counters.setdefault(abstract, {})
        if level in starts and (ident, level) not in self._started:
            counters.pop(level, None)
        self._started.add((ident, level))
        first = starts.get(level, levels[level].start)
        counters[level] = counters[level] + 1 if level in counters else first
        for deeper in [key for key in counters if key > level]:
            if deeper not in levels or levels[deeper].restart:
                del counters[deeper]
        return _show(levels, counters, level)


def _show(levels: dict[int, Level], counters: dict[int, int], level: int) -> str:
    if levels[level].kind in ("bullet", "none"):
        return ""

    def number(found: re.Match[str]) -> str:
        wanted = int(found[1]) - 1
        spec = levels.get(wanted)
        if spec is None:
            return UNREADABLE
        return _format(counters.get(wanted, spec.start), spec.kind)

    shown = re.sub(r"%(\d)", number, levels[level].text)
    return UNREADABLE if UNREADABLE in shown else shown


def _format(number: int, kind: str) -> str:
    if kind in ("decimal", "decimalZero"):
        return f"{number:02d}" if kind == "decimalZero" else str(number)
    if kind in ("upperLetter", "lowerLetter") and 1 <= number <= 780:
        letter = chr(65 + (number - 1) % 26) * (1 + (number - 1) // 26)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman") and 1 <= number <= 3999:
        out = ""
        for amount, sign in _ROMAN:
            out += sign * (number // amount)
            number %= amount
        return out if kind == "upperRoman" else out.lower()
    return UNREADABLE


def _level(lvl: etree._Element) -> tuple[int, Level]:
    spec = Level(
        value(lvl.find(W + "numFmt")) or "decimal",
        value(lvl.find(W + "lvlText")) or "",
        _int(value(lvl.find(W + "start")), 1),
        value(lvl.find(W + "lvlRestart")) != "0",
    )
    return _int(value(lvl, "ilvl"), 0), spec


def _int(text: str | None, default: int) -> int:
    try:
        number = int(text) if text is not None else default
    except ValueError:
        return default
    return number if -1 < number < 100_000 else default
