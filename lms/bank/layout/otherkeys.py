"""The rest of a key section: what it says of clusters and short answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lms.bank.layout.model import Line

Keys = dict[tuple[str, int], str]
Where = dict[tuple[str, int], set[int]]
_ENTRY = re.compile(
    r"(?:^|(?<=\t)|(?<=  )|(?<=; ))\s*(?:Câu\s*)?(?P<number>\d{1,3})\s*[.):\-–]\s+"
    r"(?P<key>\S[^\t]*?)"
    r"(?=\s{2,}(?:Câu\s*)?\d{1,3}\s*[.):]\s|\s+Câu\s*\d{1,3}\s*[.):]|\t|$)",
    re.IGNORECASE,
)
_GLUED = re.compile(r"^\s*(?:Câu\s*)?(?P<number>\d{1,3})\s*[.):\-–]?\s*(?P<key>[ĐSđs]{2,8})\s*$")
_LABEL = re.compile(r"^(?:Câu(?: hỏi| số)?|Đáp án|ĐA|Ý|Lệnh hỏi)?\s*[:.]?$", re.IGNORECASE)
_STATEMENT = re.compile(r"^([a-h])[).]?$")
_CELL = re.compile(r"^(?:Câu\s*)?(\d{1,3})[.:)]?$", re.IGNORECASE)


def read_other_keys(lines: Sequence[tuple[str, Line]]) -> tuple[Keys, Where]:
    """Keys as they stand there by (part, number), and the numbers of the lines of each."""
    keys: Keys = {}
    where: Where = {}
    head: tuple[str, list[str], int] | None = None
    for part, line in lines:
        told: set[int] = set()
        cells = [cell.strip() for cell in line.text.split("\t")]
        if head and head[0] == part and (found := _row(head[1], cells)):
            pairs, told = found, {line.number, head[2]}
        elif _is_head(cells):
            head, pairs = (part, cells, line.number), {}
        else:
            pairs, told = _line(line.text), {line.number}
        for number, key in pairs.items():
            place = (part, number)
            keys[place] = f"{keys[place]}, {key}" if place in keys and key[0] in "abcdefgh" else key
            where.setdefault(place, set()).update(told)
    return keys, where


def _is_head(cells: Sequence[str]) -> bool:
    """`Câu | 1 | 2 | 3` or `Câu | a) | b) | c) | d)`."""
    told = cells[1:]
    if len(told) < 2 or not _LABEL.match(cells[0]):
        return False
    return all(_CELL.match(one) for one in told) or all(_STATEMENT.match(one) for one in told)


def _row(head: Sequence[str], cells: Sequence[str]) -> dict[int, str]:
    """A row below a head: answers below numbers, a statement's below numbers, or a question's."""
    if len(cells) != len(head) or not all(cells[1:]):
        return {}
    numbers = [_CELL.match(one) for one in head[1:]]
    told = [one for one in numbers if one]
    statement = _STATEMENT.match(cells[0])
    if len(told) == len(head) - 1 and (statement or _LABEL.match(cells[0])):
        before = f"{statement[1]}-" if statement else ""
        return {int(one[1]): before + cells[n] for n, one in enumerate(told, 1)}
    number = _CELL.match(cells[0])
    if number and not told:
        letters = [one.strip(").") for one in head[1:]]
        told_keys = [f"{letter}-{key}" for letter, key in zip(letters, cells[1:], strict=True)]
        return {int(number[1]): ", ".join(told_keys)}
    return {}


def _line(text: str) -> dict[int, str]:
    """`Câu 1: a-Đ, b-S`, `1. ĐSĐS`, `1. 5   2. -1,5`."""
    if glued := _GLUED.match(text):
        return {int(glued["number"]): glued["key"].upper()}
    return {int(one["number"]): one["key"].strip() for one in _ENTRY.finditer(text)}
