"""What a key is made of. Pure."""

from dataclasses import dataclass

CHOICE, CLUSTER, NUMBER, ESSAY, FILE = "choice", "cluster", "number", "essay", "file"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
STATEMENTS = "abcdefgh"
MOST_LETTERS, MOST_ENTRIES, A_LINE = 20_000, 200, 10


@dataclass(frozen=True)
class Entry:
    """One question of the sheet: its number on the paper, its kind and its key."""

    number: int
    kind: str
    says: str = ""


@dataclass(frozen=True)
class Part:
    """`heading` is "" only where the sheet has one part that was not named."""

    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Fault:
    """What was not understood: `line` and `column` from 1, and the word itself.

    Codes: unknown, unclear (may be two things), twice, gap (`word` is the number that is missing),
    short (a cluster of one statement), order (statements), no_number, rows (a table whose rows are
    not equally long), part_empty, too_long, too_many.
    """

    code: str
    line: int
    column: int
    word: str


@dataclass(frozen=True)
class Reading:
    """What was read; a sheet with faults is as far as it was understood."""

    parts: tuple[Part, ...]
    faults: tuple[Fault, ...]
