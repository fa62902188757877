"""Decisions over what was read: which key holds, what contradicts, what repeats."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from lms.bank.layout.keytable import KeyTable
from lms.bank.layout.model import Evidence, Note, ParsedQuestion
from lms.bank.layout.patterns import SHARED_RANGE

KEY_CODES = {"key_missing", "key_conflict", "key_not_an_option", "key_option_same"}
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "A": 1, "B": 2, "C": 3, "D": 4}
_ORDER = (
    "choice", "line", "table", "star", "flag", "underline", "highlight", "colour", "bold",
    "solution",
)  # fmt: skip


def plain(text: str) -> str:
    """Text for comparing options: spaces and the closing stop do not count."""
    return re.sub(r"\s+", " ", text).strip().rstrip(".;,").rstrip()


def same_options(options: list[tuple[str, str]]) -> set[str]:
    """Letters of the options whose text another option repeats."""
    counts = Counter(plain(text) for _, text in options)
    return {letter for letter, text in options if text and counts[plain(text)] > 1}


def with_key(question: ParsedQuestion, given: list[tuple[str, str]]) -> ParsedQuestion:
    """The question under a key decided from outside, which overrules what was found."""
    cleared = replace(question, notes=[n for n in question.notes if n.code not in KEY_CODES])
    cleared = replace(cleared, notes=[n for n in cleared.notes if n.code != "key_several"])
    evidence = [Evidence(source, letter.upper(), question.first_line) for source, letter in given]
    return with_evidence(cleared, evidence)


def with_evidence(question: ParsedQuestion, evidence: list[Evidence]) -> ParsedQuestion:
    """Key, key source and key notes of a question from all the places that name a key."""
    evidence = _useful(evidence)
    letters = {one.letter for one in evidence}
    line = evidence[0].line if evidence else question.first_line
    notes = list(question.notes)

    def refuse(code: str, **params: str | int) -> ParsedQuestion:
        notes.append(Note(code, line, params))
        return replace(question, key=None, key_source="", notes=notes)

    if not letters:
        told = {"key_several", "key_unreadable", "true_false_seen"}
        return question if any(n.code in told for n in notes) else refuse("key_missing")
    if len(letters) > 1:
        return refuse("key_conflict", keys=_tell(evidence))
    evidence.sort(key=lambda one: _ORDER.index(one.source))
    key, source = evidence[0].letter, evidence[0].source
    if question.options and key not in dict(question.options):
        return refuse("key_not_an_option", key=key)
    if key in same_options(question.options):
        return refuse("key_option_same", key=key)
    if source == "solution":
        notes.append(Note("key_from_solution", line))
    if source == "bold":
        notes.append(Note("key_by_bold", line))
    return replace(question, key=key, key_source=source, notes=notes)


def _useful(evidence: list[Evidence]) -> list[Evidence]:
    """Bold is a habit as often as a mark: it gives way where anything else names a key."""
    sure = [one for one in evidence if one.source != "bold"]
    return sure or list(evidence)


def _tell(evidence: list[Evidence]) -> str:
    return ", ".join(dict.fromkeys(f"{one.letter} ({one.source})" for one in evidence))


def part_number(part: str) -> int | None:
    """1 for `PHẦN I ...`, `A. TRẮC NGHIỆM`, `Phần 1`; None where the heading has no number."""
    found = re.match(r"^\s*(?:PHẦN|PART)?\s*([IVX]+|[A-D]|\d)\b", part, re.IGNORECASE)
    if not found:
        return None
    name = found[1].upper()
    return int(name) if name.isdigit() else _ROMAN.get(name)


def same_part(one: str, other: str) -> bool:
    return part_number(one) is not None and part_number(one) == part_number(other)


def place_in(table: KeyTable, question: ParsedQuestion, parts: set[str]) -> tuple[str, int] | None:
    """Where the key table speaks of this question, if it does."""
    if question.number is None:
        return None
    places = [(part, question.number) for part in parts if (part, question.number) in table.keys]
    exact = [place for place in places if same_part(place[0], question.part)]
    loose = [place for place in places if not place[0] or not question.part]
    chosen = exact or loose
    return chosen[0] if len(chosen) == 1 else None


def with_table_entry(
    question: ParsedQuestion, table: KeyTable, place: tuple[str, int], repeated: bool
) -> ParsedQuestion:
    """The question with its entry of the key table taken in beside what it said itself."""
    if repeated:
        note = Note("key_number_repeated", question.first_line, {"number": place[1]})
        return replace(question, key=None, key_source="", notes=[*question.notes, note])
    evidence = list(table.keys[place])
    own = [one for one in question.notes if one.code not in KEY_CODES]
    if any(note.code == "key_conflict" for note in question.notes):
        return question
    if question.key:
        evidence.append(Evidence(question.key_source, question.key, question.first_line))
    else:
        own += [note for note in question.notes if note.code in ("key_not_an_option",)]
    notes = [note for note in own if note.code not in ("key_from_solution", "key_by_bold")]
    solution = question.solution or "\n".join(table.solutions.get(place, []))
    return with_evidence(replace(question, notes=notes, solution=solution), evidence)


def over_questions(
    questions: list[ParsedQuestion], shared: list[tuple[int, str]]
) -> list[ParsedQuestion]:
    """What only shows when all questions are seen: repeats, unusual counts, shared texts."""
    places = Counter((q.part, q.number) for q in questions if q.number is not None)
    counts = Counter(len(q.options) for q in questions if q.options and q.kind == "single_choice")
    usual = counts.most_common(1)[0][0] if counts else 4
    if counts[usual] < 2 or usual < 3:
        usual = 4
    bound = _bound(questions, shared)
    out = []
    for question in questions:
        notes = list(question.notes)
        where = question.first_line
        if question.number is not None and places[(question.part, question.number)] > 1:
            notes.append(Note("number_repeated", where, {"number": question.number}))
        count = len(question.options) if question.kind == "single_choice" else 0
        if count > 4 and count != usual:
            notes.append(Note("option_extra", where, {"count": count}))
        if 0 < count < 4 and count != usual and not _has(notes, "option_missing"):
            missing = ", ".join("ABCD"[count:])
            notes.append(Note("option_missing", where, {"letters": missing}))
        if id(question) in bound:
            notes.append(Note("shared_text_needed", where, {"line": bound[id(question)]}))
        out.append(replace(question, notes=notes))
    return _ambiguous_numbers(out)


def _has(notes: list[Note], code: str) -> bool:
    return any(note.code == code for note in notes)


def _bound(questions: list[ParsedQuestion], shared: list[tuple[int, str]]) -> dict[int, int]:
    bound: dict[int, int] = {}
    for line, text in shared:
        after = [q for q in questions if q.first_line > line]
        named = SHARED_RANGE.search(text)
        if named:
            low, high = int(named[1]), int(named[2])
            after = [q for q in after if q.number is not None and low <= q.number <= high]
        else:
            after = after[:1]
        bound.update({id(question): line for question in after})
    return bound


def _ambiguous_numbers(questions: list[ParsedQuestion]) -> list[ParsedQuestion]:
    """Bare numbers: a `2.` inside question 1 when no question 2 follows may be the lost one."""
    out = []
    for index, question in enumerate(questions):
        after = questions[index + 1].number if index + 1 < len(questions) else None
        number = (question.number or 0) + 1
        bare = bool(question.label) and question.label[0].isdigit()
        inside = re.search(rf"^\s*{number}\s*[.):/]\s*\S", question.stem, re.MULTILINE)
        if bare and inside and after != number:
            note = Note("stem_number_ambiguous", question.first_line, {"number": number})
            question = replace(question, notes=[*question.notes, note])
        out.append(question)
    return out


def over_document(questions: list[ParsedQuestion]) -> list[Note]:
    """Notes on the run of numbers, and on a source without questions."""
    if not questions:
        return [Note("no_questions", 1)]
    notes = []
    before: ParsedQuestion | None = None
    for question in questions:
        if question.number is None:
            continue
        last = before.number if before and before.number is not None else 0
        fresh = before is None or before.part != question.part
        if len(questions) > 1 and question.number > last + 1 and not (fresh and before):
            params: dict[str, str | int] = {"before": last, "after": question.number}
            notes.append(Note("number_gap", question.first_line, params))
        before = question
    return notes
