"""What kinds of question share: careful reading of JSON, exact shares, rows of an editor. Pure."""

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from lms.hooks import AnswerPart, Body, Fault, Key, Marked

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NOTHING = Decimal(0)
HUNDREDTH = Decimal("0.01")
MOST_ROWS = 12
# A UUID as files of the bank and uploads have it.
UID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_PLAIN_DECIMAL = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,12})?")


class Kind:
    """The answers that fit most kinds; a kind overrides what is its own."""

    icon = "question-circle"
    by_hand = False
    must_shuffle = False
    faults: Mapping[str, Fault] = {}

    def shuffle_size(self, body: Body) -> int:
        """Nothing changes places."""
        return 0

    def fixed(self, body: Body) -> Collection[int]:
        """What the body names."""
        found = body.get("fixed", ())
        return found if isinstance(found, list) else ()

    def shown(self, body: Body, order: Sequence[int]) -> dict[str, Any]:
        """The body as it stands."""
        return dict(body)

    def own(self, response: Any, order: Sequence[int]) -> Any:
        """A response without places is its own."""
        return response

    def parts(self, body: Body, key: Key) -> Sequence[AnswerPart]:
        """Nothing to count."""
        return ()

    def classes(self, body: Body, key: Key, response: Any) -> list[int | None]:
        """Nothing to count."""
        return [None] * len(self.parts(body, key))


def index(value: Any, size: int) -> int | None:
    """The value as an index below `size`, or None; True and 1.0 are no indices."""
    return value if type(value) is int and 0 <= value < size else None


def indices(value: Any, size: int) -> list[int] | None:
    """The value as a list of different indices below `size`, sorted; None for anything else."""
    if not isinstance(value, list) or len(value) > size:
        return None
    if any(index(one, size) is None for one in value) or len(set(value)) < len(value):
        return None
    return sorted(value)


def own_index(place: Any, order: Sequence[int]) -> int:
    """The body's index of a shown place; what is no place becomes -1."""
    found = index(place, len(order))
    return -1 if found is None else order[found]


def texts(value: Any) -> list[str] | None:
    """The value as a list of texts without spaces at their ends, or None."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return None
    return [one.strip() for one in value]


def option_problems(value: Any, fewest: int, most: int) -> list[str]:
    """Codes for a list of texts: options_number, option_empty, options_same."""
    found = texts(value)
    if found is None and isinstance(value, list) and fewest <= len(value) <= most:
        return ["option_empty"]
    if found is None or not fewest <= len(found) <= most:
        return ["options_number"]
    codes = [] if all(found) else ["option_empty"]
    return codes if len(set(found)) == len(found) else [*codes, "options_same"]


def decimal(text: Any) -> Decimal | None:
    """A number as people write it: comma or point, any minus sign; exact. None for other texts."""
    if not isinstance(text, str):
        return None
    plain = re.sub(r"\s", "", text).translate({0x2212: "-", 0x2013: "-", 0xFF0D: "-", 0xFE63: "-"})
    return Decimal(plain.replace(",", ".")) if _PLAIN_DECIMAL.fullmatch(plain) else None


def share(text: Any) -> Fraction | None:
    """A share of the points from 0 to 1, from "0,25" or "0.25"; None for anything else."""
    found = decimal(text)
    return Fraction(found) if found is not None and 0 <= found <= 1 else None


def number_text(value: Decimal) -> str:
    """A number as schools write it: comma, no needless zeros."""
    plain = f"{value:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return ("0" if plain in ("-0", "") else plain).replace(".", ",")


def portion(points: Decimal, part: Fraction) -> Decimal:
    """A share of the points to hundredths, half up, rounded once."""
    exact = Fraction(points) * part * 100
    whole, rest = divmod(exact.numerator, exact.denominator)
    if rest * 2 >= exact.denominator:
        whole += 1
    return (Decimal(whole) / 100).quantize(HUNDREDTH, ROUND_HALF_UP)


def marked(points: Decimal, part: Fraction) -> Marked:
    """The mark for a share of the points: right, partly or wrong."""
    if part >= 1:
        return Marked(points, "right")
    return Marked(portion(points, part), "partly") if part > 0 else Marked(NOTHING, "wrong")


EMPTY = Marked(NOTHING, "empty")
MALFORMED = Marked(NOTHING, "malformed")
UNMARKED = Marked(NOTHING, "unmarked")


def first(sent: Mapping[str, Sequence[str]], name: str, other: str = "") -> str:
    """The one value of a field."""
    values = sent.get(name)
    return values[0] if values else other


def rows(sent: Mapping[str, Sequence[str]], name: str, most: int = MOST_ROWS) -> list[str]:
    """The texts of `name-0`, `name-1` … as they were typed, up to the last that was sent."""
    sent_rows = [first(sent, f"{name}-{place}") for place in range(most)]
    last = max((n for n in range(most) if f"{name}-{n}" in sent), default=-1)
    return sent_rows[: last + 1]


def places(sent: Mapping[str, Sequence[str]], name: str) -> list[int]:
    """The ticked places of a group of boxes or radio buttons of one name."""
    return sorted({int(one) for one in sent.get(name, ()) if one.isdecimal() and len(one) < 4})


def kept(typed: Sequence[str]) -> list[int]:
    """The places of the rows that say something."""
    return [place for place, text in enumerate(typed) if text.strip()]


def moved(ticked: Sequence[int], stay: Sequence[int]) -> list[int]:
    """Ticked places as indices once the empty rows are left out."""
    return [stay.index(place) for place in ticked if place in stay]
