"""Writes questions back in the teacher layout: the reverse of `reader.read_text`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from lms.bank.layout.model import ParsedQuestion
from lms.bank.layout.reader import read_text

KeyStyle = Literal["line", "table", "pairs", "star", "flag", "none"]


@dataclass(frozen=True)
class Layout:
    """How a text is laid out. `heading` holds {n}; `per_line` is 1, 2 or 4 options a line."""

    heading: str = "Câu {n}."
    per_line: int = 1
    key: KeyStyle = "line"
    key_line: str = "Đáp án: {key}"
    letter: str = "{letter}."
    solution: str = "Lời giải:"


def render_text(questions: Iterable[ParsedQuestion], layout: Layout | None = None) -> str:
    """The questions as text, numbered anew from 1, with keys and solutions."""
    chosen = layout or Layout()
    numbered = list(enumerate(questions, 1))
    blocks = [_question(number, question, chosen) for number, question in numbered]
    keyed = [(number, question.key) for number, question in numbered if question.key]
    if keyed and chosen.key == "pairs":
        blocks.append("BẢNG ĐÁP ÁN\n" + " ".join(f"{number}.{key}" for number, key in keyed))
    if keyed and chosen.key == "table":
        numbers = "\t".join(str(number) for number, _ in keyed)
        letters = "\t".join(key for _, key in keyed)
        blocks.append(f"BẢNG ĐÁP ÁN\nCâu\t{numbers}\nĐáp án\t{letters}")
    return "\n\n".join(blocks) + "\n"


def reads_back(questions: list[ParsedQuestion], layout: Layout | None = None) -> list[int]:
    """Positions (from 0) of the questions that the text would not give back exactly.

    A stem with a line such as `A. ...` of its own is one; the caller tells the teacher.
    """
    again = read_text(render_text(questions, layout)).questions
    if len(again) != len(questions):
        return [i for i, q in enumerate(questions) if not _alone(q, layout)]
    return [i for i, (q, r) in enumerate(zip(questions, again, strict=True)) if not _same(q, r)]


def _alone(question: ParsedQuestion, layout: Layout | None) -> bool:
    again = read_text(render_text([question], layout)).questions
    return len(again) == 1 and _same(question, again[0])


def _same(one: ParsedQuestion, other: ParsedQuestion) -> bool:
    return (
        other.status != "refused"
        and one.stem == other.stem
        and one.options == other.options
        and one.key == other.key
        and one.solution == other.solution
    )


def _question(number: int, question: ParsedQuestion, layout: Layout) -> str:
    lines = [f"{layout.heading.format(n=number)} {question.stem}"]
    options = [_option(letter, text, question, layout) for letter, text in question.options]
    for start in range(0, len(options), layout.per_line):
        lines.append("\t".join(options[start : start + layout.per_line]))
    if question.key and layout.key == "line":
        lines.append(layout.key_line.format(key=question.key))
    if question.solution:
        lines += [layout.solution, question.solution]
    return "\n".join(lines)


def _option(letter: str, text: str, question: ParsedQuestion, layout: Layout) -> str:
    right = letter == question.key
    star = "*" if right and layout.key == "star" else ""
    flag = " [ĐÚNG]" if right and layout.key == "flag" else ""
    return f"{star}{layout.letter.format(letter=letter)} {text}{flag}"
