"""Accommodations: kept on the pupil, read by few, and given at every test."""

from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.exams import candidates
from school.accommodations import rules, service
from school.accommodations.models import Accommodation
from school.people import erasing
from suite import clock, jobs
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make
from tests.kit import make_exams as exams
from tests.kit.client import sign_in

WHY = "Khiếm thị nhẹ, giấy xác nhận số 12"


@given(st.integers(1, 600), st.integers(1, 200))
def test_percent_is_rounded_up_to_whole_minutes(minutes: int, percent: int) -> None:
    more = rules.extra_minutes(minutes, [rules.Granted("extra_time", percent=percent)])
    assert more * 100 >= minutes * percent > (more - 1) * 100


def test_the_most_generous_counts_and_they_are_not_added() -> None:
    both = [rules.Granted("extra_time", percent=25), rules.Granted("extra_time", minutes=10)]
    assert rules.extra_minutes(45, both) == 12
    assert rules.extra_minutes(15, both) == 10
    assert rules.extra_minutes(45, [rules.Granted("large_print")]) == 0


@pytest.mark.parametrize(
    "granted",
    [
        rules.Granted("extra_time"),
        rules.Granted("extra_time", percent=10, minutes=5),
        rules.Granted("extra_time", percent=0),
        rules.Granted("extra_time", minutes=301),
        rules.Granted("reader", percent=10),
    ],
)
def test_extra_time_has_one_amount(granted: rules.Granted) -> None:
    with pytest.raises(rules.NotGranted, match="how_much"):
        rules.check(granted, clock.today(), None)


def test_days_do_not_end_before_they_begin() -> None:
    with pytest.raises(rules.NotGranted, match="days"):
        rules.check(rules.Granted("reader"), clock.today(), clock.today())


def test_a_change_reaches_who_has_not_started(dbapp: Flask) -> None:
    room = exams.room(minutes=45)
    late, early = room.pupils
    started = exams.start(dbapp, room.exam, early).json["attempt"]
    ends = exams.attempt_of(started).ends_at
    for pupil in (late, early):
        for granted in (rules.Granted("extra_time", percent=30), rules.Granted("large_print")):
            service.grant(pupil, granted, clock.today(), None, WHY, room.teacher.id)
    jobs.drain()
    found = candidates.candidate(room.exam, late.id)
    assert found is not None and (found.extra_minutes, found.display) == (14, "large")
    assert candidates.candidate(room.exam, early.id).extra_minutes == 0  # type: ignore[union-attr]
    assert exams.attempt_of(started).ends_at == ends
    for row in service.of_person(late.id):
        service.end(row, room.teacher.id)
    jobs.drain()
    db.session.expire_all()
    assert (found.extra_minutes, found.display) == (0, "")


def test_what_holds_on_another_day_is_not_given_today(dbapp: Flask) -> None:
    room = exams.room(pupils=0)
    pupil = make.student(room.school_class)
    tomorrow = clock.today() + timedelta(days=1)
    service.grant(
        pupil, rules.Granted("extra_time", minutes=9), tomorrow, None, "", room.teacher.id
    )
    assert candidates.seat(room.exam, pupil.id).extra_minutes == 0


def test_heads_and_homeroom_teacher_grant_and_the_reason_is_sealed(app: Flask) -> None:
    of = make.school_class()
    pupil, homeroom = make.student(of), make.teacher(of, "Chủ Nhiệm", None, homeroom=True)
    teacher = make.teacher(of, "Bộ Môn")
    at = f"/people/{pupil.id}/tests"
    day = clock.today().isoformat()
    form = {"kind": "extra_time", "percent": "25", "starts_on": day, "reason": WHY}
    client = sign_in(app.test_client(), homeroom)
    assert client.post(at, data={**form, "percent": ""}).status_code == 422
    kept = client.post(at, data={**form, "minutes": "5"})
    assert kept.status_code == 422 and WHY in kept.data.decode()
    assert client.post(at, data=form).status_code == 303
    assert WHY in client.get(at).data.decode()
    row = db.session.query(Accommodation).one()
    assert WHY not in row.reason_sealed and row.granted_by_id == homeroom.id
    told = db.session.query(AuditEntry).filter_by(action="accommodation.grant").one()
    assert told.detail == {"kind": "extra_time", "percent": 25, "minutes": None}
    assert sign_in(app.test_client(), teacher).get(at).status_code == 403
    assert sign_in(app.test_client(), pupil).get(at).status_code == 403
    client.post(f"{at}/{row.id}/end")
    db.session.expire_all()
    assert row.ends_on == clock.today() and row.ended_by_id == homeroom.id


def test_erasing_a_person_forgets_the_reason(dbapp: Flask) -> None:
    pupil = make.student(make.school_class())
    service.grant(pupil, rules.Granted("reader"), clock.today(), None, WHY, pupil.id)
    erasing.erase(pupil)
    assert db.session.query(Accommodation).one().reason_sealed == ""
