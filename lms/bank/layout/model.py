"""What the reader of teacher-laid-out questions takes in and gives back.

ParseResult
└── ParsedQuestion   number, stem, options, key, solution, status
    └── Note         a stable code, where, and its parameters
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from lms.bank.layout.notes import severity_of

Status = Literal["ready", "altered", "refused"]
Source = Literal["text", "word"]
Option = tuple[str, str]


@dataclass(frozen=True)
class Look:
    """How one character is set in Word; colour is RRGGBB or "" for the default."""

    bold: bool = False
    underline: bool = False
    highlight: str = ""
    colour: str = ""


PLAIN = Look()


@dataclass(frozen=True)
class Line:
    """One line of the source. `number` counts lines of a text or paragraphs of a Word file from 1.

    `looks` has one entry a character, or is empty where the source has no formatting.
    `flaws` are codes of what the line held and text cannot carry (picture, equation ...).
    """

    number: int
    text: str
    looks: tuple[Look, ...] = ()
    flaws: tuple[str, ...] = ()
    row: bool = False
    listed: bool = False

    def cut(self, start: int, end: int | None = None) -> Line:
        """The same line between two columns, spaces at both ends taken off."""
        stop = len(self.text) if end is None else end
        piece = self.text[start:stop]
        begin = start + len(piece) - len(piece.lstrip())
        stop = max(begin, start + len(piece.rstrip()))
        return replace(self, text=self.text[begin:stop], looks=self.looks[begin:stop])

    @property
    def blank(self) -> bool:
        return not self.text.strip()


@dataclass(frozen=True)
class Note:
    """One thing to tell the teacher; its words are `NOTE_TEXTS[code] % params`."""

    code: str
    line: int
    params: dict[str, str | int] = field(default_factory=dict)

    @property
    def severity(self) -> str:
        return severity_of(self.code)


@dataclass(frozen=True)
class Evidence:
    """One place that names a key: `source` is line, table, star, flag, underline, ..."""

    source: str
    letter: str
    line: int


@dataclass(frozen=True)
class ParsedQuestion:
    """A question as read, with all that was found wrong with it.

    `key` is a letter or None, `first_line`..`last_line` the place in the source,
    `part` the heading of the part of the paper it stands in ("" outside parts). Of another `kind`
    than single_choice, `options` are the statements of a cluster and `answer` is {"truths"},
    {"accepted", "unit"?} or {}; of a kind that `headed` reads, it is {"body", "key"} as the bank
    keeps them.
    """

    number: int | None
    label: str
    stem: str
    options: list[Option]
    key: str | None
    key_source: str
    solution: str
    notes: list[Note]
    first_line: int
    last_line: int
    part: str = ""
    kind: str = "single_choice"
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        severities = {note.severity for note in self.notes}
        if "refused" in severities:
            return "refused"
        return "altered" if "altered" in severities else "ready"

    @property
    def confidence(self) -> float:
        """1.0 when nothing was guessed; at most 0.3 for a refused question."""
        weights = {"refused": 0.7, "altered": 0.25, "info": 0.05}
        lost = sum(weights[note.severity] for note in self.notes)
        if self.status == "refused":
            return round(max(0.0, min(0.3, 1.0 - lost)), 2)
        return round(max(0.35, 1.0 - lost), 2)


@dataclass(frozen=True)
class ParseResult:
    """All questions of one source in their order; `notes` are about the document as a whole."""

    questions: list[ParsedQuestion]
    notes: list[Note]
    source: Source = "text"


@dataclass(frozen=True)
class Summary:
    """Counts of a result; `by_code` counts every note by its code."""

    questions: int
    ready: int
    altered: int
    refused: int
    by_code: dict[str, int]
