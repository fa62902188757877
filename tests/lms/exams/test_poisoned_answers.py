"""One pupil's strange answer must not keep a class from its marks."""

import pytest
from flask import Flask

from lms.exams import service, wire
from tests.kit import make_exams as make


def body(depth: int, seq: int = 1) -> bytes:
    """A batch with one answer of lists in lists."""
    nested = "[" * depth + "]" * depth
    return f'{{"answers":[{{"seq":{seq},"item":1,"response":{nested}}}]}}'.encode()


def test_deep_answers_are_refused_at_the_door() -> None:
    for depth in (wire.DEEPEST + 1, 400, 900):
        with pytest.raises(wire.BadRequest):
            wire.answers(body(depth))
    assert wire.answers(body(wire.DEEPEST))


def deeper(calls: int, run: object) -> object:
    return deeper(calls - 1, run) if calls else run()  # type: ignore[operator]


def test_a_class_is_marked_whatever_one_pupil_sends(app: Flask) -> None:
    room = make.room()
    found = make.start(app, room.exam, room.pupils[0]).json
    client, headers = app.test_client(), {"X-Attempt": found["token"]}
    for depth in range(wire.DEEPEST, 990, 10):
        sent = client.post("/exams/door/answers", data=body(depth, depth), headers=headers)
        assert sent.status_code in (200, 400)
    deeper(150, lambda: service.close(room.exam.id))
    assert make.attempt_of(found["attempt"]).score is not None
