"""Finds where the options A, B, C, D of one question begin.

Letters at the start of a line or after a tab are taken at their word; a letter after one space
or glued to a sentence fills a gap only where exactly one such place exists; anything else is
refused, because text such as "anh A. Hành vi" looks the same.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lms.bank.layout.model import Evidence, Line, Look
from lms.bank.layout.patterns import CAPITALS, LOOKALIKES, without_math

LINE_START, TAB, SPACES, SPACE, GLUED = 5, 4, 3, 2, 1
USUAL_COUNT = 4

_STAR = r"(?P<star>[*#] *)?"
_FLAG_BEFORE = re.compile(r"(?:^|(?<=\t)) *\[ĐÚNG\] *$", re.IGNORECASE)
_UPPER = re.compile(rf"{_STAR}(?P<open>\()?(?P<letter>[{CAPITALS}])(?P<late>\s?\*)?\s?[.):/．]")
_LOWER = re.compile(rf"{_STAR}(?P<open>\()?(?P<letter>[a-h])(?P<late>\s?\*)?[.)]")
_NO_DOT = re.compile(rf"^\s*(?P<star>[*#]\s*)?(?P<letter>[{CAPITALS}])(?:\s*[,;_-]\s*|\s+)(?=\S)")
_FLAG = re.compile(r" ?\[ĐÚNG\] ?", re.IGNORECASE)
_NEAR = 60  # how many characters before a letter tell how it is set off
_SENTENCE_END = frozenset("?!.:;,…\"”»)'’")


@dataclass(frozen=True)
class Mark:
    """A place that looks like the beginning of option `letter`."""

    letter: str
    line: int  # index into the lines of the question
    start: int
    column: int  # of the letter itself
    end: int
    strength: int
    starred: bool = False
    typed: str = ""
    dotless: bool = False
    after: str = ""  # the last visible character before it on its line

    @property
    def at(self) -> tuple[int, int]:
        return (self.line, self.start)


@dataclass(frozen=True)
class FoundOption:
    """One option with the looks of its letter and of its whole text."""

    letter: str
    text: str
    line: int
    letter_look: Look | None
    text_looks: frozenset[Look]


@dataclass
class Found:
    """What was found; `problems` are (code, params) in the order met."""

    stem_lines: list[Line] = field(default_factory=list)
    options: list[FoundOption] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    problems: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)

    def tell(self, code: str, **params: str | int) -> None:
        self.problems.append((code, params))


def marks_in(index: int, text: str, lower: bool = False) -> list[Mark]:
    """All places of one line where an option may begin, left to right."""
    hidden = without_math(text)
    margin = len(hidden) - len(hidden.lstrip())
    marks = []
    for found in (_LOWER if lower else _UPPER).finditer(hidden):
        begin = found.start()
        if flag := _FLAG_BEFORE.search(hidden, max(0, begin - _NEAR), begin):
            begin = flag.start()
        strength = (
            LINE_START if begin <= margin else _strength(hidden[max(0, begin - _NEAR) : begin])
        )
        star = found["star"] or ""
        if star.endswith(" ") and strength < TAB:
            # "A. 5 * B. 6": the star closes the option before, it does not open this one
            begin, star = found.end("star"), ""
        typed = found["letter"]
        if not strength or (lower and strength < TAB) or _is_url_or_time(found, hidden, strength):
            continue
        letter = typed.upper() if lower else typed.translate(LOOKALIKES)
        starred = bool(star or found["late"] or flag)
        marks.append(
            Mark(
                letter, index, begin, found.start("letter"), found.end(), strength,
                starred, typed, after=hidden[max(0, begin - _NEAR) : begin].rstrip()[-1:],
            )
        )  # fmt: skip
    return marks


def _is_url_or_time(found: re.Match[str], text: str, strength: int) -> bool:
    """A slash or colon inside a line is too common in ordinary text (km/h, A: 5)."""
    return found.group()[-1] in ":/" and strength < TAB and text[found.end() :][:1] != " "


def _strength(before: str) -> int:
    if before.endswith("\t") or before.rstrip(" ").endswith("\t"):
        return TAB
    if before.endswith("  "):
        return SPACES
    if before.endswith(" "):
        return SPACE
    return GLUED if before[-1] in _SENTENCE_END else 0


def letters_of(line: Line) -> set[str]:
    """Letters that stand on this line where an option may begin."""
    return {mark.letter for mark in marks_in(0, line.text)}


def run_of(letters: set[str]) -> int:
    """How many of A, B, C ... are there without a gap."""
    count = 0
    while count < 8 and "ABCDEFGH"[count] in letters:
        count += 1
    return count


def count_letters(lines: list[Line]) -> int:
    """How many of A, B, C, D in a row are to be seen, by any sign: is this question complete?"""
    return run_of({letter for line in lines for letter in letters_of(line)})


def find_options(lines: list[Line]) -> Found:
    """Stem and options of the lines of one question (heading and key lines taken off)."""
    found = Found()
    marks = _choose(lines, found)
    if not marks:
        found.stem_lines = list(lines)
        return found
    first = min(marks, key=lambda mark: mark.at)
    found.stem_lines = [*lines[: first.line], lines[first.line].cut(0, first.start)]
    in_source = sorted(marks, key=lambda mark: mark.at)
    for here, after in zip(in_source, [*in_source[1:], None], strict=True):
        _take(lines, here, after, found)
    found.options.sort(key=lambda option: option.letter)
    return found


def _choose(lines: list[Line], found: Found) -> list[Mark]:
    every = [mark for i, line in enumerate(lines) for mark in marks_in(i, line.text)]
    strong = [mark for mark in every if mark.strength >= SPACES]
    starts = [mark for mark in every if mark.strength == LINE_START]
    if _run("".join(m.letter for m in starts)) >= USUAL_COUNT:
        strong = [mark for mark in strong if mark.strength != SPACES]
    if not strong:
        return _lower_case(lines, found) or _one_line(every, found)
    letters = "".join(mark.letter for mark in strong)
    if len(set(letters)) < len(letters):
        again = sorted(letter for letter, count in Counter(letters).items() if count > 1)
        found.tell("option_repeated", letters=", ".join(again))
        return []
    if letters != "".join(sorted(letters)):
        return _out_of_order(strong, letters, found)
    chosen = _fill(lines, every, strong, found)
    _check_complete(chosen, found)
    return chosen


def _run(letters: str) -> int:
    """Length of `letters` when it is exactly A, B, C ... else 0."""
    return len(letters) if letters and "ABCDEFGH".startswith(letters) else 0


def _one_line(every: list[Mark], found: Found) -> list[Mark]:
    """Options A to D all after the stem on one line, parted by single spaces."""
    letters = "".join(mark.letter for mark in every)
    if _run(letters) == USUAL_COUNT:
        found.tell("option_after_space", letters=", ".join(letters))
        return every
    if letters:
        found.tell("option_ambiguous", letters=", ".join(sorted(set(letters))))
    return []


def _lower_case(lines: list[Line], found: Found) -> list[Mark]:
    every = [mark for i, line in enumerate(lines) for mark in marks_in(i, line.text, lower=True)]
    letters = "".join(mark.letter for mark in every)
    if 3 <= _run(letters) <= 5:
        found.tell("options_lower_case")
        return every
    return []


def _out_of_order(strong: list[Mark], letters: str, found: Found) -> list[Mark]:
    in_order = "".join(sorted(letters))
    if _run(in_order) < USUAL_COUNT:
        _check_complete(sorted(strong, key=lambda mark: mark.letter), found)
        if not found.problems:
            found.tell("option_missing", letters="D")
    found.tell("options_out_of_order", letters=", ".join(letters))
    return strong


def _fill(lines: list[Line], every: list[Mark], strong: list[Mark], found: Found) -> list[Mark]:
    """Put the letters missing between strong marks where exactly one place offers itself."""
    chosen: list[Mark] = []
    last = strong[-1].letter
    wanted = "ABCDEFGH"[: max(ord(last) - 64, USUAL_COUNT)]
    by_letter = {mark.letter: mark for mark in strong}
    for letter in wanted:
        mark = by_letter.get(letter)
        if mark is None:
            later = [m.at for m in strong if m.letter > letter]
            low = chosen[-1].at if chosen else None
            mark = _missing(lines, every, letter, low, min(later, default=None), found)
        if mark is not None:
            chosen.append(mark)
    return chosen


def _missing(
    lines: list[Line],
    every: list[Mark],
    letter: str,
    low: tuple[int, int] | None,
    high: tuple[int, int] | None,
    found: Found,
) -> Mark | None:
    def between(at: tuple[int, int]) -> bool:
        return (low is None or at > low) and (high is None or at < high)

    places = [m for m in every if m.letter == letter and m.strength < SPACES and between(m.at)]
    dotless = [m for m in _dotless(lines, letter) if between(m.at) and _next_to(m, low, high)]
    if low is None:
        places = [m for m in places if m.after in _SENTENCE_END and m.after]
    if len(places) + len(dotless) > 1:
        found.tell("option_ambiguous", letters=letter)
        return None
    for mark in dotless:
        found.tell("option_unmarked_dot", letters=letter)
        return mark
    for mark in places:
        code = "option_glued" if mark.strength == GLUED else "option_after_space"
        found.tell(code, letters=letter)
        return mark
    return None


def _next_to(mark: Mark, low: tuple[int, int] | None, high: tuple[int, int] | None) -> bool:
    """A letter without its dot counts only directly beside a line with an option."""
    beside_low = low is not None and mark.line == low[0] + 1
    beside_high = high is not None and mark.line == high[0] - 1
    return beside_low or beside_high or (high is not None and mark.line == high[0] - 2)


def _dotless(lines: list[Line], letter: str) -> list[Mark]:
    marks = []
    for index, line in enumerate(lines):
        found = _NO_DOT.match(line.text)
        if found and found["letter"].translate(LOOKALIKES) == letter:
            start, end = found.start("letter"), found.end()
            marks.append(
                Mark(
                    letter, index, 0, start, end, LINE_START, bool(found["star"]),
                    found["letter"], dotless=True,
                )
            )  # fmt: skip
    return marks


def _check_complete(chosen: list[Mark], found: Found) -> None:
    have = {mark.letter for mark in chosen}
    wanted = "ABCDEFGH"[: max(ord(max(have)) - 64, 2)] if have else ""
    missing = [letter for letter in wanted if letter not in have]
    if missing and not any(code == "option_ambiguous" for code, _ in found.problems):
        found.tell("option_missing", letters=", ".join(missing))


def _take(lines: list[Line], here: Mark, after: Mark | None, found: Found) -> None:
    """Cut out one option: from its letter to the next one, over as many lines as it takes."""
    stop_line = after.line if after else len(lines) - 1
    pieces = []
    for index in range(here.line, stop_line + 1):
        start = here.end if index == here.line else 0
        end = after.start if after and index == after.line else None
        pieces.append(lines[index].cut(start, end))
    kept = [piece for piece in pieces if piece.text]
    text = "\n".join(piece.text for piece in kept)
    number = lines[here.line].number
    if len(kept) > 1 or (kept and kept[0] is not pieces[0]):
        found.tell("option_continued", letters=here.letter)
    if here.typed and here.typed.upper() != here.letter:
        found.tell("letter_lookalike", letters=here.letter)
    if _FLAG.search(text):
        text = _FLAG.sub(" ", text).strip()
        found.evidence.append(Evidence("flag", here.letter, number))
    if here.starred:
        found.evidence.append(Evidence("star", here.letter, number))
    elif re.search(r"^\*(?!\*)|(?<!\*)\*$", text):
        text = text.strip("*").strip()
        found.evidence.append(Evidence("star", here.letter, number))
    letter_looks = lines[here.line].looks[here.column : here.column + 1]
    looks = frozenset(
        look
        for piece in kept
        for look, char in zip(piece.looks, piece.text, strict=False)
        if not char.isspace()
    )
    letter_look = letter_looks[0] if letter_looks else None
    found.options.append(FoundOption(here.letter, text, number, letter_look, looks))
