"""Questions that are no single choice: clusters a)-d), short answers, essays; and their keys.
Kinds that need a heading of their own are read by `headed`.

A block becomes one of them only where something says so: the heading of its part, a key such as
`a-Đ, b-S` or `-1,5`, or marks on its statements. Everything else stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lms.bank.layout import headed
from lms.bank.layout import patterns as pat
from lms.bank.layout.blocks import Block
from lms.bank.layout.lines import text_of
from lms.bank.layout.looks import KINDS, odd_letters
from lms.bank.layout.model import Line, Note, ParsedQuestion
from lms.bank.layout.options import Found, find_options
from suite.text import fold

CLUSTER, NUMBER, TEXT, ESSAY = "true_false", "short_number", "short_text", "essay"
FILE = "file_answer"
MOST_TEXT = 100  # characters of a short answer; what is longer is a solution
_PAIR = re.compile(r"\b([a-h])\s*[-–.):=]*\s*(Đúng|Sai|Đ|S|T|F)\b", re.IGNORECASE)
_ROW = re.compile(r"^(?:(?:Đúng|Sai|Đ|S|T|F)[\s,;\-–]*){2,8}$", re.IGNORECASE)
_WORD = re.compile(r"Đúng|Sai|Đ|S|T|F", re.IGNORECASE)
_NUMBER = re.compile(
    r"^(?P<value>[+\-−–]?\s?\d{1,9}(?:[.,]\d{1,9})?)"
    r"(?:\s*±\s*(?P<around>\d{1,9}(?:[.,]\d{1,9})?))?(?:\s*(?P<unit>(?:[^\W\d_]|[%°])\S{0,11}))?\s*\.?$"
)
_OR = re.compile(r"\s*(?:;|\||\bhoặc\b)\s*", re.IGNORECASE)
_WRONG = re.compile(r"\s*\[SAI\]\s*", re.IGNORECASE)


@dataclass
class Parts:
    """Lines of a block, parted: what is asked, keys as they stand there, the solution."""

    lines: list[Line] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    solution: list[str] = field(default_factory=list)


def parted(lines: Sequence[Line]) -> Parts:
    """Body, key lines and solution, whether there are options or not."""
    found, closed = Parts(), False
    for line in lines:
        key = pat.KEY_LINE.match(line.text)
        head = pat.SOLUTION.match(line.text)
        if key and key["said"] and key["colon"]:
            found.keys.append(key["rest"].strip())
        elif head and not (key and key["said"]):
            closed = True
            found.solution += [rest] if (rest := line.text[head.end() :].strip()) else []
        elif closed:
            found.solution += [line.text.strip()] if not line.blank else []
        else:
            found.lines.append(line)
    return found


def truths_of(text: str, size: int) -> list[bool] | None:
    """The truths that a key says: `a-Đ, b-S`, `ĐSĐS`, `Đ - S - Đ - S`; None for another key."""
    pairs = {letter.lower(): word for letter, word in _PAIR.findall(text)}
    if len(pairs) == size and set(pairs) == set("abcdefgh"[:size]):
        return [_true(pairs[letter]) for letter in sorted(pairs)]
    if _ROW.match(text.strip()):
        words = _WORD.findall(text)
        return [_true(word) for word in words] if len(words) == size else None
    return None


def _true(word: str) -> bool:
    return word.upper() in ("Đ", "ĐÚNG", "T")


def said_by_part(part: str) -> str:
    """The kind that the heading of a part names, "" for none."""
    told = fold(part)
    if "dung sai" in re.sub(r"\W+", " ", told) or "dung hoac sai" in told:
        return CLUSTER
    if "tra loi ngan" in told:
        return NUMBER
    return ESSAY if "tu luan" in told else ""


def other_kind(block: Block, found: Found) -> ParsedQuestion | None:
    """The block as a question of another kind, None where it stays a single choice."""
    if kind := headed.named(block.part):
        told = parted(block.body)
        read = headed.read(kind, told.lines, told.keys)
        if read is not None:
            answer = {"body": read.body, "key": read.key}
            return _made(block, told, kind, read.lines, [], answer)
    lower = any(code == "options_lower_case" for code, _ in found.problems)
    if found.options and not lower:
        return None
    told = parted(block.body)
    named = said_by_part(block.part)
    if lower:
        return _cluster(block, told, named)
    if any(code in ("option_repeated", "option_ambiguous") for code, _ in found.problems):
        return None
    if told.keys and named != ESSAY:
        return _short(block, told, named)
    if named in (NUMBER, ESSAY):
        return _made(block, told, named, told.lines, [], {})
    return None


def _made(
    block: Block,
    told: Parts,
    kind: str,
    stem: Sequence[Line],
    options: list[tuple[str, str]],
    answer: dict[str, Any],
) -> ParsedQuestion:
    notes = [Note(code, block.first_line, params) for code, params in block.notes]
    flaws = dict.fromkeys(code for line in block.body for code in line.flaws)
    notes += [Note(code, block.first_line) for code in flaws]
    words, flat = text_of(stem)
    if flat:
        notes.append(Note("table_flattened", block.first_line))
    if not words:
        notes.append(Note("stem_empty", block.first_line))
    if not answer.get("key", answer) and kind not in (ESSAY, FILE):
        notes.append(Note("answer_missing", block.first_line))
    return ParsedQuestion(
        block.number, block.label, words, options, None, "", "\n".join(told.solution), notes,
        block.first_line, block.last_line, block.part, kind, answer,
    )  # fmt: skip


def _cluster(block: Block, told: Parts, named: str) -> ParsedQuestion | None:
    found = find_options(told.lines)
    options = found.options
    size = len(options)
    truths = next((one for key in told.keys if (one := truths_of(key, size))), None)
    flagged = {one.letter for one in found.evidence if one.source == "flag"}
    wrong = {one.letter for one in options if _WRONG.search(one.text)}
    asked = named == CLUSTER or any(pat.TRUE_FALSE_STEM.search(one.text) for one in told.lines)
    if truths is None and (flagged or wrong):
        truths = [one.letter in flagged and one.letter not in wrong for one in options]
    if truths is None and asked:
        marked = next((odd for kind in KINDS if (odd := odd_letters(options, kind))), set())
        truths = [one.letter in marked for one in options] if marked else None
    if truths is None and not asked:
        return None
    statements = [(one.letter.lower(), _WRONG.sub(" ", one.text).strip()) for one in options]
    answer = {} if truths is None else {"truths": truths}
    return _made(block, told, CLUSTER, found.stem_lines, statements, answer)


def _short(block: Block, told: Parts, named: str) -> ParsedQuestion | None:
    """A number or a few words; a long key is the solution of an essay."""
    key = next((one for one in told.keys if one), "")
    if re.fullmatch(r"[A-H]\.?", key):
        return None
    kind, answer = short_answer(key)
    if kind == ESSAY:
        told.solution = [key, *told.solution]
    if not key and not named:
        return None
    lines, sayings = headed.said(told.lines) if kind == TEXT else (told.lines, {})
    if how := sayings.get(headed.HOW):
        answer |= {"fold": headed.FOLD in how, "case": headed.CASE in how}
    return _made(block, told, kind if key else NUMBER, lines, [], answer)


def short_answer(key: str) -> tuple[str, dict[str, Any]]:
    """Kind and answer of a key that is no letter."""
    told = [_NUMBER.match(one.strip().strip("$")) for one in _OR.split(key.strip()) if one.strip()]
    numbers = [one for one in told if one]
    if numbers and len(numbers) == len(told):
        accepted = [
            {"value": re.sub(r"\s", "", one["value"]), "tolerance": one["around"] or "0"}
            for one in numbers
        ]
        unit = next((one["unit"] for one in numbers if one["unit"]), "")
        return NUMBER, {"accepted": accepted, **({"unit": unit} if unit else {})}
    if not key or len(key) > MOST_TEXT:
        return ESSAY if key else NUMBER, {}
    accepted_texts = [one.strip().rstrip(".") for one in _OR.split(key) if one.strip(" .")]
    return TEXT, {"accepted": accepted_texts} if accepted_texts else {}


def with_keys(
    questions: Sequence[ParsedQuestion], keys: Mapping[tuple[str, int], str], same: Any
) -> tuple[list[ParsedQuestion], set[tuple[str, int]]]:
    """The questions with answers from a key section, and which entries were used."""
    out, used = [], set()
    for question in questions:
        if question.kind == "single_choice" or question.answer or question.number is None:
            out.append(question)
            continue
        places = [one for one in keys if one[1] == question.number]
        exact = [one for one in places if same(one[0], question.part)]
        loose = [one for one in places if not one[0] or not question.part]
        chosen = (exact or loose)[:1] if len(exact or loose) == 1 else []
        made = _answered(question, keys[chosen[0]]) if chosen else None
        if made is not None:
            used.add(chosen[0])
        out.append(made or question)
    return out, used


def _answered(question: ParsedQuestion, key: str) -> ParsedQuestion | None:
    notes = [one for one in question.notes if one.code != "answer_missing"]
    if question.kind == CLUSTER:
        truths = truths_of(key, len(question.options))
        return replace(question, answer={"truths": truths}, notes=notes) if truths else None
    if question.kind == ESSAY:
        return None
    kind, answer = short_answer(key)
    return replace(question, kind=kind, answer=answer, notes=notes) if answer else None
