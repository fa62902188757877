"""School years: the default calendar, marking weeks, who may."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from school.calendar import rules, service
from suite.db import db
from tests.kit import make


def test_the_year_2026_2027() -> None:
    plan = rules.default_year("2026-2027", date(2026, 9, 5))
    assert len(plan.mondays) == 35
    assert plan.mondays[0] == date(2026, 9, 7)
    assert date(2027, 2, 1) not in plan.mondays and date(2027, 2, 8) not in plan.mondays
    assert plan.semesters[1].starts_on == plan.mondays[18] == date(2027, 1, 11)
    assert plan.ends_on == date(2027, 5, 24)
    assert all(monday.weekday() == 0 for monday in plan.mondays)


@pytest.mark.parametrize("tet", rules.TET)
def test_tet_takes_one_to_three_weeks(tet: date) -> None:
    weeks = rules.tet_weeks(tet)
    assert 1 <= len(weeks) <= 3
    assert rules.monday_of(tet) in weeks or tet.weekday() >= 5


def test_weeks_off_by_hand_replace_tet() -> None:
    off = [date(2026, 9, 14)]
    plan = rules.default_year("2026-2027", date(2026, 9, 7), off=off)
    assert off[0] not in plan.mondays and date(2027, 2, 1) in plan.mondays


@pytest.mark.parametrize(
    ("name", "start", "code"),
    [("2026-2028", date(2026, 9, 5), "name"), ("2026-2027", date(2025, 9, 5), "name"),
     ("2050-2051", date(2050, 9, 5), "tet")],
)  # fmt: skip
def test_what_cannot_be_a_year(name: str, start: date, code: str) -> None:
    with pytest.raises(rules.CalendarError) as caught:
        rules.default_year(name, start)
    assert caught.value.code == code


def test_the_same_year_twice_and_an_overlap(dbapp: Flask) -> None:
    plan = rules.default_year("2026-2027", date(2026, 9, 5))
    row, new = service.make_year(plan)
    assert new
    same, new = service.make_year(plan)
    assert (same.id, new) == (row.id, False)
    with pytest.raises(rules.CalendarError, match="overlap"):
        service.make_year(rules.default_year("2026-2027", date(2026, 9, 12)))
    later = rules.default_year("2027-2028", date(2027, 9, 6))
    assert service.make_year(later)[1]
    assert service.current_year(date(2027, 7, 1)) is row


def test_administrator_marks_weeks(app: Flask, signed_in: Callable[..., Any]) -> None:
    at = make.province()
    client = signed_in(make.person("Lý Thị Quản", "administrator", at))
    assert client.post("/calendar", data={"start": "2026-09-05"}).status_code == 303
    year = service.years()[0]
    url, monday = f"/calendar/{year.id}/weeks", date(2026, 10, 5)
    assert client.post(url, data={"monday": monday, "counts": "0"}).status_code == 303
    assert len(service.years()[0].weeks) == 34
    assert (
        client.post(url, data={"monday": monday + timedelta(1), "counts": "0"}).status_code == 422
    )
    assert client.post(url, data={"monday": monday, "counts": "1"}).status_code == 303
    page = client.get("/calendar").text
    assert "05/10/2026" in page and "Tuần 35" in page
    assert client.post("/calendar", data={"start": "mai"}).status_code == 422
    db.session.rollback()


def test_others_only_read(app: Flask, signed_in: Callable[..., Any]) -> None:
    school = make.school()
    client = signed_in(make.person("Hồ Văn Trưởng", "administrator", school))
    assert client.get("/calendar").status_code == 200
    assert client.post("/calendar", data={"start": "2026-09-05"}).status_code == 403


def test_command(app: Flask) -> None:
    runner = app.test_cli_runner()
    args = ["school", "year", "2026-2027", "--start", "2026-09-05", "--json"]
    assert '"new": true' in runner.invoke(args=args).stdout
    assert '"new": false' in runner.invoke(args=args).stdout
    assert runner.invoke(args=["school", "year", "2026", "--start", "2026-09-05"]).exit_code == 1
