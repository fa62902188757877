"""A draft as its page shows it: each question with its source, its notes and what would be done."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lms.bank import drafts, foreign, rules, service, tables
from lms.bank.layout.model import Note, ParsedQuestion
from lms.bank.layout.reader import choose_key
from lms.bank.models import BankImport
from lms.bank.rules import Content
from lms.formats.content import even_table
from lms.formats.model import GUESSED, Loss, Piece

READY, ALTERED, REFUSED = "ready", "altered", "refused"
# What the gate says too once the reader has said it.
SAID_BY_READER = {"stem_empty", "options_number", "key_missing", "option_empty", "table_wrong"}


@dataclass(frozen=True)
class LossNote(Note):
    """What the file of another system held and a question cannot."""

    place: str = ""

    @property
    def severity(self) -> str:
        """Whether it may have become another question."""
        return "altered" if self.code in GUESSED else "info"


@dataclass(frozen=True)
class Row:
    """One question of a draft.

    `state` is ready, altered or refused; `codes` are what the gate of its kind says beyond the
    notes; `keys` are the letters that would make a question without a key usable; `chosen` the
    letter that was chosen; `known` the uid of the same question in the bank (or "" when the same
    stands earlier in this draft); `ticked`, whether it would be taken.
    """

    index: int
    question: ParsedQuestion
    content: Content
    source: list[tuple[int, str]]
    state: str
    codes: list[str]
    keys: list[str]
    chosen: str | None
    known: str | None
    ticked: bool
    confidence: float = 1.0

    @property
    def takeable(self) -> bool:
        """Whether a tick means something: usable, or waiting for its key only."""
        return self.known is None and (self.state != REFUSED or bool(self.keys))

    @property
    def lettered(self) -> bool:
        """Whether the question can be shown as pupils would see it, letters included."""
        if self.content.kind != rules.SINGLE_CHOICE or not self.question.options:
            return not set(self.codes) - {"key_missing"}
        letters = [letter for letter, _ in self.question.options]
        return bool(letters) and letters == list(rules.LETTERS[: len(letters)])

    @property
    def shown_key(self) -> dict[str, Any] | None:
        """The key for the page, None for one that cannot be shown."""
        return None if self.codes else self.content.key or None

    @property
    def notes(self) -> list[Note]:
        """What the reader said, the heaviest first."""
        order = {"refused": 0, "altered": 1, "info": 2}
        return sorted(self.question.notes, key=lambda note: order[note.severity])


@dataclass(frozen=True)
class Preview:
    """All rows of a draft with their counts by state."""

    rows: list[Row]
    notes: list[Note]
    counts: Mapping[str, int]


def keys_for(question: ParsedQuestion) -> list[str]:
    """The letters that, chosen as key, leave nothing that refuses the question."""
    return [
        letter
        for letter, _ in question.options
        if (made := choose_key(question, letter)).status != REFUSED
        and not service.problems(rules.from_parsed(made))
    ]


def _row(
    index: int,
    read: ParsedQuestion,
    source: list[tuple[int, str]],
    choices: Mapping[str, Any] | None,
    shares: Sequence[Sequence[str]],
) -> Row:
    single = read.kind == rules.SINGLE_CHOICE
    keys = keys_for(read) if read.status == REFUSED and single else []
    chosen = ((choices or {}).get("keys") or {}).get(str(index))
    question = choose_key(read, chosen) if chosen in keys else read
    content = _with_table(rules.from_parsed(question), shares)[0]
    codes = service.problems(content)
    state = REFUSED if codes or question.status == REFUSED else question.status
    default = state != REFUSED and rules.taken_by_default(question)
    ticked = default if choices is None else index in choices.get("take", [])
    said = SAID_BY_READER if question.status == REFUSED else set()
    return Row(
        index, question, content, source, state, [code for code in codes if code not in said],
        keys, chosen if chosen in keys else None, None, ticked, question.confidence,
    )  # fmt: skip


def _note(loss: Loss) -> LossNote:
    line = int(loss.place) if loss.place.isdecimal() and len(loss.place) < 9 else 0
    return LossNote(loss.code, line, dict(loss.params), "" if line else loss.place)


def _with_table(content: Content, shares: Sequence[Sequence[str]]) -> tuple[Content, bool]:
    """A cluster without a table gets the newest in force that fits; whether it got one."""
    if content.kind != "true_false" or "table" in content.key:
        return content, False
    size = len(content.body["statements"])
    table = next((one for one in shares if len(one) == size + 1), even_table(max(1, size)))
    return replace(content, key={**content.key, "table": list(table)}), True


def _shares(kinds: Iterable[str]) -> list[list[str]]:
    """The tables in force, asked for only where a cluster may need one."""
    return [row.shares.split() for row in tables.in_force()] if "true_false" in kinds else []


def _piece_row(index: int, piece: Piece, content: Content, chosen: Any, ticks: Any) -> Row:
    """A question from the file of another system."""
    letters = rules.LETTERS[: len(content.body.get("options", ()))]
    keys: list[str] = []
    if content.kind == rules.SINGLE_CHOICE and "right" not in content.key:
        tried = replace(content, key={"right": 0})
        keys = [] if service.problems(tried) else list(letters)
    if chosen in keys:
        content = replace(content, key={"right": letters.index(chosen)})
    codes = service.problems(content)
    notes: list[Note] = [_note(loss) for loss in piece.losses]
    guessed = any(note.severity == "altered" for note in notes)
    state = REFUSED if codes else ALTERED if guessed else READY
    ticked = state != REFUSED and piece.confidence >= rules.CONFIDENT
    line = int(piece.place) if piece.place.isdecimal() and len(piece.place) < 9 else index + 1
    head = " ".join(filter(None, [f"[{piece.level}]" if piece.level else "", piece.topic]))
    source = [(line, head)] if head else []
    source += [(line + n, text) for n, text in enumerate(piece.source.split("\n")) if text.strip()]
    question = ParsedQuestion(
        index + 1,
        piece.label or f"{index + 1}.",
        content.stem,
        [],
        None,
        "",
        content.solution,
        notes,
        line,
        line,
    )
    return Row(
        index, question, content, source, state, codes, keys, chosen if chosen in keys else None,
        None, ticked if ticks is None else index in ticks, piece.confidence,
    )  # fmt: skip


def _piece_rows(pieces: Sequence[Piece], choices: Mapping[str, Any] | None) -> list[Row]:
    shares = _shares(one.content.kind for one in pieces)
    rows = []
    for index, piece in enumerate(pieces):
        content, supplied = _with_table(piece.content, shares)
        if supplied:
            piece = replace(piece, losses=(*piece.losses, Loss("table_supplied", piece.place)))
        chosen = ((choices or {}).get("keys") or {}).get(str(index))
        ticks = None if choices is None else choices.get("take", [])
        rows.append(_piece_row(index, piece, content, chosen, ticks))
    return rows


def preview(row: BankImport) -> Preview:
    """The draft with the ticks and keys as last sent; one statement for what the bank has."""
    lines = drafts.unpack_lines(row.content)
    reading = foreign.unpacked(row.content)
    notes = drafts.unpack_notes(row.content)
    if reading is None:
        read = drafts.unpack_questions(row.content)
        shares = _shares(one.kind for one in read)
        rows = [
            _row(n, q, drafts.between(lines, q.first_line, q.last_line), row.choices, shares)
            for n, q in enumerate(read)
        ]
    else:
        rows = _piece_rows(reading.pieces, row.choices)
        notes = [*notes, *(_note(loss) for loss in reading.losses)]
    rows = _with_known(row.school_id, rows)
    counts = Counter(one.state for one in rows if one.known is None)
    counts["known"] = sum(one.known is not None for one in rows)
    return Preview(rows, notes, counts)


def _with_known(school_id: int, rows: list[Row]) -> list[Row]:
    digests = {one.index: rules.digest(one.content) for one in rows if one.state != REFUSED}
    held = service.known(school_id, digests.values())
    seen: set[str] = set()
    found = []
    for one in rows:
        mine = digests.get(one.index)
        if mine is not None and (mine in held or mine in seen):
            one = replace(one, known=held.get(mine, ""), ticked=False)
        elif mine is not None:
            seen.add(mine)
        found.append(one)
    return found
