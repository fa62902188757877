"""What goes between the bank and other systems: questions, where they stood, and what was lost.

Pure: no database, no request. A format is a reader (bytes to `Reading`), a writer (questions to
`Written`), or both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lms.bank.rules import Content


@dataclass(frozen=True)
class Loss:
    """Something that a file held and a question cannot, or the other way round.

    `place` says where ("question 3", "line 40"); the words of `code` are in `texts`.
    """

    code: str
    place: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """One question with its place and source; `topic` is the category it stood in, `label` its
    name there, `level` NB, TH, VD or VDC where the source says it."""

    content: Content
    place: str = ""
    source: str = ""
    topic: str = ""
    losses: tuple[Loss, ...] = ()
    label: str = ""
    level: str = ""

    @property
    def confidence(self) -> float:
        """1.0 when nothing was guessed or left out; the bank asks to look at less than 0.7."""
        lost = sum(0.35 if loss.code in GUESSED else 0.05 for loss in self.losses)
        return round(max(0.0, 1.0 - lost), 2)


# What may make another question of it than was meant.
GUESSED = frozenset(
    {
        "weights_changed", "kind_changed", "wildcard_left_out", "media_left_out",
        "picture_elsewhere", "picture_missing", "key_missing", "rule_unread", "partial_left_out",
        "formula_markup", "stem_supplied",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture that texts name as `![alt](file:NAME)`."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Reading:
    """All questions of a file in their order; `losses` concern the file as a whole."""

    pieces: list[Piece]
    losses: list[Loss] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """A file, and what of the questions it could not hold."""

    data: bytes
    losses: list[Loss] = field(default_factory=list)


class Unreadable(ValueError):
    """The file is not of this format; `code` and `place` say what and where."""

    def __init__(self, code: str, place: str = "", **params: Any) -> None:
        super().__init__(f"{code} at {place}" if place else code)
        self.code, self.place, self.params = code, place, params


def numbered(pieces: Sequence[Piece]) -> list[tuple[str, Piece]]:
    """Each piece with the words by which a loss names it: its number from 1."""
    return [(str(number), piece) for number, piece in enumerate(pieces, 1)]
