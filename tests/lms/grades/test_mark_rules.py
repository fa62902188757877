"""How marks are written: comma or point, half up, never a formula in a spreadsheet."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.grades.rules import BadMark, parse_mark, rounded, shown_mark
from suite.sheets import safe_cell


@pytest.mark.parametrize(
    ("text", "places", "value"),
    [
        ("8,5", 1, "8.5"),
        ("8.25", 1, "8.3"),
        ("8.25", 2, "8.25"),
        ("8,24", 1, "8.2"),
        ("9.95", 1, "10.0"),
        ("0", 1, "0.0"),
        (" 10 ", 1, "10.0"),
        ("7,005", 2, "7.01"),
        ("", 1, None),
        ("  ", 2, None),
    ],
)
def test_written_marks(text: str, places: int, value: str | None) -> None:
    assert parse_mark(text, places) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("text", ["10,01", "10.00001", "11", "99"])
def test_above_ten_is_refused_before_rounding(text: str) -> None:
    with pytest.raises(BadMark) as caught:
        parse_mark(text)
    assert caught.value.problem == "out_of_scale"


@given(st.text(max_size=12))
def test_any_text_is_a_mark_or_refused(text: str) -> None:
    try:
        value = parse_mark(text)
    except BadMark:
        return
    assert value is None or 0 <= value <= 10


@given(st.integers(0, 1000), st.booleans())
def test_what_is_shown_is_read_again(hundredths: int, comma: bool) -> None:
    value = Decimal(hundredths) / 100
    assert parse_mark(shown_mark(value, comma), 2) == value


@given(st.decimals(0, 10, places=4), st.sampled_from([1, 2]))
def test_half_goes_up(value: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    distance = rounded(value, places) - value
    assert -step / 2 < distance <= step / 2


@given(st.text())
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text)[:1] not in ("=", "+", "-", "@", "\t", "\r", "\n")
    assert safe_cell(text).endswith(text)
