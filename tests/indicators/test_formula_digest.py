from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.formulas.digest import canonical, digest, rows_digest
from indicators.formulas.share import Comparator

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.fractions() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_the_spelling_is_fixed() -> None:
    value = {
        "b": [1, True, None, Fraction(1, 2)],
        "a": "Bỉm Sơn",
        "d": date(2026, 5, 31),
        "c": Comparator.ABOVE,
        "e": Decimal("50.0"),
    }
    assert canonical(value) == (
        '{"a":"Bỉm Sơn","b":[1,true,null,"1/2"],"c":">","d":"2026-05-31","e":"50"}'
    )
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert rows_digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@given(st.dictionaries(st.text(), values))
def test_key_order_does_not_matter(value: dict[str, object]) -> None:
    assert digest(dict(reversed(value.items()))) == digest(value)


@given(st.lists(values))
def test_row_order_does_not_matter_but_repeats_do(rows: list[object]) -> None:
    assert rows_digest(rows[::-1]) == rows_digest(rows)
    if rows:
        assert rows_digest([*rows, rows[0]]) != rows_digest(rows)


def test_composed_and_decomposed_vietnamese_are_one_text() -> None:
    assert digest("Bi\u0309m So\u031bn") == digest("Bỉm Sơn")
    assert digest(Decimal("0.50")) == digest(Decimal("0.5"))


@pytest.mark.parametrize(
    "value", [0.5, {1: 2}, {1, 2}, datetime(2026, 1, 1, tzinfo=UTC), b"x", Decimal("NaN")]
)
def test_what_has_no_single_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)
