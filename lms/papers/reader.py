"""Reading a key line by line, token by token. Pure; `rules.read` is the door."""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lms.papers.model import (
    CHOICE,
    CLUSTER,
    MOST_ENTRIES,
    NUMBER,
    ROMAN,
    STATEMENTS,
    Entry,
    Fault,
    Part,
    Reading,
)
from lms.papers.spelling import (
    A_NUMBER,
    ALONE,
    BARE,
    BARE_NUMBER,
    BEGINS,
    CELL_STATEMENT,
    GAP,
    HEADING,
    LETTERED,
    NOISE,
    NUMBERED,
    ONE_TRUTH,
    RUN,
    SKIP,
    STATEMENT,
    STATEMENT_WORD,
    WORD,
    alone_in,
    answer_at,
    cells_of,
    numbers_in,
    sign_of,
    truth_of,
    truths_of,
    unlabelled,
)


@dataclass
class _Open:
    """A part as it is being read."""

    heading: str
    line: int
    entries: list[tuple[Entry, int, int]] = field(default_factory=list)
    bare: bool = True  # none of its entries came with a number

    def numbers(self) -> set[int]:
        return {entry.number for entry, _line, _column in self.entries}


class Reader:
    """Reads the lines of a key; `run`, then `reading`."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = list(lines)
        self.at = 0
        self.shift = _joined(self.lines)
        self.parts = [_Open("", 1)]
        self.faults: list[Fault] = []
        self.cluster = False  # the last entry may get more statements

    def run(self) -> None:
        while self.at < len(self.lines):
            if not self._heading() and not self._table():
                self._scan(self.lines[self.at], 0)
            self.at += 1

    def _fault(self, code: str, column: int, word: str) -> None:
        column = max(0, column - self.shift.get(self.at, 0))
        self.faults.append(Fault(code, self.at + 1, column + 1, word[:40]))

    def _heading(self) -> bool:
        line = self.lines[self.at]
        found = HEADING.match(line)
        if found is None:
            return False
        rest = line[found.end() :]
        entries = BEGINS.match(rest) is not None
        said = " ".join((line[: found.end()].rstrip(" .:)-") if entries else line).split())
        self.cluster = False
        if self.parts[-1].entries or self.parts[-1].heading:
            self.parts.append(_Open(said, self.at + 1))
        else:
            self.parts[-1] = _Open(said, self.at + 1)
        if entries:
            self._scan(line, found.end())
        return True

    # A table whose first row is numbers and whose other rows are answers.

    def _table(self) -> bool:
        rows = list(enumerate(map(cells_of, self.lines[self.at : self.at + 12])))
        numbers = numbers_in(rows[0][1])
        answers = [(n, row) for n, row in rows[1:] if any(cell.strip("-:+") for cell in row)]
        if len(numbers) < 2 or not answers or numbers_in(answers[0][1]):
            return False
        first = answers[0][1]
        if CELL_STATEMENT.fullmatch(first[0]) and all(map(truth_of, first[1:])) and first[1:]:
            return self._clusters(numbers, answers)
        said = unlabelled(first)
        kinds = [alone_in(cell) for cell in said]
        if not said or not all(kinds):
            return False
        self.at += answers[0][0]
        if len(said) != len(numbers):
            self._fault("rows", 0, f"{len(numbers)}/{len(said)}")
            return True
        for number, kind in zip(numbers, kinds, strict=True):
            if kind is not None:
                self._add(number, kind, 0)
        self.cluster = False
        return True

    def _clusters(self, numbers: list[int], rows: list[tuple[int, list[str]]]) -> bool:
        told, used = [""] * len(numbers), 0
        for n, row in rows:
            letter, words = CELL_STATEMENT.fullmatch(row[0]), [truth_of(one) for one in row[1:]]
            wanted = STATEMENTS[len(told[0]) : len(told[0]) + 1]
            if letter is None or letter[1].lower() != wanted or not words or not all(words):
                break
            used = n
            if len(words) != len(numbers):
                self.at += n
                self._fault("rows", 0, " ".join(row))
                return True
            told = [one + str(word) for one, word in zip(told, words, strict=True)]
        self.at += used
        for number, says in zip(numbers, told, strict=True):
            self._add(number, (CLUSTER, says), 0)
        return True

    # One line, token by token.

    def _scan(self, line: str, place: int) -> None:
        if self._bare_number(line, place):
            return
        while place < len(line):
            skipped = SKIP.match(line, place) or NOISE.match(line, place)
            skipped = skipped or LETTERED.match(line, place)
            place = skipped.end() if skipped else self._token(line, place)

    def _token(self, line: str, place: int) -> int:
        found = NUMBERED.match(line, place)
        if found:
            return self._entry(line, place, found)
        more = STATEMENT.match(line, place)
        if more and self.cluster:
            self._statement(more[1], more[2], place)
            return more.end()
        if end := self._bare(line, place):
            return end
        return self._unknown(line, place)

    def _unknown(self, line: str, place: int, code: str = "unknown") -> int:
        word = WORD.match(line, place)
        end = word.end() if word else place + 1
        self._fault(code, place, line[place:end])
        self.cluster = False
        return end

    def _entry(self, line: str, place: int, found: re.Match[str]) -> int:
        number = int(found[1])
        gap = GAP.match(line, found.end())
        start = gap.end() if gap else found.end()
        said = gap[0] if gap else ""
        first = STATEMENT.match(line, start) or (
            STATEMENT_WORD.match(line, start)
            if "câu" in line[place : found.end()].lower()
            else None
        )
        if first:
            last = self.parts[-1].entries[-1][0] if self.parts[-1].entries else None
            if self.cluster and last and last.number == number:
                self._statement(first[1], first[2], place)
            elif first[1].lower() == "a":
                self._add(number, (CLUSTER, truth_of(first[2]) or ""), place)
                self.cluster = True
            else:
                self._fault("order", place, line[place : first.end()])
            return first.end()
        answer = answer_at(line, start)
        if answer:
            kind, end = answer
            self._add(number, kind, place)
            return end
        if number_found := A_NUMBER.match(line, start):
            return self._number(line, place, number, said, number_found)
        if single := ONE_TRUTH.match(line, start):
            self._fault("short", place, line[place : single.end()])
            return single.end()
        return self._unknown(line, place)

    def _number(self, line: str, place: int, number: int, gap: str, found: re.Match[str]) -> int:
        sign = sign_of(gap, found[0])
        if sign is None:
            end = found.end()
            self._fault("unclear", place, line[place:end])
            return end
        self._add(number, (NUMBER, sign + found[0]), place)
        return found.end()

    def _statement(self, letter: str, word: str, place: int) -> None:
        entry, line, column = self.parts[-1].entries[-1]
        if STATEMENTS[len(entry.says) : len(entry.says) + 1] != letter.lower():
            self._fault("order", place, f"{entry.number}{letter}")
            return
        grown = replace(entry, says=entry.says + (truth_of(word) or ""))
        self.parts[-1].entries[-1] = (grown, line, column)

    def _bare(self, line: str, place: int) -> int:
        """Answers without numbers: they count on from the last one. 0 where there are none."""
        run = RUN.match(line, place)
        letters = BARE.match(line, place)
        second = len([part for part in self.parts if part.entries or part.heading]) == 2
        if run and (not letters or (second and len(run[0]) == 4)):
            said, end = [(CLUSTER, truths_of(run[0]))], run.end()
        elif letters:
            said, end = [(CHOICE, letter) for letter in letters[0]], letters.end()
        else:
            return 0
        if not self.parts[-1].bare:
            return self._unknown(line, place, "no_number")
        for one in said:
            self._count_on(one, place)
        return end

    def _bare_number(self, line: str, place: int) -> bool:
        found = BARE_NUMBER.match(line, place)
        if found is None or not self.parts[-1].bare or not re.search("[-,]", found[1]):
            return False
        self._count_on((NUMBER, re.sub(r"\s", "", found[1])), found.start(1))
        return True

    def _count_on(self, said: tuple[str, str], place: int) -> None:
        number = max(self.parts[-1].numbers(), default=0) + 1
        self._add(number, said, place, bare=True)

    def _add(self, number: int, said: tuple[str, str], place: int, *, bare: bool = False) -> None:
        self.cluster = False
        part = self.parts[-1]
        kinds = {entry.kind for entry, _line, _column in part.entries}
        if number == 1 and number in part.numbers() and said[0] not in kinds:
            part = _Open("", self.at + 1)
            self.parts.append(part)
        if number in part.numbers():
            self._fault("twice", place, str(number))
            return
        part.bare = part.bare and bare
        part.entries.append((Entry(number, *said), self.at + 1, place + 1))

    # The whole.

    def reading(self) -> Reading:
        """The parts with their entries in order, and the faults in the order of the text."""
        used = [part for part in self.parts if part.entries or part.heading]
        made = []
        for at, part in enumerate(used):
            heading = part.heading or (f"PHẦN {ROMAN[min(at, 9)]}" if len(used) > 1 else "")
            made.append(Part(heading, tuple(self._sorted(part))))
        if sum(len(part.entries) for part in made) > MOST_ENTRIES:
            self.faults.append(Fault("too_many", 1, 1, str(MOST_ENTRIES)))
        # A question that is named as not understood is not told as missing, too.
        others = (one.word for one in self.faults if one.code != "gap")
        named = {found[1] for word in others if (found := NUMBERED.match(word))}
        told = [one for one in self.faults if one.code != "gap" or one.word not in named]
        return Reading(tuple(made), tuple(sorted(told, key=_where)))

    def _sorted(self, part: _Open) -> list[Entry]:
        if not part.entries:
            self.faults.append(Fault("part_empty", part.line, 1, part.heading[:40]))
        found = sorted(part.entries, key=lambda one: one[0].number)
        for (before, _line, _column), (entry, line, column) in pairwise(found):
            if entry.number != before.number + 1:
                self.faults.append(Fault("gap", line, column, str(before.number + 1)))
        for entry, line, column in found:
            if entry.kind == CLUSTER and len(entry.says) < 2:
                self.faults.append(Fault("short", line, column, str(entry.number)))
        return [entry for entry, _line, _column in found]


def _joined(lines: list[str]) -> dict[int, int]:
    """Put a line that is nothing but "Câu 1" before the next one; by how much that is longer."""
    shift = {}
    for at, (line, after) in enumerate(pairwise(lines)):
        if ALONE.fullmatch(line) and STATEMENT_WORD.match(after.lstrip()):
            lines[at], lines[at + 1] = "", f"{line.strip()} {after}"
            shift[at + 1] = len(line.strip()) + 1
    return shift


def _where(fault: Fault) -> tuple[int, int]:
    return fault.line, fault.column
