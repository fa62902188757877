"""Cuts a source into title, question blocks and key section, line by line."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lms.bank.layout import headed
from lms.bank.layout import patterns as pat
from lms.bank.layout.keytable import is_entry, is_label_row, is_number_row, is_pair_row
from lms.bank.layout.model import Line, Note
from lms.bank.layout.options import count_letters, letters_of, run_of
from lms.bank.layout.tail import read_key_line

LOOK_AHEAD = 14


@dataclass
class Block:
    """The lines of one question; `number` None where the source gives none."""

    number: int | None
    label: str
    first_line: int
    part: str
    body: list[Line] = field(default_factory=list)
    notes: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)

    @property
    def last_line(self) -> int:
        filled = [line.number for line in self.body if not line.blank]
        return max([self.first_line, *filled])


@dataclass(frozen=True)
class Heading:
    number: int
    label: str
    end: int
    marked: bool


@dataclass
class Cut:
    """What a source falls into."""

    blocks: list[Block] = field(default_factory=list)
    key_lines: list[tuple[str, Line]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    shared: list[tuple[int, str]] = field(default_factory=list)


def word_heading(line: Line, word: str) -> Heading | None:
    """`Câu 1.` and the like, by the word this paper uses."""
    found = pat.WORD_HEADING.match(line.text)
    if not found or _kind(found["word"]) != word:
        return None
    end = found.end()
    rest = line.text[end:]
    if not found["mark"] and rest and not (found.group()[-1].isspace() or found["tag"]):
        return None
    if not found["mark"] and re.match(r"\s*(?:và|đến|-|,|\))", rest):
        return None
    if tag := pat.LEVEL_TAG.match(rest):
        end += tag.end()
    marked = bool(found["mark"] or found["tag"] or not rest or "\t" in found.group())
    return Heading(int(found["number"]), line.text[:end].strip(), end, marked)


def bare_heading(line: Line) -> Heading | None:
    """`1.` at the start of a line."""
    found = pat.BARE_HEADING.match(line.text)
    if not found:
        return None
    end = found.end()
    if tag := pat.LEVEL_TAG.match(line.text[end:]):
        end += tag.end()
    return Heading(int(found["number"]), line.text[:end].strip(), end, True)


def _kind(word: str) -> str:
    return word.split()[0].lower()


def _bare_run(lines: list[Line]) -> int:
    """How far the bare numbers 1., 2., 3. ... run before the first heading with a word, and on."""
    expected = 1
    for line in lines:
        if expected == 1 and pat.WORD_HEADING.match(line.text):
            return 0
        heading = bare_heading(line)
        expected += heading is not None and heading.number == expected
    return expected - 1


def heading_word(lines: list[Line]) -> str:
    """The word most headings of this source begin with, or "" for bare numbers."""
    words: Counter[str] = Counter()
    for line in lines:
        found = pat.WORD_HEADING.match(line.text)
        if not found or is_entry(line.text) or is_number_row(line.text):
            continue
        if found["mark"] or found["tag"] or found.end() == len(line.text):
            words[_kind(found["word"])] += 1
    run = _bare_run(lines)
    if not words and not run:
        found_any = [
            pat.WORD_HEADING.match(line.text) for line in lines if not is_number_row(line.text)
        ]
        words.update(_kind(found["word"]) for found in found_any if found)
    if not words or run > 2 * words.total():
        return ""
    return words.most_common(1)[0][0]


class Cutter:
    """Walks the lines once; `run` gives the cut."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.word = heading_word(lines)
        self.cut = Cut()
        self.part = ""
        self.open = False  # inside a question
        self.letters: set[str] = set()  # option letters seen in it
        self.keyed = False  # a key line seen in it
        self.in_key = False
        self.ended = False

    def run(self) -> Cut:
        for index, line in enumerate(self.lines):
            self._step(index, line)
        return self.cut

    def _step(self, index: int, line: Line) -> None:
        text = line.text
        heading = self._heading(index, line)
        if heading:
            self._begin(heading, line)
        elif self.in_key and not line.blank:
            self.cut.key_lines.append((self._key_part(line), line))
        elif self._key_begins(index, line):
            self.in_key, self.open = True, False
            self.cut.key_lines.append(("", line))
            self.part = ""
        elif line.blank:
            if self.open:
                self._add(line)
            elif line.flaws:
                params: dict[str, str | int] = {"reason": "object", "text": ""}
                self.cut.notes.append(Note("line_ignored", line.number, params))
        elif reason := self._reason(text):
            self._ignore(line, reason)
        elif pat.SHARED.match(text) and self._may_close():
            self.cut.shared.append((line.number, text))
            self.cut.notes.append(Note("shared_text_seen", line.number, {"text": text[:120]}))
            self.open = False
        elif self.open:
            self._add(line)
        elif not self.cut.blocks or self.ended:
            self._ignore(line, "end" if self.ended else "title")
        else:
            self._ignore(line, "instruction")

    def _add(self, line: Line) -> None:
        """Give a line to the open question; what it shows is kept and not read twice."""
        self.cut.blocks[-1].body.append(line)
        self.letters |= letters_of(line)
        self.keyed = self.keyed or read_key_line(line.text) is not None

    def _count(self) -> int:
        return run_of(self.letters)

    def _begin(self, heading: Heading, line: Line) -> None:
        self.in_key = self.ended = False
        self.open = True
        block = Block(heading.number, heading.label, line.number, self.part)
        self.letters, self.keyed = set(), False
        if not heading.marked:
            block.notes.append(("heading_unmarked", {"number": heading.number}))
        if line.listed:
            block.notes.append(("number_from_list", {}))
        self.cut.blocks.append(block)
        self._add(line.cut(heading.end))

    def _ignore(self, line: Line, reason: str) -> None:
        if reason in ("part", "end", "instruction"):
            self.open = False
        self.ended = self.ended or reason == "end"
        if reason == "part":
            self.part, self.ended = line.text.strip(), False
        params: dict[str, str | int] = {"reason": reason, "text": line.text.strip()[:120]}
        self.cut.notes.append(Note("line_ignored", line.number, params))

    def _reason(self, text: str) -> str:
        if pat.is_part(text):
            return "part"
        if pat.END.match(text):
            return "end"
        if pat.PAGE.match(text):
            return "page"
        if pat.AFTER_END.match(text) and (self.ended or not self.open):
            return "end" if self.ended else "instruction"
        return "instruction" if pat.INSTRUCTION.match(text) and self._may_close() else ""

    def _may_close(self) -> bool:
        """Whether the open question already has its options, so that new text is not its own."""
        return not self.open or self._count() >= 2

    def _key_part(self, line: Line) -> str:
        if pat.is_part(line.text):
            self.part = line.text.strip()
        return self.part

    def _key_begins(self, index: int, line: Line) -> bool:
        follow = [after for after in self.lines[index + 1 : index + 6] if not after.blank][:2]
        if pat.KEY_SECTION.match(line.text):
            sure = "BẢNG" in line.text.upper() or not self.open
            return sure or any(
                is_pair_row(after.text)
                or is_label_row(after.text)
                or is_number_row(after.text)
                or pat.is_part(after.text)
                or self._entry_heading(after)
                for after in follow[:1]
            )
        if self.open and self._count() < 3:
            return False
        if self.open and pat.KEY_LINE.match(line.text) and headed.named(self.part) == "matching":
            return False  # "Đáp án: 1-B, 2-A" says the pairs of this question
        if self.ended and (is_pair_row(line.text) or is_entry(line.text)):
            return True
        if self.ended and is_label_row(line.text):
            return bool(follow) and is_pair_row(follow[0].text)
        if is_pair_row(line.text, least=2):
            return True
        return (
            is_number_row(line.text)
            and bool(follow)
            and is_pair_row(line.text + "\n" + follow[0].text)
        )

    def _entry_heading(self, line: Line) -> bool:
        heading = word_heading(line, self.word or "câu")
        return heading is not None and heading.number == 1

    def _heading(self, index: int, line: Line) -> Heading | None:
        if line.blank:
            return None
        if self.word:
            heading = word_heading(line, self.word)
            if heading and not heading.marked and not self._follows(heading.number):
                return None
        else:
            heading = bare_heading(line)
            if heading and not self._bare_fits(heading, line):
                return None
        if heading and (self.in_key or self.ended) and not self._question_ahead(index):
            if not self.in_key:
                self.in_key, self.open = True, False
            return None
        return heading

    def _follows(self, number: int) -> bool:
        before = self.cut.blocks[-1].number if self.cut.blocks else None
        return before is None or number == before + 1

    def _bare_fits(self, heading: Heading, line: Line) -> bool:
        if is_pair_row(line.text):
            return False
        if self.in_key or self.ended or not self.cut.blocks or not self.open:
            return True
        before = self.cut.blocks[-1].number or 0
        done = self.keyed or len(self.letters & set("ABCD")) >= 3
        return before < heading.number <= before + 3 and done

    def _question_ahead(self, index: int) -> bool:
        if self.in_key and is_entry(self.lines[index].text):
            return False
        ahead: list[Line] = []
        for line in self.lines[index + 1 : index + 1 + LOOK_AHEAD]:
            again = word_heading(line, self.word) if self.word else bare_heading(line)
            if again and again.marked:
                break
            ahead.append(line)
        return count_letters([self.lines[index], *ahead]) >= 3


def cut_lines(lines: list[Line]) -> Cut:
    """Title, blocks and key section of a source."""
    return Cutter(lines).run()
