"""From events to figures on both databases: rollup, compute, check, and what they agree on."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from indicators.coverage import check, compute
from indicators.coverage.rules import I1S, I2, I2T, I3, Count, unpacked
from indicators.formulas.bits import dates, unpack
from indicators.ledger.models import Event, Touched
from indicators.rollup import service as rolling
from indicators.rollup.models import UseDaysRow, Value
from indicators.rollup.years import years
from school.classes.models import Enrolment
from school.people.models import Person
from suite import clock
from suite.db import READONLY, db
from tests.kit import make
from tests.kit import make_indicators as counting

START = make.YEAR_START
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
# The Sunday of the fourth instructional week.
NOW = START + 4 * WEEK - DAY


def kept(level: str, unit_id: int, start: date, end: date) -> dict[str, Count]:
    row = db.session.scalars(
        select(Value).where(
            Value.level == level,
            Value.unit_id == unit_id,
            Value.grade == 0,
            Value.starts_on == start,
            Value.ends_on == end,
        )
    ).one()
    return unpacked(row.figures)


def rolled() -> list[tuple[int, str, bytes]]:
    rows = db.session.scalars(select(UseDaysRow).order_by(UseDaysRow.person_key, UseDaysRow.who))
    return [(row.person_key, row.who, row.days) for row in rows]


def class_with(pupils: int, name: str = "6A") -> tuple[int, list[Person]]:
    of = make.school_class(make.school(), name)
    return of.id, [make.student(of) for _ in range(pupils)]


def test_a_class_over_four_weeks(dbapp: Flask) -> None:
    class_id, (one, two, three) = class_with(3)
    counting.used(one, [START + n * WEEK for n in range(3)])
    counting.used(two, [START + n * WEEK + k * DAY for n in range(2) for k in range(3)])
    counting.used(three, [START + 2 * DAY])
    counting.counted(NOW)
    to_date = kept("class", class_id, START, START + 4 * WEEK)
    assert to_date[I2["reached"]] == Count(3, 3)
    assert to_date[I2["regular"]] == Count(2, 3)
    assert to_date[I2["daily"]] == Count(1, 3)
    first = kept("class", class_id, START, START + WEEK)
    assert first[I2["reached"]] == Count(3, 3)
    assert first[I2["daily"]] == Count(1, 3)
    assert first[I1S] == Count(0, 3, 0)


def test_an_event_between_reading_and_writing_is_not_lost(
    dbapp: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rollup reads before it locks anybody out; what came meanwhile is read again."""
    _class, (one,) = class_with(1)
    counting.used(one, [START])
    read, times = rolling._rows_of, list[int]()

    def slowly(*words: Any) -> Any:
        found = read(*words)
        times.append(len(found))
        if len(times) == 1:
            assert db.session.connection().get_execution_options()[READONLY]
            counting.used(one, [START + DAY])
        return found

    monkeypatch.setattr(rolling, "_rows_of", slowly)
    with clock.frozen(clock.start_of(NOW)):
        rolling.rollup()
    found = [unpack(bits).bit_count() for _key, who, bits in rolled() if who == "learner"]
    assert len(times) == 2 and found == [2]


def test_rolled_up_twice_is_the_same_and_full_is_incremental(dbapp: Flask) -> None:
    _class, (one, two) = class_with(2)
    counting.used(one, [START])
    counting.counted(NOW)
    counting.used(one, [START + DAY])
    counting.used(two, [START + 8 * DAY])
    with clock.frozen(counting.at(NOW)):
        assert rolling.rollup().persons == 2
        first = rolled()
        assert rolling.rollup().persons == 0
        assert rolled() == first
        rolling.rollup(full=True)
        assert rolled() == first
    grid = years()[0].grid
    assert dates(grid, unpack(first[0][2])) == (START, START + DAY)
    assert db.session.scalar(select(Touched.id)) is None


def test_short_foreign_and_early_use_does_not_count(dbapp: Flask) -> None:
    from indicators import usage

    class_id, (one,) = class_with(1)
    for source, seconds in (("web", 29), ("import", 90), ("demo", 90), ("impersonated", 90)):
        with clock.frozen(counting.at(START)):
            usage.record(
                "resource_used", person_id=one.id, school_id=1, class_id=class_id,
                object_ref="work:1", at=clock.now(), seconds=seconds, source=source,
            )  # fmt: skip
    db.session.commit()
    counting.counted(NOW)
    assert kept("class", class_id, START, START + WEEK)[I2["reached"]] == Count(0, 1)
    counting.used(one, [START], "assignment_submitted")
    counting.counted(NOW)
    assert kept("class", class_id, START, START + WEEK)[I2["reached"]] == Count(1, 1)


def test_who_changes_class_is_counted_once_where_they_are(dbapp: Flask) -> None:
    school = make.school()
    old, new = make.school_class(school, "6A"), make.school_class(school, "6B")
    pupil = make.student(old)
    moved = START + 2 * WEEK
    row = db.session.scalars(select(Enrolment)).one()
    row.ends_on = moved
    db.session.add(
        Enrolment(school_id=school.id, class_id=new.id, person_id=pupil.id, starts_on=moved)
    )
    counting.used(pupil, [START + DAY, START + WEEK])
    counting.counted(NOW)
    end = START + 4 * WEEK
    assert kept("class", old.id, START, end)[I2["regular"]] == Count(0, 0)
    assert kept("class", new.id, START, end)[I2["regular"]] == Count(1, 1)
    assert kept("school", school.id, START, end)[I2["regular"]] == Count(1, 1)
    first = (START, START + WEEK)
    assert kept("class", old.id, *first)[I2["reached"]] == Count(1, 1)


def test_a_commune_adds_its_schools_and_the_head_counts(dbapp: Flask) -> None:
    commune = make.commune()
    a, b = make.school("THCS A", commune), make.school("THCS B", commune)
    make.unit("school", "THCS C", commune, headcount=300, teacher_headcount=20)
    for school in (a, b):
        of = make.school_class(school)
        pupil = make.student(of)
        make.student(of)
        teacher = make.teacher(of)
        counting.used(pupil, [START])
        counting.used(teacher, [START], "assignment_set")
    counting.counted(NOW)
    found = kept("commune", commune.id, START, START + WEEK)
    assert found[I2["reached"]] == Count(2, 304)
    assert found[I2T["reached"]] == Count(2, 22)
    assert found["pupils.reporting"] == Count(4, 304)
    assert found[I1S] == Count(0, 304, 300)
    province = commune.parent_id
    assert province is not None
    assert kept("province", province, START, START + WEEK) == found


def test_materials_by_periods(dbapp: Flask) -> None:
    of = make.school_class()
    make.student(of)
    first, second = counting.programme()
    counting.stands("w:1", "video", of.school, [first, second])
    counting.stands("w:2", "exercise", of.school, [first])
    counting.stands("w:3", "exercise", make.school("Khác"), [second])
    counting.stands("w:4", "exercise", of.school, [second], audience="staff")
    counting.stands("w:5", "exercise", of.school, [second], licence="unknown")
    counting.stands("w:6", "exercise", of.school, [second], checked_on=START - 30 * DAY)
    counting.counted(NOW)
    assert kept("school", of.school_id, START, START + WEEK)[I3].share.ratio == 1 / 2
    counting.stands("w:5", "exercise", of.school, [second])
    counting.counted(NOW)
    assert kept("school", of.school_id, START, START + WEEK)[I3].share.ratio == 1
    assert check.check().agrees


def test_check_agrees_and_finds_a_changed_figure(dbapp: Flask) -> None:
    class_id, (one, two) = class_with(2)
    counting.used(one, [START, START + WEEK])
    counting.used(two, [START + DAY])
    counting.counted(NOW)
    runner = dbapp.test_cli_runner()
    with clock.frozen(counting.at(NOW)):
        found = runner.invoke(args=["indicators", "check", "--json"])
        assert found.exit_code == 0, found.output
        assert json.loads(found.output)["events"] == 3
        row = db.session.scalars(select(Value).where(Value.level == "class").limit(1)).one()
        row.figures = {**row.figures, I1S: [1, 2, 0]}
        db.session.commit()
        found = runner.invoke(args=["indicators", "check", "--json"])
    assert found.exit_code == 1
    (difference,) = json.loads(found.output)["differences"]
    assert (difference["level"], difference["unit_id"]) == ("class", class_id)
    assert (difference["kept"], difference["found"]) == ([1, 2, 0], [0, 2, 0])


def test_the_chain_shows_a_changed_event(dbapp: Flask) -> None:
    _class, (one,) = class_with(1)
    counting.used(one, [START, START + DAY])
    counting.counted(NOW)
    with clock.frozen(counting.at(NOW)):
        assert check.check().agrees
        db.session.execute(text("UPDATE indicators_event SET seconds = 9 WHERE seconds = 0"))
        db.session.commit()
        report = check.check()
    assert not report.agrees
    assert [day.day for day in report.broken][:1] == [START]


def test_erasing_a_person_leaves_the_chain_whole(dbapp: Flask) -> None:
    _class, (one,) = class_with(1)
    counting.used(one, [START])
    counting.counted(NOW)
    with clock.frozen(counting.at(NOW)):
        db.session.execute(text("UPDATE indicators_person SET person_id = NULL"))
        db.session.commit()
        compute.compute()
        assert check.check().agrees
    assert db.session.scalar(select(Event.id)) is not None


@pytest.mark.parametrize("command", ["rollup", "compute", "load-parameters"])
def test_commands_speak_json(app: Flask, command: str) -> None:
    found = app.test_cli_runner().invoke(args=["indicators", command, "--json"])
    assert found.exit_code == 0, found.output
    assert isinstance(json.loads(found.output), dict)
