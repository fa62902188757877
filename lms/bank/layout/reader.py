"""Reads questions as Vietnamese teachers lay them out, from text and from Word.

Nothing is silently wrong: what is not certain is `altered` (look at it) or `refused` (with the
reason), and every line that went into no question is named in the notes of the document.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from lms.bank.layout import judge
from lms.bank.layout.blocks import Block, cut_lines
from lms.bank.layout.keytable import KeyTable, read_key_table
from lms.bank.layout.kinds import with_keys
from lms.bank.layout.lines import text_lines
from lms.bank.layout.model import (
    Line,
    Note,
    ParsedQuestion,
    ParseResult,
    Source,
    Summary,
)
from lms.bank.layout.options import find_options
from lms.bank.layout.otherkeys import read_other_keys
from lms.bank.layout.patterns import is_part
from lms.bank.layout.question import read_block
from lms.bank.layout.word import word_lines

MAX_CHARACTERS = 1_000_000
MAX_LINE = 20_000  # characters; a page has 3,000


def read_text(text: str) -> ParseResult:
    """Questions of a pasted or uploaded text. Never raises."""
    if len(text) > MAX_CHARACTERS:
        note = Note("text_too_long", 1, {"limit": MAX_CHARACTERS})
        return ParseResult([], [note], "text")
    return read_lines(text_lines(text), "text")


def read_docx(data: bytes) -> ParseResult:
    """Questions of a Word file; raises UnreadableFile for anything that is not a sane .docx."""
    return read_lines(word_lines(data), "word")


def read_lines(lines: list[Line], source: Source) -> ParseResult:
    """Questions of lines already cleaned."""
    long = next((line for line in lines if len(line.text) > MAX_LINE), None)
    if long is not None:
        return ParseResult([], [Note("line_too_long", long.number, {"limit": MAX_LINE})], source)
    cut = cut_lines(lines)
    table = read_key_table(cut.key_lines)
    notes = [*cut.notes, *table.notes]
    blocks = cut.blocks
    if not blocks:
        blocks = _unnumbered(lines)
        if blocks:
            notes = [note for note in notes if note.code != "line_ignored"]
            notes += _unlettered(blocks)
    questions: list[ParsedQuestion] = []
    for block in blocks:
        questions += read_block(block, source)
    questions, key_notes = _with_table(questions, table)
    keys, where = read_other_keys(cut.key_lines)
    questions, used = with_keys(questions, keys, judge.same_part)
    read = {number for place in used for number in where[place]}
    notes = [one for one in notes if one.code != "key_table_unreadable" or one.line not in read]
    questions = judge.over_questions(questions, cut.shared)
    notes += [*key_notes, *judge.over_document(questions)]
    return ParseResult(questions, sorted(notes, key=lambda note: note.line), source)


def apply_key(result: ParseResult, key_text: str) -> ParseResult:
    """The result with keys from a separate key list (`1.A 2.B`, rows of a table, lines)."""
    lines = [("", line) for line in text_lines(key_text) if not line.blank]
    table = read_key_table(_with_parts(lines))
    questions, notes = _with_table(result.questions, table)
    return replace(result, questions=questions, notes=[*result.notes, *table.notes, *notes])


def choose_key(question: ParsedQuestion, letter: str) -> ParsedQuestion:
    """The question with the key a teacher chose by hand."""
    return judge.with_key(question, [("choice", letter)])


def summary(result: ParseResult) -> Summary:
    """Counts by status and by note code."""
    status = Counter(question.status for question in result.questions)
    codes = Counter(note.code for note in result.notes)
    codes.update(note.code for question in result.questions for note in question.notes)
    return Summary(
        len(result.questions),
        status["ready"],
        status["altered"],
        status["refused"],
        dict(sorted(codes.items())),
    )


def _with_parts(lines: list[tuple[str, Line]]) -> list[tuple[str, Line]]:
    part, out = "", []
    for _, line in lines:
        part = line.text.strip() if is_part(line.text) else part
        out.append((part, line))
    return out


def _unnumbered(lines: list[Line]) -> list[Block]:
    """Blocks parted by blank lines, for a source without any question number."""
    blocks: list[Block] = []
    group: list[Line] = []
    for line in [*lines, Line(0, "")]:
        if not line.blank or line.flaws:
            group.append(line)
        elif group:
            block = Block(None, "", group[0].number, "", list(group))
            if len(find_options(group).options) >= 2:
                block.notes.append(("number_missing", {}))
            else:
                block.notes.append(("question_unmarked", {}))
            blocks.append(block)
            group = []
    return blocks if any(len(block.body) > 2 for block in blocks) else []


def _unlettered(blocks: list[Block]) -> list[Note]:
    """The style of answers without letters, the right one starred, is at least called by name."""
    starred = [line for block in blocks for line in block.body if line.text.lstrip()[:1] == "*"]
    lettered = any(note[0] == "number_missing" for block in blocks for note in block.notes)
    if not starred or lettered:
        return []
    return [Note("layout_unlettered", starred[0].number)]


def _with_table(
    questions: list[ParsedQuestion], table: KeyTable
) -> tuple[list[ParsedQuestion], list[Note]]:
    numbers = Counter(question.number for question in questions)
    parts = {part for part, _ in table.keys}
    used: set[tuple[str, int]] = set()
    out: list[ParsedQuestion] = []
    for question in questions:
        if question.kind != "single_choice":
            out.append(question)
            continue
        place = judge.place_in(table, question, parts)
        if place is None:
            out.append(question)
            continue
        used.add(place)
        repeated = numbers[question.number] > 1 and not judge.same_part(place[0], question.part)
        out.append(judge.with_table_entry(question, table, place, repeated))
    unused = [place for place in table.keys if place not in used]
    notes = [
        Note("key_unused", table.keys[place][0].line, {"number": place[1]}) for place in unused
    ]
    return out, notes
