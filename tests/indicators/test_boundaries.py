"""A school that moves between communes counts in each period where it stood on the census day."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from indicators.coverage import check, compute, resolve
from indicators.coverage import page as pages
from indicators.coverage.choices import choices, choose
from indicators.coverage.rules import I2, Count, unpacked
from indicators.coverage.units import schools_on
from indicators.rollup.models import Value
from indicators.rollup.years import years
from school.people.models import Person
from school.units.models import OrgUnit
from school.units.succession import move, succeed
from school.units.successions import ONE
from suite import clock
from suite.db import db
from tests.kit import make, queries
from tests.kit import make_indicators as counting

START, WEEK, DAY = make.YEAR_START, timedelta(weeks=1), timedelta(days=1)
# In the middle of the first semester, and of a month.
MOVED = START + 5 * WEEK + 2 * DAY
NOW = START + 8 * WEEK
SignedIn = Callable[[Person], FlaskClient]
REACHED = I2["reached"]
OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))


@pytest.fixture
def communes(dbapp: Flask) -> tuple[OrgUnit, OrgUnit, OrgUnit, OrgUnit]:
    """Two communes of a province, a school that stays in the first, one that will move."""
    province = make.province()
    east, west = make.commune("Xã Đông", province), make.commune("Xã Tây", province)
    stays, goes = make.school("THCS Ở Lại", east), make.school("THCS Dời", east)
    for school, pupils in ((stays, 2), (goes, 3)):
        of = make.school_class(school)
        for pupil in [make.student(of) for _ in range(pupils)]:
            counting.used(pupil, [START, START + WEEK, START + 7 * WEEK])
    return east, west, stays, goes


def kept(unit: OrgUnit, start: date, end: date) -> Count:
    row = db.session.scalars(
        select(Value).where(
            Value.level == unit.kind,
            Value.unit_id == unit.id,
            Value.starts_on == start,
            Value.ends_on == end,
        )
    ).one_or_none()
    return unpacked(row.figures).get(REACHED, Count(0, 0)) if row else Count(0, 0)


def of_page(unit: OrgUnit, code: str) -> tuple[Count, list[int]]:
    """What an officer's page says of a unit, and the units below it."""
    with clock.frozen(counting.at(NOW)):
        (year,) = years()
        place = resolve.find(f"unit:{unit.id}", None)
        choice = choose(choices(year, NOW), code)
        assert place is not None and choice is not None
        made = pages.build(place, year, choice, inside=False, charts=False)
        found = pages.figures.of_tree(pages.placed_on(choice.last_day), year, choice.counted)
    count = found.figures.get((unit.kind, unit.id, 0), {}).get(REACHED, Count(0, 0))
    return count, [child.id for child, _lines in made.children]


def agrees() -> None:
    with clock.frozen(counting.at(NOW)):
        report = check.check()
    assert report.differences == [] and report.figures > 0


def moved_on(school: OrgUnit, to: OrgUnit, day: date = MOVED) -> None:
    with clock.frozen(counting.at(NOW)):
        move(school, to, day)


Town = tuple[OrgUnit, OrgUnit, OrgUnit, OrgUnit]


def test_a_school_counts_where_it_stood_on_the_census_day(communes: Town) -> None:
    east, west, stays, goes = communes
    counting.counted(NOW)
    assert kept(east, START, START + WEEK) == Count(5, 5)
    moved_on(goes, west)
    counting.counted(NOW)
    first, (year,) = (START, START + WEEK), years()
    assert (kept(east, *first), kept(west, *first)) == (Count(5, 5), Count(0, 0))
    week = (START + 5 * WEEK, START + 6 * WEEK)  # its last day lies after the move
    assert (kept(east, *week).den, kept(west, *week).den) == (2, 3)
    assert (kept(east, *OCTOBER).den, kept(west, *OCTOBER).den) == (2, 3)
    term = (year.semesters[0].start, year.semesters[0].end)
    assert (kept(east, *term), kept(west, *term)) == (Count(2, 2), Count(3, 3))
    province = db.session.get_one(OrgUnit, east.parent_id)
    for period in (first, week, term):
        assert kept(province, *period).den == 5
    agrees()
    before = schools_on(MOVED - DAY)
    assert before[east.id] == {stays.id, goes.id} and west.id not in before
    assert schools_on(MOVED)[west.id] == {goes.id}


def test_quick_and_slow_agree_when_the_units_above_move_and_merge(communes: Town) -> None:
    east, west, stays, goes = communes
    other = make.province("Tỉnh Khác")
    counting.counted(NOW)
    with clock.frozen(counting.at(NOW)):
        move(east, other, START + 2 * WEEK)
        move(goes, west, START + 3 * WEEK)
        assert succeed([east], [(west, ONE)], START + 6 * WEEK, dry_run=False).faults == []
    counting.counted(NOW)
    agrees()
    old = db.session.get_one(OrgUnit, west.parent_id)
    weeks = [(START + n * WEEK, START + (n + 1) * WEEK) for n in (0, 2, 4, 6)]
    assert [kept(old, *week).den for week in weeks] == [5, 0, 3, 5]
    assert [kept(other, *week).den for week in weeks] == [0, 5, 2, 0]
    assert [kept(west, *week).den for week in weeks] == [0, 0, 3, 5]
    assert [kept(east, *week).den for week in weeks] == [5, 5, 2, 0]
    assert stays.parent_id == west.id


def test_pages_follow_the_day(communes: Town) -> None:
    east, west, stays, goes = communes
    counting.counted(NOW)
    moved_on(goes, west)
    counting.counted(NOW)
    first, last = f"w{START}", f"w{START + 7 * WEEK}"
    assert of_page(east, first) == (Count(5, 5), [goes.id, stays.id])
    assert of_page(west, first) == (Count(0, 0), [])
    assert of_page(east, last) == (Count(2, 2), [stays.id])
    assert of_page(west, last) == (Count(3, 3), [goes.id])


def test_what_no_run_saw_is_made_on_the_spot(communes: Town) -> None:
    east, west, _stays, goes = communes
    counting.counted(NOW)
    moved_on(goes, west)
    assert of_page(west, f"w{START + 7 * WEEK}")[0] == Count(3, 3)
    assert of_page(east, f"w{START + 7 * WEEK}")[0] == Count(2, 2)
    assert of_page(east, f"w{START}")[0] == Count(5, 5)


@pytest.fixture
def officer(app: Flask) -> Iterator[tuple[Person, OrgUnit, OrgUnit]]:
    province = make.province()
    east, west = make.commune("Xã Đông", province), make.commune("Xã Tây", province)
    stays, goes = make.school("THCS Ở Lại", east), make.school("THCS Dời", east)
    for school in (stays, goes):
        of = make.school_class(school)
        for _ in range(15):
            make.student(of)
    counting.counted(NOW)
    moved_on(goes, west)
    counting.counted(NOW)
    yield make.person("Ông Cán", "commune_officer", east), east, goes


def test_an_officer_no_longer_reads_who_moved_away(
    officer: tuple[Person, OrgUnit, OrgUnit], signed_in: SignedIn
) -> None:
    """The sum of the time before holds the school; its own row went with the rights."""
    person, _east, goes = officer
    client = signed_in(person)
    with clock.frozen(counting.at(NOW)):
        with queries.counted() as seen:
            page = client.get(f"/coverage?period=w{START}").text
        assert len(seen) <= 22
        assert client.get(f"/coverage?unit=school:{goes.id}").status_code == 404
    assert "0 / 30" in page and "THCS Dời" not in page and "THCS Ở Lại" in page


def test_units_that_were_counted_stay_when_nothing_changes(communes: Town) -> None:
    _east, west, _stays, goes = communes
    moved_on(goes, west)
    counting.counted(NOW)
    with clock.frozen(counting.at(NOW)):
        assert compute.compute_changed() == 0
