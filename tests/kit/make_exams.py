"""Makers of questions, exams and attempts."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import text

from lms.bank import finding
from lms.bank.models import Item, ItemVersion
from lms.courses.models import Course, Section
from lms.exams import choosing, creating, rules, service, taking
from lms.exams.door import door
from lms.exams.models import AnswerSave, Attempt, Exam
from school.classes.models import SchoolClass
from school.people.models import Person
from suite import clock
from suite.db import db
from suite.text import fold
from tests.kit import make

SECRET_SOLUTION = "LỜI-GIẢI-MẬT"


def question(
    author: Person, stem: str = "Kết quả của $1 + 1$ là", right: int = 1, subject: str = "TOAN"
) -> Item:
    """A single-choice question of four options in the bank of the author's school."""
    now = clock.now()
    item = Item(
        school_id=author.school_id,
        subject_code=subject,
        grade=6,
        kind="single_choice",
        topic="Số tự nhiên",
        author_id=author.id,
        digest="0" * 64,
        search_key=fold(stem),
        created_at=now,
        current_number=1,
    )
    item.versions = [
        ItemVersion(
            number=1,
            stem=stem,
            body={"options": ["1", "2", "3", "4"]},
            key={"right": right},
            solution=f"{SECRET_SOLUTION} {stem}",
            created_at=now,
            author_id=author.id,
        )
    ]
    db.session.add(item)
    db.session.flush()
    finding.index([item.id])
    db.session.commit()
    return item


def essay(author: Person, stem: str = "Tả cảnh quê em", rubric: Any = None) -> Item:
    """A question that a person marks; `rubric` as the kind's key has it."""
    item = question(author, stem)
    item.kind = "essay"
    item.versions[0].body = {"lines": 10}
    item.versions[0].key = {"rubric": rubric} if rubric else {}
    db.session.commit()
    return item


@dataclass
class Room:
    """A class with a teacher, pupils and an exam whose papers are made."""

    exam: Exam
    teacher: Person
    pupils: list[Person]
    school_class: SchoolClass
    course: Course
    uid: str = field(default="")


def course(of: SchoolClass, subject: str = "TOAN") -> Course:
    row = Course(
        school_id=of.school_id,
        class_id=of.id,
        subject_code=subject,
        title=f"Toán {of.name}",
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(Section(school_id=of.school_id, course_id=row.id, title="Chương I", position=1))
    db.session.commit()
    return row


def room(
    pupils: int = 2,
    questions: int = 4,
    minutes: int = 45,
    show: str | None = None,
    essays: int = 0,
    rubric: Any = None,
    **fields: Any,
) -> Room:
    """An exam that is open now, with `questions` questions; `show` names a preset."""
    if show is not None:
        fields |= {f"show_{name}": when for name, when in asdict(rules.PRESETS[show]).items()}
    of = make.school_class()
    teacher = make.teacher(of)
    people = [make.student(of, f"Nguyễn Văn Em {n}") for n in range(pupils)]
    of_course = course(of)
    items = [
        question(teacher, f"Câu hỏi số {n} của đề", right=n % 4) for n in range(1, questions + 1)
    ]
    items += [essay(teacher, f"Bài tự luận số {n}", rubric) for n in range(1, essays + 1)]
    section = of_course.sections[0]
    uid = creating.create_exam(
        of_course, section.id, "Kiểm tra 15 phút", minutes, teacher.id, **fields
    )
    exam = db.session.query(Exam).filter_by(uid=uid).one()
    choosing.choose(exam.id, [item.id for item in items])
    service.prepare(exam.id)
    return Room(exam, teacher, people, of, of_course, uid)


def entry(exam: Exam, person: Person) -> str:
    """The entry word that the pupil's page would hold."""
    word = taking.entry_for(exam, person.id)
    assert word is not None
    db.session.commit()
    return word


def start(
    app: Flask, exam: Exam, person: Person, device: str = "device0001", code: str = ""
) -> Any:
    """Start through the door; the parsed answer."""
    word = entry(exam, person)
    wish = {"code": code, "device": device}
    return app.test_client().post("/exams/door/start", json=wish, headers={"X-Entry": word})


def save(app: Flask, token: str, *answers: tuple[int, int, Any]) -> Any:
    """Save (seq, item, response) through the door; the response."""
    body = {"answers": [{"seq": s, "item": i, "response": r} for s, i, r in answers]}
    return app.test_client().post("/exams/door/answers", json=body, headers={"X-Attempt": token})


def taken_over(room: Room, number: int = 0) -> str:
    """The token of a second device that goes on with the pupil's attempt."""
    taken = taking.take_over(room.exam, room.pupils[number].id, "device0002")
    assert taken is not None
    return taken.token


def backdate(attempt: Attempt, by: timedelta) -> None:
    """Let the answers of an attempt have come so much earlier."""
    for one in db.session.query(AnswerSave).filter_by(attempt_id=attempt.id):
        one.received_at -= by
    db.session.commit()


def answer_all(app: Flask, room: Room, number: int, answers: dict[int, Any]) -> Attempt:
    """The pupil's whole attempt, handed in: own responses by number of the question, from 1."""
    found = start(app, room.exam, room.pupils[number]).json
    attempt = attempt_of(found["attempt"])
    numbers = {question.id: n for n, question in enumerate(room.exam.questions, 1)}
    sent = []
    for place, (question_id, order) in enumerate(attempt.form.places, 1):
        own = answers.get(numbers[question_id])
        if own is not None:
            sent.append((place, place, order.index(own) if isinstance(own, int) else own))
    assert save(app, found["token"], *sent).status_code == 200
    granted = door().signer.read_attempt(found["token"])
    assert granted and taking.hand_in(granted) == "handed_in"
    return attempt_of(found["attempt"])


def attempt_of(uid: str) -> Attempt:
    db.session.rollback()
    return db.session.query(Attempt).filter_by(uid=uid).one()


def move_end(uid: str, by: timedelta) -> None:
    """Shift the end of an attempt against the database's own clock."""
    row = attempt_of(uid)
    row.ends_at += by
    row.accepts_until += by
    db.session.commit()


def end_now(uid: str) -> None:
    """Let the time of an attempt be over since a minute."""
    row = attempt_of(uid)
    db.session.execute(text("SELECT 1"))
    now: datetime = clock.now()
    row.ends_at = now - timedelta(minutes=1)
    row.accepts_until = now - timedelta(seconds=45)
    db.session.commit()
