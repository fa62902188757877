"""From a key to the questions of a sheet, and what each may earn. Pure."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from lms.asking import LETTERS
from lms.bank.rules import Content
from lms.papers.model import CHOICE, CLUSTER, ESSAY, FILE, NUMBER, ROMAN, Entry, Part
from lms.papers.rules import truths

KINDS = {
    CHOICE: "single_choice",
    CLUSTER: "true_false",
    NUMBER: "short_number",
    ESSAY: "essay",
    FILE: "file_answer",
}
ENTRY_KINDS = {name: kind for kind, name in KINDS.items()}
FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
# A part of a format: the kind of its questions, how many there are, points of each.
FormatPart = tuple[str, int, Decimal]


def label(part: int, number: int, parts: int) -> str:
    """How a question of the sheet is called: "5", or "II.5" where there are parts (from 0)."""
    return f"{ROMAN[min(part, 9)]}.{number}" if parts > 1 else str(number)


def options(entry: Entry, wanted: int) -> list[str]:
    """The letters to choose from: as many as wanted, more where the key says so."""
    last = max((LETTERS.index(one) + 1 for one in entry.says.split("/")), default=0)
    return list(LETTERS[: min(MOST_OPTIONS, max(FEWEST_OPTIONS, wanted, last))])


def content(entry: Entry, stem: str, wanted: int, tables: Mapping[int, Sequence[str]]) -> Content:
    """An entry as a question; `tables` are the shares of a cluster by its number of statements."""
    body: dict[str, Any] = {}
    key: dict[str, Any] = {}
    if entry.kind == CHOICE:
        letters = options(entry, wanted)
        right, *also = [letters.index(one) for one in entry.says.split("/")]
        body = {"options": letters, "fixed": list(range(len(letters)))}
        key = {"right": right, **({"also": also} if also else {})}
    elif entry.kind == CLUSTER:
        size = len(entry.says)
        body = {"statements": list("abcdefgh"[:size]), "fixed": list(range(size))}
        key = {"truths": truths(entry.says), "table": list(tables.get(size) or even(size))}
    elif entry.kind == NUMBER:
        key = {"accepted": [{"value": entry.says, "tolerance": "0"}]}
    elif entry.kind == ESSAY:
        body = {"lines": 8}
    else:
        body = {"most_files": 3, "what": ["photo", "pdf"]}
    return Content(KINDS[entry.kind], stem, body, key)


def entry_of(number: int, kind: str, key: Mapping[str, Any]) -> Entry:
    """The entry that a question of a sheet was made from."""
    told = ENTRY_KINDS[kind]
    if told == CHOICE:
        return Entry(
            number, told, "/".join(LETTERS[n] for n in (key["right"], *key.get("also", ())))
        )
    if told == CLUSTER:
        return Entry(number, told, "".join("Đ" if one else "S" for one in key["truths"]))
    return Entry(number, told, key["accepted"][0]["value"] if told == NUMBER else "")


def even(size: int) -> list[str]:
    """Shares of a cluster for which no table is in force: each statement counts the same."""
    shares = [Fraction(right * 10_000, size) for right in range(size)]
    return [f"{Decimal(int(one)).scaleb(-4).normalize():f}" for one in shares] + ["1"]


def kinds(parts: Sequence[Part]) -> list[str]:
    """The kind of question of every entry, in the order of the sheet."""
    return [KINDS[entry.kind] for part in parts for entry in part.entries]


def fits(parts: Sequence[Part], told: Sequence[FormatPart]) -> bool:
    """Whether the sheet has as many questions of every kind as the format."""
    wanted: Counter[str] = Counter()
    for kind, count, _points in told:
        wanted[kind] += count
    return Counter(_like(kind) for kind in kinds(parts)) == wanted


def points(parts: Sequence[Part], told: Sequence[FormatPart]) -> list[Decimal]:
    """What each question earns by a format: those of its kind in their order, the last one's
    points for what is beyond; 1 for a kind that the format has not."""
    left: dict[str, deque[Decimal]] = {}
    for kind, count, each in told:
        left.setdefault(kind, deque()).extend([each] * count)
    found = []
    for kind in map(_like, kinds(parts)):
        row = left.get(kind) or deque([Decimal(1)])
        found.append(row.popleft() if len(row) > 1 else row[0])
    return found


def _like(kind: str) -> str:
    return KINDS[ESSAY] if kind == KINDS[FILE] else kind
