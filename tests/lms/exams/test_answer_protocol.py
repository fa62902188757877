"""The answer protocol as a state machine: whatever order things happen in, what counts is the
acknowledged answer with the highest (epoch, seq), and nothing acknowledged is ever lost."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select
from werkzeug.test import Client

from lms.exams import marking, service, taking
from lms.exams.models import AnswerSave, Attempt, Exam, Result
from school.classes.models import SchoolClass
from suite.db import db
from tests.kit import make_exams as make

ITEMS, RESPONSES = st.integers(1, 4), st.one_of(st.none(), st.integers(0, 3))


class Protocol(RuleBasedStateMachine):
    """Two devices of one pupil, replies that get lost, servers that restart."""

    app: Flask
    class_id: int
    exam_id: int

    def exam(self) -> Exam:
        return db.session.get_one(Exam, self.exam_id)

    @initialize()
    def begin(self) -> None:
        db.session.rollback()
        of = db.session.get_one(SchoolClass, self.class_id)
        pupil = make.make.student(of)
        self.pupil_id = pupil.id
        word = make.entry(self.exam(), pupil)
        body, headers = {"device": "device0001"}, {"X-Entry": word}
        found = self.post("/exams/door/start", body, headers)
        self.uid = found["attempt"]
        self.tokens = {1: found["token"]}
        self.epoch, self.ended = 1, False
        self.next_seq = {1: 1}
        self.unanswered: list[tuple[int, list[dict[str, Any]]]] = []
        self.counted: dict[tuple[int, int], tuple[int, Any]] = {}
        self.held: dict[tuple[int, int], tuple[int, Any]] = {}

    def post(self, path: str, body: Any, headers: dict[str, str]) -> Any:
        answer = Client(self.app).post(path, json=body, headers=headers)
        assert answer.status_code == 200, answer.data
        return answer.json

    def send(self, epoch: int, answers: list[dict[str, Any]]) -> None:
        told = self.post(
            "/exams/door/answers", {"answers": answers}, {"X-Attempt": self.tokens[epoch]}
        )
        by_seq = {one["seq"]: one for one in answers}
        for ack in told["acks"]:
            key = (epoch, ack["seq"])
            content = (by_seq[ack["seq"]]["item"], by_seq[ack["seq"]]["response"])
            known = self.counted.get(key) or self.held.get(key)
            if ack["state"] == "taken":
                assert known is None or known != content
            elif ack["state"] == "counts":
                assert known in (None, content) and key not in self.held
                self.counted[key] = content
            else:
                assert known in (None, content) and key not in self.counted
                self.held[key] = content
        assert told["mine"] == (epoch == self.epoch)

    def new(self, epoch: int, item: int, response: Any) -> dict[str, Any]:
        seq = self.next_seq[epoch]
        self.next_seq[epoch] += 1
        return {"seq": seq, "item": item, "response": response}

    @rule(item=ITEMS, response=RESPONSES)
    def save(self, item: int, response: Any) -> None:
        self.send(self.epoch, [self.new(self.epoch, item, response)])

    @rule(answers=st.lists(st.tuples(ITEMS, RESPONSES), min_size=1, max_size=5))
    def save_a_batch(self, answers: list[tuple[int, Any]]) -> None:
        self.send(self.epoch, [self.new(self.epoch, *one) for one in answers])

    @rule(item=ITEMS, response=RESPONSES)
    def save_and_lose_the_reply(self, item: int, response: Any) -> None:
        answers = [self.new(self.epoch, item, response)]
        body, headers = {"answers": answers}, {"X-Attempt": self.tokens[self.epoch]}
        Client(self.app).post("/exams/door/answers", json=body, headers=headers)
        self.unanswered.append((self.epoch, answers))

    @rule(item=ITEMS, response=RESPONSES)
    def fail_before_sending(self, item: int, response: Any) -> None:
        self.unanswered.append((self.epoch, [self.new(self.epoch, item, response)]))

    @rule(data=st.data())
    def send_again_what_was_not_acknowledged(self, data: st.DataObject) -> None:
        if self.unanswered:
            at = data.draw(st.integers(0, len(self.unanswered) - 1))
            self.send(*self.unanswered.pop(at))

    @rule(data=st.data(), response=RESPONSES)
    def repeat_or_reuse_a_number(self, data: st.DataObject, response: Any) -> None:
        known = sorted({**self.counted, **self.held})
        if known:
            epoch, seq = data.draw(st.sampled_from(known))
            item = data.draw(ITEMS)
            self.send(epoch, [{"seq": seq, "item": item, "response": response}])

    @rule()
    def take_over(self) -> None:
        db.session.rollback()
        taken = taking.take_over(self.exam(), self.pupil_id, f"device{self.epoch:04}x")
        assert (taken is None) == self.ended
        if taken is not None:
            self.epoch = taken.epoch
            self.tokens[self.epoch] = taken.token
            self.next_seq[self.epoch] = 1

    @rule()
    def restart(self) -> None:
        """All connections are gone, as after `kill -9` of the server."""
        db.session.remove()
        db.engine.dispose()

    @rule()
    def the_time_goes_by(self) -> None:
        if not self.ended:
            make.end_now(self.uid)
            self.ended = True

    @invariant()
    def what_is_stored_is_what_was_acknowledged(self) -> None:
        db.session.rollback()
        attempt = db.session.scalars(select(Attempt).where(Attempt.uid == self.uid)).one()
        rows = db.session.scalars(select(AnswerSave).where(AnswerSave.attempt_id == attempt.id))
        stored = {(r.epoch, r.seq): (r.item, json.loads(r.response), r.held) for r in rows}
        for key, content in self.counted.items():
            assert stored[key] == (*content, 0)
        for key, content in self.held.items():
            assert stored[key][:2] == content and stored[key][2] > 0
        newest: dict[int, Any] = {}
        for _key, (item, response, held) in sorted(stored.items()):
            if held == 0:
                newest[item] = response
        counted = marking.answers_of([attempt])[attempt.id]
        assert {item: json.loads(text) for item, text in counted.items()} == newest
        db.session.rollback()

    def teardown(self) -> None:
        """Marked at the end, the results are those of the counted answers."""
        if not hasattr(self, "uid"):
            return
        if not self.ended:
            make.end_now(self.uid)
        for epoch, answers in self.unanswered:
            self.ended = True
            self.send(epoch, answers)
        db.session.rollback()
        service.settle(self.exam())
        attempt = db.session.scalars(select(Attempt).where(Attempt.uid == self.uid)).one()
        places = dict(enumerate(attempt.form.places, 1))
        answers = {n: json.loads(t) for n, t in marking.answers_of([attempt])[attempt.id].items()}
        results = {
            row.question_id: row.response
            for row in db.session.scalars(select(Result).where(Result.attempt_id == attempt.id))
        }
        for place, (question_id, order) in places.items():
            sent = answers.get(place)
            assert results[question_id] == (None if sent is None else order[sent])
        db.session.rollback()


@pytest.mark.parametrize("runs", [25])
def test_any_order_of_events(dbapp: Flask, runs: int) -> None:
    room = make.room(pupils=0)

    class Machine(Protocol):
        app, class_id, exam_id = dbapp, room.school_class.id, room.exam.id

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
