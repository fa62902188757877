"""Takes key lines and the solution off the end of a question's lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from lms.bank.layout import patterns as pat
from lms.bank.layout.model import Evidence, Line
from lms.bank.layout.options import count_letters

_ONE = re.compile(r"^[“\"(\[]?\s*([A-H])\s*[”\")\]]?\s*[.)]?\s*$")
_ONE_LOWER = re.compile(r"^([a-h])\s*[.)]?\s*$")
_SEVERAL = re.compile(
    r"^[A-H](?:\s*(?:[,;/&+]|và|hoặc|or|and)\s*[A-H])+\s*\.?$|^[A-H]{2,5}\s*\.?$", re.IGNORECASE
)
_WITH_TEXT = re.compile(r"^([A-H])\s*[.):,;]\s*(\S.*)$|^([A-H])\s*[–-]\s+(\S.*)$")


@dataclass
class Tail:
    """What stood after the options; `lines` is what is left: stem and options."""

    lines: list[Line] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    key_texts: list[tuple[str, str, int]] = field(default_factory=list)
    solution: list[str] = field(default_factory=list)
    problems: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)
    stray: list[Line] = field(default_factory=list)

    def tell(self, code: str, **params: str | int) -> None:
        self.problems.append((code, params))


@dataclass(frozen=True)
class KeyLine:
    letters: str
    text: str = ""
    unreadable: str = ""
    true_false: bool = False


def read_key_line(text: str) -> KeyLine | None:
    """The key a line like `Đáp án: B` names, None for any other line."""
    found = pat.KEY_LINE.match(text)
    if not found:
        return None
    rest = found["rest"].strip()
    said = bool(found["said"])
    if one := _ONE.match(rest):
        return KeyLine(one[1])
    if said and found["colon"] and (one := _ONE_LOWER.match(rest)):
        return KeyLine(one[1].upper())
    if _SEVERAL.match(rest) and (rest == rest.upper() or " " in rest):
        return KeyLine("".join(sorted(set(re.findall(r"\b[A-H]\b|[A-H]", rest)))))
    if (with_text := _WITH_TEXT.match(rest)) and (not said or found["colon"]):
        letter, words = with_text[1] or with_text[3], with_text[2] or with_text[4]
        return KeyLine(letter, text=words.strip())
    if said and found["colon"]:
        return KeyLine("", unreadable=rest, true_false=bool(pat.TRUE_FALSE_KEY.match(rest)))
    if said and not rest and found["said"].lower() == "đáp án":
        return KeyLine("")
    return None


def split_inline_keys(lines: list[Line]) -> list[Line]:
    """A key typed behind the last option after a tab or wide space goes on a line of its own."""
    out: list[Line] = []
    for line in lines:
        found = pat.KEY_INLINE.search(line.text)
        if found and found.start():
            out += [line.cut(0, found.start()), replace(line.cut(found.start(1)), flaws=())]
        else:
            out.append(line)
    return out


def split_tail(lines: list[Line]) -> Tail:
    """Part stem and options from keys, solution and what follows them."""
    tail = Tail()
    lines = split_inline_keys(lines)
    state = "body"
    for index, line in enumerate(lines):
        key = read_key_line(line.text)
        if key is not None and not key.letters and not key.unreadable:
            key = _letter_below(lines, index) or key
        if key is not None:
            if not key.letters and not key.unreadable and state == "stray" and not tail.solution:
                break
            _note_key(tail, key, line)
            if state == "body" and count_letters(tail.lines) >= 2:
                state = "after_key"
        elif state != "solution" and (header := pat.SOLUTION.match(line.text)):
            state = _enter_solution(tail, line, header.end(), state)
        elif state == "body":
            tail.lines.append(line)
        elif state == "solution":
            _note_solution(tail, line)
        elif not line.blank and not _is_taken_letter(lines, index):
            state = "stray"
            tail.stray.append(line)
        elif tail.stray:
            tail.stray.append(line)
    return tail


def _enter_solution(tail: Tail, line: Line, end: int, state: str) -> str:
    if state == "body" and count_letters(tail.lines) < 2:
        tail.lines.append(line)
        return state
    if rest := line.text[end:].strip():
        _note_solution(tail, replace(line, text=rest))
    return "solution"


def _letter_below(lines: list[Line], index: int) -> KeyLine | None:
    for line in lines[index + 1 : index + 2]:
        if one := _ONE.match(line.text.strip()):
            return KeyLine(one[1])
    return None


def _is_taken_letter(lines: list[Line], index: int) -> bool:
    before = read_key_line(lines[index - 1].text) if index else None
    empty = before is not None and not before.letters and not before.unreadable
    return empty and bool(_ONE.match(lines[index].text.strip()))


def _note_key(tail: Tail, key: KeyLine, line: Line) -> None:
    if key.true_false:
        tail.tell("true_false_seen")
    elif key.unreadable:
        tail.tell("key_unreadable", text=key.unreadable[:80])
    elif len(key.letters) > 1:
        tail.tell("key_several", keys=", ".join(key.letters))
    elif key.letters:
        tail.evidence.append(Evidence("line", key.letters, line.number))
        if key.text:
            tail.key_texts.append((key.letters, key.text, line.number))


def _note_solution(tail: Tail, line: Line) -> None:
    tail.solution.append(line.text.strip())
    if found := pat.KEY_IN_SOLUTION.search(line.text):
        tail.evidence.append(Evidence("solution", found["letter"], line.number))
