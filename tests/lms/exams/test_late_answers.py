"""Answers that arrive after the end: what is believed of them, by rule, by outage, by a person."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from lms.exams import candidates, held, late, lateness, marking, rules, service
from lms.exams.lateness import Late, Spell
from lms.exams.models import BY_RULE, AnswerDecision, AnswerSave
from lms.exams.traces import Claim, Contact
from suite import clock
from suite.db import db
from tests.kit import make_exams as make
from tests.kit import queries
from tests.kit.client import sign_in

END = datetime(2026, 11, 26, 8, 45, tzinfo=UTC)
SECONDS = st.integers(-1800, 1800).map(lambda n: timedelta(seconds=n))


def spell(**fields: Any) -> Spell:
    usual = Spell(END, END - timedelta(minutes=10), END + timedelta(minutes=5), (1, 7), None)
    return Spell(**{**vars(usual), **fields})


def one(seq: int, given: int | None, received: int = 300) -> Late:
    """Given and received so many seconds after the end."""
    at = None if given is None else END + timedelta(seconds=given)
    return Late(1, seq, END + timedelta(seconds=received), at)


@pytest.mark.parametrize(
    ("found", "rows", "counts"),
    [
        (spell(), [one(8, -60), one(9, -1)], {8, 9}),
        (spell(), [one(8, -60), one(9, 0), one(10, -30)], {8}),
        (spell(), [one(8, None), one(9, -5)], {9}),
        (spell(), [one(8, -631)], set()),
        (spell(), [one(7, -60)], set()),
        (spell(), [one(8, -60, 300 + 600), one(9, -60, 301 + 600)], {8}),
        (spell(known_at=END + timedelta(seconds=300)), [one(8, -60)], set()),
        (spell(known_at=END + timedelta(seconds=301)), [one(8, -60)], {8}),
    ],
)
def test_what_counts_by_the_rule(found: Spell, rows: list[Late], counts: set[int]) -> None:
    assert {seq for _, seq in lateness.counts_by_rule(found, rows, 10)} == counts
    assert lateness.counts_by_rule(found, rows, None) == set()


@given(st.lists(st.tuples(SECONDS, SECONDS), max_size=8), SECONDS, st.integers(1, 60))
def test_nothing_counts_that_was_given_after_the_end(
    moments: list[tuple[timedelta, timedelta]], back: timedelta, minutes: int
) -> None:
    found = spell(back_at=END + abs(back))
    rows = [Late(1, n, END + abs(r), END + g) for n, (g, r) in enumerate(moments, 8)]
    counted = lateness.counts_by_rule(found, rows, minutes)
    for row in rows:
        if (1, row.seq) in counted:
            assert row.given_at is not None and row.given_at < END
            assert row.received_at <= found.back_at + timedelta(minutes=minutes)
            assert all(
                before.given_at < END for before in rows if before.seq < row.seq and before.given_at
            )


@pytest.mark.parametrize(
    ("heard", "back", "fits"),
    [(-600, 300, True), (-900, 300, False), (-600, 30, False), (-600, 1200, False)],
)
def test_a_silence_fits_an_outage(heard: int, back: int, fits: bool) -> None:
    found = spell(heard_at=END + timedelta(seconds=heard), back_at=END + timedelta(seconds=back))
    begins, ends = END - timedelta(seconds=630), END + timedelta(seconds=270)
    assert lateness.fits_outage(found, begins, ends) == fits
    assert not lateness.fits_outage(found, begins, END - timedelta(seconds=150))


def offline(app: Flask, room: make.Room, number: int = 0) -> dict[str, Any]:
    """A pupil who answered once, was away for 15 minutes, and whose time ended 5 minutes ago."""
    found: dict[str, Any] = make.start(app, room.exam, room.pupils[number]).json
    make.save(app, found["token"], (1, 1, 0))
    row = make.attempt_of(found["attempt"])
    now = clock.now()
    row.started_at = now - timedelta(minutes=30)
    row.ends_at = now - timedelta(minutes=5)
    row.accepts_until = row.ends_at + timedelta(seconds=15)
    attempt_id = row.id
    db.session.execute(
        update(AnswerSave)
        .where(AnswerSave.attempt_id == attempt_id)
        .values(received_at=now - timedelta(minutes=15))
    )
    db.session.commit()
    return found


def come_back(app: Flask, token: str, *answers: tuple[int, int, int | None]) -> Any:
    """Send (seq, item, minutes ago) as a browser does that was away."""
    rows = [
        {"seq": seq, "item": item, "response": 1}
        | ({} if ago is None else {"ago": int(ago * 60_000)})
        for seq, item, ago in answers
    ]
    sent = app.test_client().post(
        "/exams/door/answers", json={"answers": rows}, headers={"X-Attempt": token}
    )
    assert sent.status_code == 200, sent.data
    return sent.json


def counted(uid: str) -> set[int]:
    attempt = make.attempt_of(uid)
    return set(marking.answers_of([attempt])[attempt.id])


def test_the_rule_accepts_what_was_given_before_the_end(dbapp: Flask) -> None:
    room = make.room(late_minutes=10)
    found = offline(dbapp, room)
    told = come_back(dbapp, found["token"], (2, 2, 9), (3, 3, 3), (4, 4, 9))
    assert [ack["why"] for ack in told["acks"]] == ["late"] * 3
    again = come_back(dbapp, found["token"], (2, 2, 1))
    assert again["acks"][0] == told["acks"][0]
    service.settle(room.exam)
    assert counted(found["attempt"]) == {1, 2}
    row = db.session.scalars(select(AnswerDecision)).one()
    assert (row.seq, row.accepted, row.reason, row.decided_by) == (2, True, BY_RULE, None)
    assert make.attempt_of(found["attempt"]).marked_at is not None
    waiting = held.undecided(room.exam)
    assert [(line.why, line.count) for line in waiting] == [(2, 2)]


def test_a_late_answer_after_the_marking_is_marked_by_the_next_look(app: Flask) -> None:
    room = make.room(late_minutes=10)
    found = offline(app, room)
    client = sign_in(app.test_client(), room.pupils[0])
    assert client.get(f"/exams/{room.uid}/result").status_code == 200
    assert counted(found["attempt"]) == {1}
    come_back(app, found["token"], (2, 2, 9))
    assert client.get(f"/exams/{room.uid}/result").status_code == 200
    assert counted(found["attempt"]) == {1, 2}


def test_without_a_rule_or_without_a_claim_a_person_decides(dbapp: Flask) -> None:
    room = make.room()
    found = offline(dbapp, room)
    come_back(dbapp, found["token"], (2, 2, 9))
    service.settle(room.exam)
    assert counted(found["attempt"]) == {1}
    room = make.room(late_minutes=10)
    found = offline(dbapp, room)
    come_back(dbapp, found["token"], (2, 2, None))
    service.settle(room.exam)
    assert counted(found["attempt"]) == {1}


def test_a_device_that_was_heard_of_meanwhile_is_not_believed(dbapp: Flask) -> None:
    """It asked for the time eight minutes ago and did not send what it says it had."""
    room = make.room(late_minutes=10)
    found = offline(dbapp, room)
    client = dbapp.test_client()
    client.get("/exams/door/time", headers={"X-Attempt": found["token"]})
    contact = db.session.scalars(select(Contact)).one()
    assert contact.heard_at is None and contact.after_at is not None
    contact.heard_at, contact.after_at = clock.now() - timedelta(minutes=8), None
    db.session.commit()
    come_back(dbapp, found["token"], (2, 2, 9), (3, 3, 7))
    service.settle(room.exam)
    assert counted(found["attempt"]) == {1, 3}


def test_supervised_the_rule_does_not_speak(dbapp: Flask) -> None:
    room = make.room(late_minutes=10)
    one = candidates.candidate(room.exam, room.pupils[0].id)
    assert one is not None
    one.mode = "supervised"
    found = offline(dbapp, room)
    come_back(dbapp, found["token"], (2, 2, 9))
    service.settle(room.exam)
    assert counted(found["attempt"]) == {1}


def test_a_recorded_outage_accepts_the_gaps_that_match(dbapp: Flask) -> None:
    room = make.room(mode="supervised")
    found, other = offline(dbapp, room), offline(dbapp, room, 1)
    come_back(dbapp, found["token"], (2, 2, 9), (3, 3, 2))
    come_back(dbapp, other["token"], (2, 2, 9))
    db.session.execute(
        update(AnswerSave)
        .where(AnswerSave.attempt_id == make.attempt_of(other["attempt"]).id, AnswerSave.seq == 1)
        .values(received_at=clock.now() - timedelta(minutes=25))
    )
    db.session.commit()
    service.settle(room.exam)
    now = clock.now()
    with pytest.raises(ValueError, match="before it ends"):
        late.note_outage(room.exam, now, now - timedelta(minutes=1), room.teacher.id)
    outage = late.note_outage(
        room.exam, now - timedelta(minutes=15), now - timedelta(seconds=20), room.teacher.id
    )
    assert [each.attempt.uid for each in late.fitting(room.exam, outage)] == [found["attempt"]]
    assert late.accept_outage(room.exam, outage, room.teacher.id, people=[]) == 0
    assert late.accept_outage(room.exam, outage, room.teacher.id) == 1
    db.session.commit()
    service.settle(room.exam)
    assert counted(found["attempt"]) == {1, 2} and counted(other["attempt"]) == {1}


def test_an_ordinary_save_makes_no_claim(dbapp: Flask) -> None:
    room = make.room()
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    make.save(dbapp, found["token"], (1, 1, 0))
    assert db.session.scalars(select(Claim)).all() == []
    come_back(dbapp, found["token"], (2, 2, 1))
    claim = db.session.scalars(select(Claim)).one()
    assert timedelta(seconds=59) < clock.now() - claim.given_at < timedelta(seconds=75)


@pytest.mark.parametrize("ago", [-1, 1.5, "60", True, 10**12])
def test_a_claim_that_no_page_makes_is_refused(app: Flask, ago: Any) -> None:
    room = make.room()
    token = make.start(app, room.exam, room.pupils[0]).json["token"]
    body = {"answers": [{"seq": 1, "item": 1, "response": 0, "ago": ago}]}
    client = app.test_client()
    sent = client.post("/exams/door/answers", json=body, headers={"X-Attempt": token})
    assert sent.status_code == 400


def test_refused_answers_do_not_count() -> None:
    saves = [(1, 1, 1, 0, "0"), (1, 2, 1, 0, "1"), (1, 3, 2, 2, "2")]
    assert rules.counted(saves, frozenset(), frozenset({(1, 2)})) == {1: "0"}
    assert rules.counted(saves, frozenset({(1, 3)})) == {1: "1", 2: "2"}


def wall(at: datetime) -> str:
    return at.astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).strftime("%Y-%m-%dT%H:%M:%S")


def test_the_board_lists_outages_and_asks_little(app: Flask) -> None:
    room = make.room(pupils=6, mode="supervised")
    client = sign_in(app.test_client(), room.teacher)
    for number in range(6):
        found = offline(app, room, number)
        come_back(app, found["token"], (2, 2, 9))
    now = clock.now()
    form = {
        "begins_at": wall(now - timedelta(minutes=15)),
        "ends_at": wall(now - timedelta(seconds=10)),
        "about": "Mất điện dãy B",
    }
    assert client.post(f"/exams/{room.uid}/outages", data=form).status_code == 303
    bad = {**form, "begins_at": "không"}
    refused = client.post(f"/exams/{room.uid}/outages", data=bad, follow_redirects=True)
    assert "phải bắt đầu trước khi kết thúc" in refused.data.decode()
    client.get(f"/exams/{room.uid}/board")
    with queries.counted() as asked:
        page = client.get(f"/exams/{room.uid}/board").data.decode()
    assert "Mất điện dãy B" in page and "của 6 học sinh" in page
    # Who signed in, what is due and what is owed to the frame of the page are among them.
    assert len(asked) <= 24, len(asked)
    outage = late.outages_of(room.exam)[0]
    sent = client.post(f"/exams/{room.uid}/outages", data={"accept": str(outage.id)})
    assert sent.status_code == 303
    assert "của 6 học sinh" not in client.get(f"/exams/{room.uid}/board").data.decode()
    other = make.room()
    stranger = sign_in(app.test_client(), other.teacher)
    wrong = stranger.post(f"/exams/{other.uid}/outages", data={"accept": str(outage.id)})
    assert wrong.status_code == 404
