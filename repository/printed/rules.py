"""Decisions about printed books: numbers, states, how long, who is next."""

import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from suite.text import fold

# Kinds of stock with the letters that begin their numbers.
TEXTBOOK, GUIDE, REFERENCE, CHILDREN = "textbook", "guide", "reference", "children"
STOCKS = {TEXTBOOK: "SGK", GUIDE: "GV", REFERENCE: "TK", CHILDREN: "TN"}

SHELF, LOAN, HELD, LOST, DAMAGED, GONE = (
    "on_shelf", "on_loan", "held", "lost", "damaged", "written_off",
)  # fmt: skip
STATES = (SHELF, LOAN, HELD, LOST, DAMAGED, GONE)
# What the staff may say of a copy by hand; lending and returning are moves of their own.
_BY_HAND = {
    SHELF: (LOST, DAMAGED),
    LOST: (SHELF, DAMAGED),
    DAMAGED: (SHELF, LOST),
}
# What the staff may lend against, with a reason.
WAIVABLE = ("has_late", "most")
WRITABLE_OFF = (SHELF, LOST, DAMAGED)

STUDENT, TEACHER, STAFF = "student", "teacher", "staff"
ROLES = (STUDENT, TEACHER, STAFF)

_NUMBER = re.compile(r"([A-Z]{1,6})?[-. /]?(\d{1,7})", re.ASCII)
_RANGE = re.compile(r"(.+?)\s*(?:->|–|—|đến| - |~)\s*(.+)|((?:[A-Za-z]{1,6}[-. /]?)?\d+)-(\d+)")
_BORROWER = re.compile(r"DG(\d{1,12})-(\d)", re.ASCII)
MOST_RANGE = 500


class Refused(Exception):
    """What the rules do not allow; `code` names the reason, `params` fill its message."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True)
class Allowance:
    """How many days, how many copies at a time, how many renewals."""

    days: int
    most: int
    renewals: int


USUAL = {
    STUDENT: Allowance(14, 3, 1),
    TEACHER: Allowance(60, 10, 2),
    STAFF: Allowance(30, 5, 1),
}


@dataclass(frozen=True, order=True)
class Number:
    """An accession number: letters of the series and the number within it."""

    series: str
    serial: int

    def __str__(self) -> str:
        return f"{self.series}-{self.serial:05d}"


def number_of(text: str, series: str = "") -> Number:
    """A number as people write it: "TK.12", "tk-00012", "12" with `series` given.

    Raises Refused("bad_number").
    """
    found = _NUMBER.fullmatch(fold(text).upper().strip())
    letters = (found.group(1) or series) if found else ""
    if not found or not letters or not int(found.group(2)):
        raise Refused("bad_number", value=text[:40])
    return Number(letters, int(found.group(2)))


def numbers_of(text: str, series: str) -> list[Number]:
    """All numbers of a cell: lists by comma or semicolon, and ranges "TK-1 – TK-5".

    Raises Refused: bad_number, bad_range, long_range, number_twice.
    """
    found: list[Number] = []
    for part in (one.strip() for one in re.split(r"[,;\n]", text)):
        if part:
            found += _span(part, series)
        if len(found) > MOST_RANGE:
            raise Refused("long_range", most=MOST_RANGE)
    if len(set(found)) != len(found):
        raise Refused("number_twice", value=text[:40])
    return found


def _span(part: str, series: str) -> list[Number]:
    parted = _RANGE.fullmatch(part)
    if not parted:
        return [number_of(part, series)]
    left, right = parted.group(1) or parted.group(3), parted.group(2) or parted.group(4)
    first = number_of(left, series)
    last = number_of(right, first.series)
    if last.series != first.series or last.serial < first.serial:
        raise Refused("bad_range", value=part[:40])
    if last.serial - first.serial >= MOST_RANGE:
        raise Refused("long_range", most=MOST_RANGE)
    return [Number(first.series, n) for n in range(first.serial, last.serial + 1)]


def free_numbers(series: str, after: int, taken: Collection[int], count: int) -> list[Number]:
    """The next `count` numbers of a series above `after` that nobody has taken."""
    found: list[Number] = []
    serial = after
    while len(found) < count:
        serial += 1
        if serial not in taken:
            found.append(Number(series, serial))
    return found


def title_key(title: str, creators: Sequence[str], publisher: str, year: int | None) -> str:
    """By what a title is known again."""
    parts = [
        fold(title),
        *sorted(fold(name) for name in creators),
        fold(publisher),
        str(year or ""),
    ]
    return hashlib.sha256("|".join(" ".join(p.split()) for p in parts).encode()).hexdigest()


def author_mark(creators: Sequence[str], title: str) -> str:
    """Letters for the spine where the list gives none: of the first author's given name, or of what
    stands before a comma, else of the title."""
    name = creators[0].split(",")[0].split() if creators else []
    source = name[-1] if name else title
    letters = "".join(c for c in source.upper() if c.isalpha())
    return letters[:3]


def may_say(state: str) -> tuple[str, ...]:
    """What the staff may say by hand of a copy in a state."""
    return _BY_HAND.get(state, ())


def check_digit(number: int) -> int:
    """Luhn's digit, so that a number typed wrong is not somebody else's."""
    total = 0
    for at, digit in enumerate(reversed(str(number))):
        value = int(digit) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def borrower_number(person_id: int) -> str:
    """What stands on a reader's card: it opens no account."""
    return f"DG{person_id}-{check_digit(person_id)}"


def borrower_of(text: str) -> int | None:
    """Whose number it is; None for what is none. Raises Refused("bad_borrower") for a wrong
    digit."""
    found = _BORROWER.fullmatch(text.strip().upper())
    if not found:
        return None
    person_id = int(found.group(1))
    if check_digit(person_id) != int(found.group(2)):
        raise Refused("bad_borrower")
    return person_id


def due(today: date, allowance: Allowance) -> date:
    """The last day of a loan."""
    return today + timedelta(days=allowance.days)


def may_borrow(open_loans: int, late: int, allowance: Allowance, late_allowed: int = 0) -> None:
    """Raises Refused: has_late(late), most(most)."""
    if late > late_allowed:
        raise Refused("has_late", late=late)
    if open_loans >= allowance.most:
        raise Refused("most", most=allowance.most)


def may_renew(renewed: int, waited_for: bool, allowance: Allowance) -> None:
    """Raises Refused: waited_for, renewals(most)."""
    if waited_for:
        raise Refused("waited_for")
    if renewed >= allowance.renewals:
        raise Refused("renewals", most=allowance.renewals)


@dataclass(frozen=True)
class Count:
    """What a stock-taking found, as ids of copies; `lent` are out by the register and were not
    scanned, `back` are out by the register and were."""

    seen: frozenset[int]
    missing: frozenset[int]
    elsewhere: frozenset[int]
    gone: frozenset[int]
    lent: frozenset[int]
    back: frozenset[int]


def counted(expected: Iterable[tuple[int, str]], seen: Iterable[tuple[int, str]]) -> Count:
    """Compare what should stand there with what was scanned, both as (copy id, state).

    On loan and set aside are accounted for; written off is expected nowhere, so scanned it is a
    find; what is scanned and not expected belongs elsewhere.
    """
    states, scanned = dict(expected), dict(seen)
    gone = frozenset(one for one, state in scanned.items() if state == GONE)
    lent = frozenset(
        one for one, state in states.items() if state in (LOAN, HELD) and one not in scanned
    )
    wanted = frozenset(one for one, state in states.items() if state in (SHELF, DAMAGED))
    return Count(
        seen=frozenset(scanned) & frozenset(states) - gone,
        missing=wanted - frozenset(scanned),
        elsewhere=frozenset(scanned) - frozenset(states) - gone,
        gone=gone,
        lent=lent,
        back=frozenset(one for one, state in scanned.items() if state == LOAN),
    )
