"""How a mark is written and read. The scale is 0 to 10 (Circular 22/2021/TT-BGDĐT, article 6):
whole numbers or one decimal; two where a teacher wants them. Half up, never a float."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

HIGHEST = Decimal(10)
_WRITTEN = re.compile(r"\d{1,2}(?:[.,]\d{1,6})?")

MarkProblem = Literal["not_a_number", "out_of_scale"]


class BadMark(ValueError):
    """A text that is no mark; `problem` says why."""

    def __init__(self, problem: MarkProblem) -> None:
        super().__init__(problem)
        self.problem: MarkProblem = problem


def rounded(value: Decimal, places: int = 1) -> Decimal:
    """The value with `places` decimals, half up."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def parse_mark(text: str, places: int = 1) -> Decimal | None:
    """The mark that a teacher typed ("8,5", "8.25", " 10 "), None for nothing. Raises BadMark.

    What is more precise than `places` is rounded half up; what is above 10 is refused before
    rounding, never cut.
    """
    written = text.strip()
    if not written:
        return None
    if not written.isascii() or not _WRITTEN.fullmatch(written):
        raise BadMark("not_a_number")
    value = Decimal(written.replace(",", "."))
    if value > HIGHEST:
        raise BadMark("out_of_scale")
    return rounded(value, places)


def shown_mark(value: Decimal, comma: bool = True) -> str:
    """The mark as it is read: no idle zeros, "8,5" with a comma or "8.5" without."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",") if comma else text
