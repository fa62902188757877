"""The clock, aware instants and hundredths."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from suite import clock
from suite.types import Hundredths, UtcDateTime, new_uid

DIALECTS = [sqlite.dialect(), postgresql.dialect()]


def test_a_day_begins_at_five_in_the_afternoon_utc() -> None:
    assert clock.local_date(datetime(2026, 11, 23, 16, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert clock.local_date(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)) == date(2026, 11, 24)
    assert clock.start_of(date(2026, 11, 24)) == datetime(2026, 11, 23, 17, tzinfo=UTC)


def test_shown_times_are_those_of_viet_nam() -> None:
    assert clock.show(datetime(2026, 11, 23, 17, 5, tzinfo=UTC)) == "24/11/2026 00:05"
    assert clock.from_local("2026-11-24T00:05") == datetime(2026, 11, 23, 17, 5, tzinfo=UTC)


@pytest.mark.parametrize("refuse", [clock.local_date, clock.frozen(datetime(2026, 1, 1)).__enter__])
def test_naive_times_are_refused(refuse: object) -> None:
    with pytest.raises(ValueError, match="naive"):
        refuse(datetime(2026, 1, 1)) if refuse is clock.local_date else refuse()  # type: ignore[operator]


@given(st.datetimes(timezones=st.just(UTC)))
def test_instants_come_back_as_they_went(instant: datetime) -> None:
    for dialect in DIALECTS:
        kept = UtcDateTime().process_bind_param(instant, dialect)
        assert UtcDateTime().process_result_value(kept, dialect) == instant


def test_naive_instants_do_not_reach_the_database() -> None:
    for dialect in DIALECTS:
        with pytest.raises(ValueError, match="naive"):
            UtcDateTime().process_bind_param(datetime(2026, 1, 1), dialect)


@given(st.integers(-(10**6), 10**6))
def test_hundredths_are_exact(value: int) -> None:
    mark = Decimal(value) / 100
    for dialect in DIALECTS:
        kept = Hundredths().process_bind_param(mark, dialect)
        assert kept == value
        assert Hundredths().process_result_value(kept, dialect) == mark


@pytest.mark.parametrize(("given_", "kept"), [("8.255", 826), ("8.245", 825), ("0.005", 1)])
def test_hundredths_are_rounded_half_up(given_: str, kept: int) -> None:
    assert Hundredths().process_bind_param(Decimal(given_), DIALECTS[0]) == kept


def test_a_float_is_no_mark() -> None:
    with pytest.raises(ValueError, match="float"):
        Hundredths().process_bind_param(8.25, DIALECTS[0])


def test_uids_rise() -> None:
    made = [new_uid() for _ in range(100)]
    assert made == sorted(made)
    assert len(set(made)) == 100
