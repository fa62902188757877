"""Papers that go one way, held by the server: by sequence, whatever arrives when."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.exams import held, lateness, marking, saving, service
from lms.exams.lateness import Late
from lms.exams.models import PASSED
from lms.exams.wire import Answer
from tests.kit import make_exams as make

AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.randoms())
def test_a_batch_knows_its_furthest_question_in_any_order(items: list[int], chance: Any) -> None:
    rows = [Answer(seq, item, "0") for seq, item in enumerate(items, 1)]
    chance.shuffle(rows)
    for one, before in zip(rows, saving._befores(rows), strict=True):
        assert before == max(items[: one.seq - 1], default=0)


def test_late_answers_lead_on_or_stay_apart() -> None:
    late = [Late(1, seq, AT, AT, item) for seq, item in ((7, 2), (8, 3), (9, 4), (10, 3))]
    counted = {(one.epoch, one.seq) for one in late}
    assert lateness.forward(counted, late, 3) == {(1, 8), (1, 9)}
    assert lateness.forward(counted - {(1, 9)}, late, 0) == counted - {(1, 9)}


def states(found: Any) -> list[tuple[str, str | None]]:
    return [(ack["state"], ack.get("why")) for ack in found.json["acks"]]


def test_an_answer_to_a_question_left_behind_is_kept_apart(dbapp: Flask) -> None:
    room = make.room(pupils=2, questions=5, one_way=True)
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    token, apart, counts = found["token"], ("held", "passed"), ("counts", None)
    assert states(make.save(dbapp, token, (1, 1, 0))) == [counts]
    # Offline for a while, then all in one batch, in order: accepted, changes of mind included.
    batch = [(2, 2, 0), (3, 2, 1), (4, 3, 0), (5, 4, 2)]
    assert states(make.save(dbapp, token, *batch)) == [counts] * 4
    assert states(make.save(dbapp, token, *batch)) == [counts] * 4
    assert states(make.save(dbapp, token, (6, 3, 3), (7, 4, 1), (8, 2, 2), (9, 5, 0))) == [
        apart, counts, apart, counts,
    ]  # fmt: skip
    # A batch in the wrong order and one that was overtaken are judged by their numbers, too.
    other = make.start(dbapp, room.exam, room.pupils[1]).json["token"]
    assert states(make.save(dbapp, other, (3, 3, 0), (2, 2, 0), (4, 1, 0))) == [
        counts, counts, apart,
    ]  # fmt: skip
    assert states(make.save(dbapp, other, (1, 1, 3))) == [counts]
    here = dbapp.test_client().get("/exams/door/sitting", headers={"X-Attempt": token}).json
    assert {item: row[2] for item, row in here["answers"].items()} == {
        "1": 0, "2": 1, "3": 0, "4": 1, "5": 0,
    }  # fmt: skip
    service.close(room.exam.id)
    lines = held.undecided(room.exam)
    assert [(line.why, line.count) for line in lines] == [(PASSED, 2), (PASSED, 1)]
    attempt = make.attempt_of(found["attempt"])
    held.decide(room.exam.id, attempt.id, PASSED, True, room.teacher.id)
    assert marking.answers_of([attempt])[attempt.id][3] == "3"


def test_on_another_device_the_way_goes_on(dbapp: Flask) -> None:
    room = make.room(pupils=1, questions=3, one_way=True)
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    make.save(dbapp, found["token"], (1, 1, 0), (2, 2, 0))
    taken = make.taken_over(room)
    assert states(make.save(dbapp, taken, (1, 1, 3))) == [("held", "passed")]
    assert states(make.save(dbapp, taken, (2, 2, 3), (3, 3, 3))) == [("counts", None)] * 2


def test_everywhere_else_nobody_asks_for_the_way(dbapp: Flask) -> None:
    room = make.room(pupils=1, questions=3)
    token = make.start(dbapp, room.exam, room.pupils[0]).json["token"]
    assert states(make.save(dbapp, token, (1, 3, 0), (2, 1, 0))) == [("counts", None)] * 2


def test_late_answers_count_by_rule_only_on_the_way(dbapp: Flask) -> None:
    room = make.room(pupils=1, questions=4, minutes=10, one_way=True, late_minutes=30)
    found = make.start(dbapp, room.exam, room.pupils[0]).json
    make.save(dbapp, found["token"], (1, 1, 0), (2, 2, 0))
    make.move_end(found["attempt"], -timedelta(minutes=12))
    row = make.attempt_of(found["attempt"])
    row.started_at -= timedelta(minutes=12)
    make.backdate(row, timedelta(minutes=12))
    late = [(3, 1, 3), (4, 3, 3)]
    body = [{"seq": s, "item": i, "response": r, "ago": 300_000} for s, i, r in late]
    sent = dbapp.test_client().post(
        "/exams/door/answers", json={"answers": body}, headers={"X-Attempt": found["token"]}
    )
    assert states(sent) == [("held", "late")] * 2
    service.settle(room.exam)
    assert set(marking.answers_of([row])[row.id]) == {1, 2, 3}
    assert marking.answers_of([row])[row.id][1] == "0"
