"""Visits: sums by month and school year, the same on both databases."""

from datetime import timedelta

from flask import Flask

from repository.printed import visits
from school.api import current_year
from suite import clock
from tests.kit import make_library


def test_sums_by_month_and_year(dbapp: Flask) -> None:
    here = make_library.town()
    unit, keeper, today = here.school.id, here.librarian.id, clock.today()
    assert (visits.tap(unit, keeper), visits.tap(unit, keeper)) == (1, 2)
    before = today.replace(day=1) - timedelta(days=1)
    visits.count(unit, before, 30, keeper, hour=None, class_id=here.school_class.id)
    found = visits.months(unit, before.replace(day=1), today)
    assert [(one.month, one.single, one.with_class) for one in found] == [
        (before.month, 0, 30), (today.month, 2, 0),
    ]  # fmt: skip
    year = current_year()
    sums = visits.years(unit)
    assert year is None or sums[0] == (year, 2 + 30 * (year.starts_on <= before))
    assert visits.untap(unit, today) and visits.day_total(unit, today) == 1
