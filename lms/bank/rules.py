"""What a question of the bank is: the same or another, found by which words, taken by default."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lms.bank.layout.lines import clean
from lms.bank.layout.model import ParsedQuestion
from suite.text import fold

SINGLE_CHOICE = "single_choice"
LETTERS = "ABCDEFGH"
CONFIDENT = 0.7
# Notes that mean the text may be cut in the wrong place, or that the key is a guess.
DOUBTFUL = {
    "option_continued",
    "option_glued",
    "option_after_space",
    "key_from_solution",
    "solution_unmarked",
    "hidden_text_dropped",
    "mathtype_pictured",
}
LONGEST_WORD, MOST_WORDS = 24, 300
_WORD = re.compile(r"[a-z0-9]+")
# The levels of official letter 7991; which words elsewhere mean them is a dated table.
KNOW, UNDERSTAND, APPLY = "know", "understand", "apply"
LEVELS = (KNOW, UNDERSTAND, APPLY)
MOST_STEM, MOST_OPTION, MOST_SOLUTION = 20_000, 5_000, 20_000  # characters


@dataclass(frozen=True)
class Content:
    """What one version says. `body` and `key` are as its kind of question defines them."""

    kind: str
    stem: str
    body: dict[str, Any]
    key: dict[str, Any]
    solution: str = ""


def tidy(text: str) -> str:
    """NFC, without invisible characters and spaces at the ends."""
    return clean(text).strip()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name in sorted(value):
            yield from _strings(value[name])
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _squashed(value: Any) -> Any:
    """The value with runs of spaces as one, which do not make another question."""
    if isinstance(value, str):
        return " ".join(tidy(value).split())
    if isinstance(value, dict):
        return {name: _squashed(one) for name, one in value.items()}
    return [_squashed(one) for one in value] if isinstance(value, list) else value


def digest(content: Content) -> str:
    """SHA-256 (hex) over kind, stem, body and key; spaces and the solution do not count."""
    told = [content.kind, *map(_squashed, (content.stem, content.body, content.key))]
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def search_key(content: Content) -> str:
    """Folded text of stem and body."""
    return " ".join(fold(" ".join([content.stem, *_strings(content.body)])).split())


def words(text: str) -> list[str]:
    """The different words of a text, folded and cut to LONGEST_WORD, in their order."""
    found = dict.fromkeys(one[:LONGEST_WORD] for one in _WORD.findall(fold(text)))
    return list(found)[:MOST_WORDS]


def too_long(content: Content) -> bool:
    """Whether a part is longer than any question needs."""
    return (
        len(content.stem) > MOST_STEM
        or len(content.solution) > MOST_SOLUTION
        or any(len(text) > MOST_OPTION for text in _strings([content.body, content.key]))
    )


def from_parsed(question: ParsedQuestion) -> Content:
    """A question as it was read, without a key where none was found."""
    if question.kind != SINGLE_CHOICE:
        return _from_other(question)
    letters = [letter for letter, _ in question.options]
    right = letters.index(question.key) if question.key in letters else None
    return Content(
        SINGLE_CHOICE,
        question.stem,
        {"options": [text for _, text in question.options]},
        {} if right is None else {"right": right},
        question.solution,
    )


def _from_other(question: ParsedQuestion) -> Content:
    """A cluster (whose table the bank supplies), a short answer or an essay as it was read, or a
    kind whose body and key were read whole."""
    if "body" in question.answer:
        told = question.answer
        return Content(question.kind, question.stem, told["body"], told["key"], question.solution)
    body: dict[str, Any] = {}
    key = {name: one for name, one in question.answer.items() if name != "unit"}
    if question.kind == "true_false":
        body["statements"] = [text for _, text in question.options]
    elif question.answer.get("unit"):
        body["unit"] = question.answer["unit"]
    if question.kind == "short_text" and key:
        key = {"fold": False, "case": False, **key}
    return Content(question.kind, question.stem, body, key, question.solution)


def to_parsed(content: Content, number: int = 1) -> ParsedQuestion | None:
    """The question for the teacher layout; None for a kind that has no such form."""
    if content.kind != SINGLE_CHOICE:
        return None
    options = list(zip(LETTERS, content.body["options"], strict=False))
    return ParsedQuestion(
        number=number,
        label="",
        stem=content.stem,
        options=options,
        key=LETTERS[content.key["right"]],
        key_source="bank",
        solution=content.solution,
        notes=[],
        first_line=1,
        last_line=1,
    )


def taken_by_default(question: ParsedQuestion) -> bool:
    """Whether the tick stands before the teacher looked: only small slips were mended."""
    if question.status == "altered":
        codes = {note.code for note in question.notes}
        return question.confidence >= CONFIDENT and not codes & DOUBTFUL
    return question.status == "ready"
