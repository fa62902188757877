"""School years: the default calendar, marking weeks, who may."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from school.calendar import frames, rules, service
from suite.db import db
from suite.edits import Conflict
from tests.kit import make
from tests.kit.queries import counted


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


def test_a_copied_year_moves_what_lay_near_tet(app: Flask) -> None:
    first = rules.default_year("2026-2027", date(2026, 9, 7))
    autumn = first.mondays[9]
    kept = tuple(m for m in first.mondays if m != autumn)
    last = rules.shaped("2026-2027", first.starts_on, kept, first.semesters[1].starts_on)
    free = rules.Free("Ngày hội trường", date(2026, 11, 20), date(2026, 11, 21))
    tet = rules.Free("Tết", date(2027, 2, 3), date(2027, 2, 12), follows_tet=True)
    new = rules.copied(replace(last, holidays=(free, tet)), "2027-2028", date(2027, 9, 6))
    assert len(new.mondays) == 34 and date(2027, 11, 8) not in new.mondays
    assert rules.tet_weeks(date(2028, 1, 26)).isdisjoint(new.mondays)
    assert new.holidays == (
        replace(free, starts_on=date(2027, 11, 20), ends_on=date(2027, 11, 21)),
        replace(tet, starts_on=date(2028, 1, 23), ends_on=date(2028, 2, 1)),
    )


@given(
    st.integers(2025, 2034),
    st.integers(1, 28),
    st.sets(st.integers(0, 34), max_size=6),
)
def test_copies_keep_the_number_of_weeks_and_their_split(
    year: int, day: int, off: set[int]
) -> None:
    usual = rules.default_year(f"{year}-{year + 1}", date(year, 9, day))
    kept = tuple(m for n, m in enumerate(usual.mondays) if n not in off or n == 20)
    last = rules.shaped(usual.name, usual.starts_on, kept, usual.semesters[1].starts_on)
    new = rules.copied(last, f"{year + 1}-{year + 2}", date(year + 1, 9, day))
    assert len(new.mondays) == len(kept) == len(set(new.mondays))
    assert set(new.mondays) <= set(rules.all_mondays(new.starts_on, new.ends_on))
    before = sum(m < last.semesters[1].starts_on for m in kept)
    assert sum(m < new.semesters[1].starts_on for m in new.mondays) == before
    assert rules.monday_of(rules.tet_after(new.starts_on)) not in new.mondays


def test_holidays_come_with_the_law_and_are_copied(dbapp: Flask) -> None:
    row, _new = service.make_year(service.next_year(date(2026, 9, 7)))
    names = {h.name: (h.starts_on, h.ends_on) for h in row.holidays}
    assert names["Tết Âm lịch"] == (date(2027, 2, 5), date(2027, 2, 10))
    assert names["Ngày Chiến thắng"] == (date(2027, 4, 30), date(2027, 5, 1))
    free = rules.Free("Hội  khoẻ", date(2026, 11, 20), date(2026, 11, 22))
    held = service.put_holiday(row, free, None, 0)
    assert held.name == "Hội khoẻ"
    with pytest.raises(Conflict):
        service.put_holiday(row, free, held, 7)
    with pytest.raises(rules.CalendarError, match="holiday_days"):
        service.put_holiday(row, replace(free, ends_on=free.starts_on), held, 1)
    db.session.rollback()
    week = next(w for w in service.weeks(row) if w.monday == date(2026, 11, 16))
    assert week.holidays == ("Hội khoẻ",)
    after = service.make_year(service.next_year(date(2027, 9, 6)))[0]
    assert date(2027, 11, 20) in [h.starts_on for h in after.holidays]
    assert len(after.weeks) == 35
    service.remove_holiday(row, held, 1)
    assert "Hội khoẻ" not in [h.name for h in row.holidays]


def test_two_editors_of_a_holiday(app: Flask, signed_in: Callable[..., Any]) -> None:
    client = signed_in(make.person("Lý Thị Quản", "administrator", make.province()))
    year = service.make_year(rules.default_year("2026-2027", date(2026, 9, 7)))[0]
    url = f"/calendar/{year.id}/holidays"
    assert client.get(url + "/new").status_code == 200
    sent = {"name": "Khai giảng bù", "first": "2026-09-14", "last": "2026-09-13"}
    refused = client.post(url, data=sent)
    assert refused.status_code == 422 and "Khai giảng bù" in refused.text
    assert client.post(url, data=sent | {"last": "2026-09-14"}).status_code == 303
    db.session.expire_all()
    held = next(h for h in year.holidays if h.name == "Khai giảng bù")
    one = f"/calendar/holidays/{held.id}"
    assert 'value="2026-09-14"' in client.get(one).text
    mine = sent | {"last": "2026-09-15", "version": "1"}
    assert client.post(one, data=mine | {"name": "Một"}).status_code == 303
    later = client.post(one, data=mine | {"name": "Hai"})
    assert later.status_code == 409 and "Một" in later.text and "Hai" in later.text
    assert client.post(one + "/remove", data={"version": "1"}).status_code == 409
    assert client.post(one, data=mine | {"name": "Hai", "version": "2"}).status_code == 303
    page = client.get("/calendar").text
    assert "Hai" in page and "14/09/2026 – 15/09/2026" in page
    assert client.post(one + "/remove", data={"version": "3"}).status_code == 303
    assert client.get(one).status_code == 404


def test_few_statements_for_many_years(app: Flask, signed_in: Callable[..., Any]) -> None:
    for start in (2025, 2026, 2027, 2028, 2029):
        service.make_year(service.next_year(date(start, 9, 6)))
    client = signed_in(make.person("Lý Thị Quản", "administrator", make.province()))
    with counted() as seen:
        assert client.get("/calendar").status_code == 200
    assert len(seen) <= 12, seen


def test_numbers_of_the_law_are_dated_and_cited() -> None:
    assert frames.frame_on(date(2026, 9, 5)) == frames.Frame(35, 18)
    with pytest.raises(frames.FrameError):
        frames.frame_on(date(2010, 9, 5))
    assert frames.public_holidays(date(2010, 1, 1)) == []
    for name in ("frames.csv", "holidays.csv"):
        assert all(row["citation"] for row in frames._rows(name))
