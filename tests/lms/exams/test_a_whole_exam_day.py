"""A whole exam day of pupils and a guardian: every page of exams, everything that the door says,
files and JSON too, at every moment before the release; none of it holds anything of the key."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.exams import service
from lms.exams.decided import FULL
from lms.exams.door import door
from lms.exams.models import Attempt, Exam
from lms.marking import hand, queue, regrading
from lms.marking.hand import Given
from suite.db import db
from tests.kit import make
from tests.kit import make_exams as kit
from tests.kit.client import sign_in

NUMBER, RUBRIC, SAID, WHY = "73921,25", "Ý-CHẤM-MẬT", "LỜI-NHẬN-XÉT-MẬT", "LÍ-DO-MẬT"
SECRETS = [
    one.encode() for one in (NUMBER, NUMBER.replace(",", "."), RUBRIC, SAID, WHY,
                             kit.SECRET_SOLUTION)
]  # fmt: skip
WORDS = [b"is-right", b"is-wrong", b"exam-score", b"right answer", "đáp án đúng".encode()]
SKIPPED = ("/static", "/signout", "/healthz")


class Ear:
    """Everything that somebody's browser is told, and by which address."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.told: list[tuple[str, bytes]] = []

    def hear(self, method: str, path: str, **how: Any) -> Any:
        answer = self.client.open(path, method=method, **how)
        self.told.append((path, answer.data + str(answer.headers).encode()))
        return answer

    def leaks(self) -> list[tuple[str, bytes]]:
        return [(path, one) for path, text in self.told for one in SECRETS + WORDS if one in text]


def pages(app: Flask, values: dict[str, Any], *, exams_only: bool) -> list[str]:
    """Every address that can be got with these values, as page and as file."""
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            path = str(rule)
            if "GET" not in (rule.methods or ()) or path.startswith(SKIPPED):
                continue
            of_exam = path.startswith("/exams/") and rule.arguments <= set(values)
            if of_exam or (not exams_only and not rule.arguments):
                wanted = {name: values[name] for name in rule.arguments}
                found.append(adapter.build(rule.endpoint, wanted))
    return found


def room_of(app: Flask) -> kit.Room:
    """Questions whose keys stand nowhere else: a choice, a number, an essay with a rubric."""
    room = kit.room(pupils=2, questions=2, essays=1, rubric=[{"text": RUBRIC, "share": "1"}])
    service.unprepare(room.exam.id)
    number = db.session.get_one(Exam, room.exam.id).questions[1].item
    number.kind = "short_number"
    version = number.versions[0]
    version.body = {"most_chars": 9}
    version.key = {"accepted": [{"value": NUMBER, "tolerance": "0"}]}
    db.session.commit()
    service.prepare(room.exam.id)
    db.session.expire_all()
    return room


def test_nothing_of_the_key_is_told_all_day(app: Flask) -> None:
    room = room_of(app)
    uid, exam = room.uid, room.exam
    pupil, other = room.pupils
    guardian = make.guardian(pupil)
    ears = [Ear(sign_in(app.test_client(), one)) for one in (pupil, other, guardian)]
    values: dict[str, Any] = {
        "uid": uid, "attempt_id": 1, "question_id": exam.questions[2].id, "ruling_id": 1,
        "request_id": 1, "first": 1, "second": 2, "activity_id": exam.activity_id,
    }  # fmt: skip

    def walk(*, everything: bool = False) -> None:
        for ear in ears:
            for path in pages(app, values, exams_only=not everything):
                ear.hear("GET", path)
                if everything:
                    ear.hear("GET", f"{path}?format=csv")
            assert ear.leaks() == []

    walk()
    mine = ears[0]
    headers = {"X-Entry": kit.entry(exam, pupil)}
    started = mine.hear("POST", "/exams/door/start", json={"device": "device0001"}, headers=headers)
    token = {"X-Attempt": started.json["token"]}
    attempt = kit.attempt_of(started.json["attempt"])
    values["attempt_id"] = attempt.id
    sent: dict[int, Any] = {exam.questions[0].id: 0, exam.questions[1].id: "1"}
    for seq, (question_id, _order, *_more) in enumerate(attempt.form.places, 1):
        answer = {"seq": seq, "item": seq, "response": sent.get(question_id, "Bài văn")}
        mine.hear("POST", "/exams/door/answers", json={"answers": [answer]}, headers=token)
    for path in ("sitting", "time"):
        mine.hear("GET", f"/exams/door/{path}", headers=token)
    mine.hear("POST", f"/exams/{uid}/continue", json={"device": "device0001"})
    walk()
    granted = door().signer.read_attempt(token["X-Attempt"])
    assert granted is not None
    epoch = db.session.get_one(Attempt, attempt.id).epoch
    signed = door().signer.attempt(type(granted)(**{**vars(granted), "epoch": epoch}))
    assert mine.hear("POST", "/exams/hand-in", headers={"X-Attempt": signed}).status_code == 200
    service.close(exam.id)
    found = db.session.get_one(Exam, exam.id)
    essay = queue.hand_questions(found)[0]
    given = Given(Decimal("0.5"), ["0.5"], SAID, 0)
    hand.give(found, essay, attempt.id, 1, given, room.teacher.id)
    ruling = regrading.draft(found, found.questions[0], FULL, None, WHY, room.teacher.id)
    regrading.apply(exam.id, ruling.id, room.teacher.id)
    values["ruling_id"] = ruling.id
    walk(everything=True)
    service.release(exam.id)
    page = mine.client.get(f"/exams/{uid}/result").data
    for secret in (SAID, NUMBER, kit.SECRET_SOLUTION):
        assert secret.encode() in page  # the same search finds it once it is released


@pytest.mark.parametrize("secret", [*SECRETS, *WORDS])
def test_the_ear_hears(app: Flask, secret: bytes) -> None:
    ear = Ear(app.test_client())
    ear.told.append(("/", b"<p>" + secret))
    assert ear.leaks() == [("/", secret)] or len(ear.leaks()) > 1
