"""Reads one block: heading taken off, key and solution split off, options found, keys weighed."""

from __future__ import annotations

from lms.bank.layout import judge
from lms.bank.layout import patterns as pat
from lms.bank.layout.blocks import Block
from lms.bank.layout.kinds import other_kind
from lms.bank.layout.lines import text_of
from lms.bank.layout.looks import marked_by_looks
from lms.bank.layout.model import Line, Note, ParsedQuestion, Source
from lms.bank.layout.options import Found, count_letters, find_options
from lms.bank.layout.tail import Tail, read_key_line, split_tail

MAX_LOST = 5  # questions without a number told apart after one key; the rest is one
Problem = tuple[str, dict[str, str | int]]


def read_block(block: Block, source: Source) -> list[ParsedQuestion]:
    """The question of a block; two when a question without a number follows its key."""
    questions: list[ParsedQuestion] = []
    waiting: Block | None = block
    while waiting is not None:
        tail = split_tail(waiting.body)
        stray = _stray_block(waiting, tail) if len(questions) < MAX_LOST else None
        questions.append(_question(waiting, tail, source, stray))
        waiting = stray
    return questions


def _stray_block(block: Block, tail: Tail) -> Block | None:
    """The lines after the key when they are themselves a question that lost its number."""
    if not tail.stray:
        return None
    start = block.body.index(tail.stray[0]) if tail.stray[0] in block.body else len(block.body)
    rest = block.body[start:]
    ends_with_empty_key = _second_key_is_empty(rest)
    if count_letters(tail.stray) < 3 and not ends_with_empty_key:
        return None
    lost = Block(None, "", rest[0].number, block.part, rest)
    lost.notes.append(("question_unmarked", {}))
    return lost


def _second_key_is_empty(lines: list[Line]) -> bool:
    keys = [key for line in lines if (key := read_key_line(line.text)) is not None]
    return bool(keys) and not keys[0].letters and not keys[0].unreadable


def _question(block: Block, tail: Tail, source: Source, stray: Block | None) -> ParsedQuestion:
    found = find_options(tail.lines)
    other = other_kind(block, found) if stray is None else None
    if other is not None:
        return other
    options = [(option.letter, option.text) for option in found.options]
    problems: list[Problem] = [*block.notes, *found.problems, *tail.problems]
    stem, flat = text_of(found.stem_lines)
    problems += _content_problems(stem, options, found, source)
    problems += [("table_flattened", {})] if flat else []
    problems += _flaws(block, stray)
    evidence = [*tail.evidence, *found.evidence]
    if stray is not None:
        evidence = [one for one in evidence if one.line < stray.first_line]
    looks, look_problems = marked_by_looks(found.options)
    evidence += looks
    problems += look_problems
    problems += _key_texts(tail, options)
    solution = [line for line in tail.solution if line]
    if tail.stray and stray is None:
        problems.append(("solution_unmarked", {}))
        solution = [line.text.strip() for line in tail.stray if not line.blank] + solution
    last = stray.first_line - 1 if stray else block.last_line
    question = ParsedQuestion(
        block.number,
        block.label,
        stem,
        options,
        None,
        "",
        "\n".join(solution),
        [Note(code, _where(code, params, found, block), params) for code, params in problems],
        block.first_line,
        max(block.first_line, last),
        block.part,
    )
    return judge.with_evidence(question, evidence)


def _where(code: str, params: dict[str, str | int], found: Found, block: Block) -> int:
    """The line a note points to: that of the option it names, else the question's first."""
    letters = str(params.get("letters", ""))
    for option in found.options:
        if code.startswith("option_") and letters == option.letter:
            return option.line
    return block.first_line


def _content_problems(
    stem: str, options: list[tuple[str, str]], found: Found, source: Source
) -> list[Problem]:
    problems: list[Problem] = []
    codes = {code for code, _ in found.problems}
    if not stem:
        problems.append(("stem_empty", {}))
    if not options and not codes & {"option_repeated", "option_ambiguous"}:
        problems.append(("options_missing", {}))
    for letter, text in options:
        if not text:
            problems.append(("option_empty", {"letters": letter}))
    same = judge.same_options(options)
    if same:
        problems.append(("option_same", {"letters": ", ".join(sorted(same))}))
    if "options_lower_case" in codes and pat.TRUE_FALSE_STEM.search(stem):
        problems.append(("true_false_seen", {}))
    if source == "text" and pat.PICTURE_MENTIONED.search(stem):
        problems.append(("picture_mentioned", {}))
    return problems


def _flaws(block: Block, stray: Block | None) -> list[Problem]:
    seen: dict[str, None] = {}
    for line in block.body:
        if stray is None or line.number < stray.first_line:
            seen.update(dict.fromkeys(line.flaws))
    return [(code, {}) for code in seen]


def _key_texts(tail: Tail, options: list[tuple[str, str]]) -> list[Problem]:
    """A key line that repeats the option's text must repeat the right one."""
    problems: list[Problem] = []
    for key, text, _ in tail.key_texts:
        for letter, option in options:
            if letter != key and judge.plain(option) == judge.plain(text):
                same_as_key = dict(options).get(key, "")
                if judge.plain(same_as_key) != judge.plain(text):
                    problems.append(("key_text_differs", {"key": key, "letter": letter}))
        if all(judge.plain(option) != judge.plain(text) for _, option in options):
            tail.solution.insert(0, text)
    return problems
