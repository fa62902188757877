"""What kinds of question share: careful reading of JSON, exact shares, rows of an editor. Pure."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from lms.hooks import AnswerPart, Body, Fault, Key, Marked
from suite.text import fold, nfc

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
    takes_params = False
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


def lettered(letter: str, text: str, mark: str = ".") -> str:
    """An option with its letter: "B. 24"; the letter alone where the option says no more, as on
    the answer sheet of a paper."""
    return letter + mark.strip(".") if text == letter else f"{letter}{mark} {text}"


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


def choice_problems(
    value: Any,
    size: tuple[int, int],
    fits: Callable[[int], bool],
    key: Key,
    rules: Sequence[str] = (),
) -> list[str]:
    """Codes of a kind with a list of texts: those of `option_problems` (`size`: fewest and most),
    key_missing unless the key `fits` their number, rule_unknown where the key has none of `rules`.
    With a wrong number of texts nothing else is looked at."""
    found = option_problems(value, *size)
    if "options_number" in found:
        return found
    if not fits(len(value)):
        found.append("key_missing")
    return found if not rules or key.get("rule") in rules else [*found, "rule_unknown"]


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


LONGEST_ANSWER = 10_000  # characters; as JSON below the limit of one answer on its way


def same_text(first_text: str, other: str, *, folded: bool, case: bool) -> bool:
    """Whether two texts are one answer; runs of spaces and a full stop at the end do not count."""
    return _plain(first_text, folded, case) == _plain(other, folded, case)


def _plain(text: str, folded: bool, case: bool) -> str:
    words = " ".join(nfc(text).split())
    words = words.rstrip(".").rstrip() or words
    if not folded:
        return words if case else words.casefold()
    if not case:
        return fold(words)
    return "".join(fold(one).upper() if one.isupper() else fold(one) for one in words)


def accepted_text(key: Key, text: str) -> int | None:
    """Which of the key's accepted texts (`accepted`, `fold`, `case`) the text is."""
    how = {"folded": bool(key.get("fold")), "case": bool(key.get("case"))}
    found = (n for n, one in enumerate(key["accepted"]) if same_text(one, text, **how))
    return next(found, None)


def text_key_problems(key: Key) -> list[str]:
    """Code key_missing unless there is an accepted text."""
    accepted = texts(key.get("accepted"))
    return [] if accepted and all(accepted) else ["key_missing"]


def accepted_number(key: Key, value: Decimal) -> int | None:
    """Which of the key's accepted numbers the value is, within its tolerance; exact."""
    for place, one in enumerate(key["accepted"]):
        wanted, tolerance = decimal(one["value"]), decimal(one.get("tolerance", "0"))
        if wanted is not None and abs(value - wanted) <= (tolerance or 0):
            return place
    return None


def number_key_problems(key: Key) -> list[str]:
    """Codes: key_missing, key_no_number (a value or tolerance that cannot be read)."""
    accepted = key.get("accepted")
    if not isinstance(accepted, list) or not accepted:
        return ["key_missing"]
    for one in accepted:
        found = isinstance(one, dict) and decimal(one.get("value")) is not None
        tolerance = decimal(one.get("tolerance", "0")) if found else None
        if tolerance is None or tolerance < 0:
            return ["key_no_number"]
    return []


def number_words(one: Mapping[str, Any]) -> str:
    """An accepted number: "−1,5 ± 0,1"."""
    value, tolerance = decimal(one["value"]), decimal(one.get("tolerance", "0"))
    shown = number_text(value) if value is not None else str(one["value"])
    around = f" ± {number_text(tolerance)}" if tolerance else ""
    return shown.replace("-", "−") + around


def rubric_problems(key: Key) -> list[str]:
    """Code rubric_wrong unless lines have texts and shares that add up to 1; none is fine."""
    rubric = key.get("rubric", [])
    if not isinstance(rubric, list) or not all(isinstance(one, dict) for one in rubric):
        return ["rubric_wrong"]
    told = [one.get("text") for one in rubric]
    shares = [found for one in rubric if (found := share(one.get("share"))) is not None]
    good = all(isinstance(text, str) and text.strip() for text in told)
    whole = len(shares) == len(rubric) and (not rubric or sum(shares) == 1)
    return [] if good and whole else ["rubric_wrong"]


def typed_rubric(sent: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """The rows `rubric-text-n` and `rubric-share-n` (per cent) of an editor."""
    told, shares = rows(sent, "rubric-text"), rows(sent, "rubric-share")
    shares += [""] * (len(told) - len(shares))
    return [{"text": text, "share": shares[n]} for n, text in enumerate(told)]


def rubric_rows(key: Key) -> list[dict[str, str]]:
    """A rubric as the editor shows it."""
    found = [(one["text"], share(one["share"]) or Fraction(0)) for one in key.get("rubric", ())]
    return [{"text": text, "share": percent(part)} for text, part in found]


def percent(part: Fraction) -> str:
    """A share as per cent without the sign: "33,3"."""
    return number_text(Decimal(part.numerator * 100) / Decimal(part.denominator))


def built_rubric(told: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The rubric of the rows that say something; what is no number stays, to be named."""
    found = []
    for row in told:
        if row["text"].strip() or row["share"].strip():
            number = decimal(row["share"])
            part = row["share"] if number is None else f"{number.scaleb(-2).normalize():f}"
            found.append({"text": row["text"], "share": part})
    return found


def whole(text: str) -> int | None:
    """A whole number of at most four digits, or None."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= 4 else None
