"""Kinds that are read only under a heading of their own: several right options, pairs, orders, gaps
and files.

The same words stand over single choices in many papers, so a block becomes one of them only where
its shape fits, too. What `lms.formats.word_kinds` writes is read here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lms.bank.layout.lines import text_of
from lms.bank.layout.model import Line
from lms.bank.layout.options import find_options
from suite.text import fold

HEADINGS = {
    "multiple_choice": "TRẮC NGHIỆM NHIỀU ĐÁP ÁN ĐÚNG", "matching": "GHÉP NỐI",
    "ordering": "SẮP XẾP THỨ TỰ", "cloze": "ĐIỀN VÀO CHỖ TRỐNG", "file_answer": "NỘP TỆP HOẶC ẢNH",
}  # fmt: skip
RULES = {
    "all": "đúng hết mới có điểm", "each": "từng phần", "minus": "từng phần, ý sai bị trừ",
    "places": "từng vị trí", "neighbours": "từng cặp liền nhau",
}  # fmt: skip
HOW, HAND_IN = "Cách chấm", "Cách nộp"
FOLD, CASE = "không xét dấu", "phân biệt chữ hoa"
FILES = {"photo": "ảnh", "pdf": "PDF", "office": "Word, Excel, PowerPoint", "audio": "ghi âm"}
FILL = "Điền vào chỗ trống."
SIDES = "ABCDEFGHIJKL"
NUMBER_GAP, CHOICE_GAP, TEXT_GAP = "số", "chọn", "chữ"
_SAYING = re.compile(rf"^\s*({HOW}|{HAND_IN})\s*:\s*(.*?)\s*$", re.IGNORECASE)
_ITEM = re.compile(r"^\s*(\d{1,2})\s*[.)]\s*(.*)$", re.DOTALL)
_SIDE = re.compile(rf"^\s*([{SIDES}])\s*[.)]\s*(.*)$", re.DOTALL)
_PAIR = re.compile(rf"(\d{{1,2}})\s*[-–:.→]?\s*([{SIDES}])\b")
_GAP = re.compile(r"_{2,}\s*\((\d{1,2})\)\s*_{2,}|\((\d{1,2})\)\s*(?:_{3,}|\.{3,}|…+)")
_GAP_KEY = re.compile(r"^\((\d{1,2})\)\s*(?:\[([^\]]{1,40})\])?\s*(.*)$")
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*%")
_TOLERANCE = re.compile(r"^(.*?)\s*(?:±\s*(\S+))?$")
_NUMERIC = re.compile(r"^[+\-−–]?\d{1,9}(?:[.,]\d{1,9})?(?:\s*±\s*\d{1,9}(?:[.,]\d{1,9})?)?$")


@dataclass(frozen=True)
class Read:
    """What a block is; `lines` are those of its stem, `key` is empty where none was found."""

    lines: Sequence[Line]
    body: dict[str, Any]
    key: dict[str, Any]


def named(part: str) -> str:
    """The kind that the heading of a part names, "" for none."""
    told = " ".join(re.sub(r"\W+", " ", fold(part)).split())
    return next((kind for kind, words in HEADINGS.items() if fold(words) in told), "")


def read(kind: str, lines: Sequence[Line], keys: Sequence[str]) -> Read | None:
    """The lines of a block as a question of the kind that its part names, None where they are not.

    `keys` are its key lines without "Đáp án:".
    """
    rest, sayings = said(lines)
    how = sayings.get(HOW, "")
    if kind == "multiple_choice":
        return _several(rest, keys, how)
    if kind == "matching":
        return _pairs(rest, keys, how)
    if kind == "ordering":
        return _order(rest, keys, how)
    if kind == "cloze":
        return _cloze(rest, keys, how)
    return _file(rest, sayings.get(HAND_IN, ""))


def said(lines: Sequence[Line]) -> tuple[list[Line], dict[str, str]]:
    """The lines without those that say how it is marked or handed in, and what these say."""
    rest, sayings = [], {}
    for line in lines:
        if found := _SAYING.match(line.text):
            sayings[found[1].lower().capitalize()] = found[2]
        else:
            rest.append(line)
    return rest, sayings


def _rule(how: str, usual: str, *allowed: str) -> str:
    told = " ".join(how.lower().split())
    return next((name for name in (usual, *allowed) if RULES[name] == told), usual)


def _several(lines: list[Line], keys: Sequence[str], how: str) -> Read | None:
    found = find_options(lines)
    letters = [one.letter for one in found.options]
    if len(letters) < 2 or letters != list(SIDES[: len(letters)]) or found.problems:
        return None
    chosen = re.findall(r"[A-L]", keys[0]) if keys and re.fullmatch(r"[A-L,;\s]+", keys[0]) else []
    right = sorted({letters.index(one) for one in chosen if one in letters})
    body = {"options": [one.text for one in found.options]}
    key = {"right": right, "rule": _rule(how, "all", "each", "minus")} if right else {}
    return Read(found.stem_lines, body, key)


def _pairs(lines: list[Line], keys: Sequence[str], how: str) -> Read | None:
    rows = [line for line in lines if line.row and "\t" in line.text]
    left, right = [], []
    for line in rows:
        one, _, other = line.text.partition("\t")
        item, side = _ITEM.match(one), _SIDE.match(other)
        if (one.strip() and item is None) or (other.strip() and side is None):
            return None
        left += [item[2].strip()] if item else []
        right += [side[2].strip()] if side else []
    if len(left) < 2 or len(right) < 2:
        return None
    told = {int(n): SIDES.index(letter) for n, letter in _PAIR.findall(keys[0] if keys else "")}
    pairs = [told[n] for n in range(1, len(left) + 1) if told.get(n, len(right)) < len(right)]
    key = {"pairs": pairs, "rule": _rule(how, "each", "all")} if len(pairs) == len(left) else {}
    stem = [line for line in lines if line not in rows]
    return Read(stem, {"left": left, "right": right}, key)


def _order(lines: list[Line], keys: Sequence[str], how: str) -> Read | None:
    items: list[list[str]] = []
    stem: list[Line] = []
    for line in lines:
        found = None if line.row else _ITEM.match(line.text)
        if found and int(found[1]) == len(items) + 1:
            items.append([found[2].strip()])
        elif items and not line.blank:
            items[-1].append(line.text.strip())
        else:
            stem.append(line)
    if len(items) < 2:
        return None
    told = [int(n) - 1 for n in re.findall(r"\d+", keys[0] if keys else "")]
    whole = sorted(told) == list(range(len(items)))
    key = {"order": told, "rule": _rule(how, "all", "places", "neighbours")} if whole else {}
    return Read(stem, {"items": ["\n".join(one) for one in items]}, key)


def _cloze(lines: list[Line], keys: Sequence[str], how: str) -> Read | None:
    first = next((n for n, line in enumerate(lines) if _GAP.search(line.text)), None)
    if first is None:
        return None
    text, _flat = text_of(lines[first:])
    numbers = [int(found[1] or found[2]) for found in _GAP.finditer(text)]
    if sorted(numbers) != list(range(1, len(numbers) + 1)):
        return None
    told = {int(f[1]): (f[2] or "", f[3]) for key in keys if (f := _GAP_KEY.match(key))}
    made = [_gap(*told.get(n, ("", "")), how) for n in range(1, len(numbers) + 1)]
    stem = [line for line in lines[:first] if not line.blank] or [Line(lines[first].number, FILL)]
    body = {
        "text": _GAP.sub(lambda found: f"{{{{{found[1] or found[2]}}}}}", text),
        "gaps": [gap for gap, _key in made],
    }
    whole = all(key for _gap, key in made)
    return Read(stem, body, {"gaps": [key for _gap, key in made]} if whole else {})


def _gap(marks: str, answers: str, how: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A gap and its key from `[số; 25 %] 3,1 ± 0,1 | 4`, `[chọn] *đúng | sai` or `Huế | Hue`."""
    told = [one.strip() for one in re.split(r"(?:^|\s)\|(?:\s|$)", answers) if one.strip()]
    share = _SHARE.search(marks)
    more = {"share": f"{_portion(share[1])}"} if share else {}
    kind = marks.split(";")[0].strip().lower()
    if kind == CHOICE_GAP:
        right = [n for n, one in enumerate(told) if one.startswith("*")]
        options = [one.removeprefix("*").strip() for one in told]
        key = {"right": right[0], **more} if len(right) == 1 else {}
        return {"type": "choice", "options": options}, key
    if kind == NUMBER_GAP or (kind != TEXT_GAP and told and all(map(_NUMERIC.match, told))):
        pairs = [found.groups() for one in told if (found := _TOLERANCE.match(one))]
        accepted = [{"value": value, "tolerance": around or "0"} for value, around in pairs]
        return {"type": "number"}, ({"accepted": accepted, **more} if accepted else {})
    key = {"accepted": told, "fold": FOLD in how, "case": CASE in how, **more} if told else {}
    return {"type": "text"}, key


def _portion(percent: str) -> str:
    """A share as the bank writes it: "0.25" of "25"."""
    whole, _, part = percent.replace(",", ".").partition(".")
    digits = f"{int(whole):03d}{part}"
    return f"{digits[: -2 - len(part)]}.{digits[-2 - len(part) :]}".rstrip("0").rstrip(".")


def _file(lines: list[Line], how: str) -> Read | None:
    if len(find_options(list(lines)).options) >= 2:
        return None
    told = how.lower()
    what = [name for name, words in FILES.items() if words.lower() in told]
    most = re.search(r"nhiều nhất (\d)", told)
    body = {"most_files": int(most[1]) if most else 1, "what": what or ["photo", "pdf"]}
    return Read(lines, body, {})
