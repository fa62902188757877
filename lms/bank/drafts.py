"""What was read, as plain JSON that waits between reading and taking in, and back."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from typing import Any

from lms.bank.layout.model import Line, Note, ParsedQuestion, ParseResult

Source = list[tuple[int, str]]


def pack(result: ParseResult, lines: Iterable[Line]) -> dict[str, Any]:
    """The result with its source lines; blank lines are left out."""
    return {
        "source": result.source,
        "lines": [[line.number, line.text] for line in lines if not line.blank],
        "questions": [_packed(question) for question in result.questions],
        "notes": [asdict(note) for note in result.notes],
    }


def _packed(question: ParsedQuestion) -> dict[str, Any]:
    return {field.name: getattr(question, field.name) for field in fields(question)} | {
        "notes": [asdict(note) for note in question.notes]
    }


def unpack_questions(content: dict[str, Any]) -> list[ParsedQuestion]:
    """The questions as they were read."""
    return [_unpacked(one) for one in content.get("questions", [])]


def _unpacked(held: dict[str, Any]) -> ParsedQuestion:
    options = [(letter, text) for letter, text in held["options"]]
    notes = [Note(**note) for note in held["notes"]]
    return ParsedQuestion(**{**held, "options": options, "notes": notes})


def unpack_notes(content: dict[str, Any]) -> list[Note]:
    """The notes on the document as a whole."""
    return [Note(**note) for note in content.get("notes", [])]


def unpack_lines(content: dict[str, Any]) -> Source:
    """The source lines with their numbers."""
    return [(number, text) for number, text in content.get("lines", [])]


def between(lines: Sequence[tuple[int, str]], first: int, last: int) -> Source:
    """The source lines of one question."""
    return [(number, text) for number, text in lines if first <= number <= last]
