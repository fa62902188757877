"""A draft as its page shows it: each question with its source, its notes and what would be done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from lms.bank import drafts, rules, service
from lms.bank.layout.model import Note, ParsedQuestion
from lms.bank.layout.reader import choose_key
from lms.bank.models import BankImport
from lms.bank.rules import Content

READY, ALTERED, REFUSED = "ready", "altered", "refused"
# What the gate says too once the reader has said it.
SAID_BY_READER = {"stem_empty", "options_number", "key_missing", "option_empty"}


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

    @property
    def takeable(self) -> bool:
        """Whether a tick means something: usable, or waiting for its key only."""
        return self.known is None and (self.state != REFUSED or bool(self.keys))

    @property
    def lettered(self) -> bool:
        """Whether the options have the letters that pupils would see."""
        letters = [letter for letter, _ in self.question.options]
        return bool(letters) and letters == list(rules.LETTERS[: len(letters)])

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
) -> Row:
    keys = keys_for(read) if read.status == REFUSED else []
    chosen = ((choices or {}).get("keys") or {}).get(str(index))
    question = choose_key(read, chosen) if chosen in keys else read
    content = rules.from_parsed(question)
    codes = service.problems(content)
    state = REFUSED if codes or question.status == REFUSED else question.status
    default = state != REFUSED and rules.taken_by_default(question)
    ticked = default if choices is None else index in choices.get("take", [])
    said = SAID_BY_READER if question.status == REFUSED else set()
    return Row(
        index, question, content, source, state, [code for code in codes if code not in said],
        keys, chosen if chosen in keys else None, None, ticked,
    )  # fmt: skip


def preview(row: BankImport) -> Preview:
    """The draft with the ticks and keys as last sent; one statement for what the bank has."""
    lines = drafts.unpack_lines(row.content)
    rows = [
        _row(n, q, drafts.between(lines, q.first_line, q.last_line), row.choices)
        for n, q in enumerate(drafts.unpack_questions(row.content))
    ]
    rows = _with_known(row.school_id, rows)
    counts = Counter(one.state for one in rows if one.known is None)
    counts["known"] = sum(one.known is not None for one in rows)
    return Preview(rows, drafts.unpack_notes(row.content), counts)


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
