"""The exam room's part of the demonstration town: a bank, a finished exam and open ones."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from lms.bank import service as bank
from lms.bank import tables
from lms.bank.models import Item
from lms.bank.rules import SINGLE_CHOICE, Content
from lms.courses.door import pupils_of
from lms.courses.models import Activity, Course, Section
from lms.courses.visits import hand_in
from lms.exams import candidates, choosing, creating, demo_kinds, marking, papers, rules, service
from lms.exams.demo_questions import INFORMATICS, MATHS, Written
from lms.exams.models import (
    COUNTS,
    HANDED_IN,
    PER_QUESTION,
    AnswerSave,
    Attempt,
    Exam,
    ExamForm,
    ExamPart,
)
from school.api import Person, SchoolClass, TeachingAssignment
from suite import clock, demo
from suite.db import db

SEED = 6
WRITTEN: dict[str, Sequence[Written]] = {"TOAN": MATHS, "TINHOC": INFORMATICS}


@demo.step(34)
def exams() -> None:
    """Questions for every school that teaches the subjects in grade 6, and exams of a course."""
    query = (
        select(Course)
        .join(SchoolClass, SchoolClass.id == Course.class_id)
        .where(SchoolClass.grade == 6, Course.subject_code.in_(WRITTEN))
        .order_by(Course.id)
    )
    for course in db.session.scalars(query).all():
        teacher_id = _teacher(course)
        if teacher_id is None:
            continue
        items = _questions(course, teacher_id)
        if course.subject_code == "TOAN":
            _finished(course, teacher_id, items)
            _every_kind(course, teacher_id, items)
        _open(course, teacher_id, items)


def _teacher(course: Course) -> int | None:
    return db.session.scalars(
        select(TeachingAssignment.person_id).where(
            TeachingAssignment.class_id == course.class_id,
            TeachingAssignment.subject_code == course.subject_code,
        )
    ).first()


def _questions(course: Course, teacher_id: int) -> list[int]:
    """The subject's questions in the school's bank; their ids."""
    about: dict[str, list[Content]] = {
        topic: [] for topic in dict.fromkeys(w.topic for w in WRITTEN[course.subject_code])
    }
    for written in WRITTEN[course.subject_code]:
        about[written.topic].append(
            Content(
                SINGLE_CHOICE,
                written.stem,
                {"options": list(written.options)},
                {"right": written.right},
                written.solution,
            )
        )
    uids: list[str] = []
    for topic, contents in about.items():
        where = bank.About(course.school_id, course.subject_code, 6, topic)
        uids += bank.put(where, contents, teacher_id)
    db.session.commit()
    return list(db.session.scalars(select(Item.id).where(Item.uid.in_(uids)).order_by(Item.id)))


def _exam(course: Course, teacher_id: int, title: str, minutes: int, items: list[int]) -> Exam:
    section = db.session.scalars(
        select(Section.id).where(Section.course_id == course.id).order_by(Section.position)
    ).first()
    uid = creating.create_exam(course, section or 0, title, minutes, teacher_id)
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    choosing.choose(exam.id, items)
    service.prepare(exam.id)
    return exam


def _open(course: Course, teacher_id: int, items: list[int]) -> None:
    exam = _exam(course, teacher_id, f"Kiểm tra thường xuyên số 2 – {course.title}", 15, items[:8])
    closes = clock.start_of(clock.today()) + timedelta(days=7, hours=-3)
    service.change(exam.id, {"closes_at": closes, "attempts_allowed": 2, **_moments("at_once")})


def _moments(preset: str) -> dict[str, str]:
    return {f"show_{name}": when for name, when in asdict(rules.PRESETS[preset]).items()}


def _every_kind(course: Course, teacher_id: int, items: list[int]) -> None:
    """An open exam in parts, in the format of the graduation examination and beyond."""
    table = next(iter(tables.in_force())).shares.split()
    where = bank.About(course.school_id, course.subject_code, 6, "Làm quen cấu trúc đề mới")
    chosen = {demo_kinds.CHOICE: items[:4]}
    for title, contents in demo_kinds.questions(table).items():
        uids = bank.put(where, contents, teacher_id)
        rows = db.session.scalars(select(Item.id).where(Item.uid.in_(uids)).order_by(Item.id))
        chosen[title] = list(rows)
    db.session.commit()
    section = db.session.scalars(
        select(Section.id).where(Section.course_id == course.id).order_by(Section.position)
    ).first()
    title = f"Làm quen cấu trúc đề mới – {course.title}"
    uid = creating.create_exam(
        course, section or 0, title, 45, teacher_id, points_policy=PER_QUESTION
    )
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    for number, (part, ids) in enumerate(chosen.items(), 1):
        exam.parts.append(ExamPart(number=number, title=part))
        choosing.choose(exam.id, ids)
        for question in exam.questions:
            if question.item_id in ids:
                question.part, question.points = number, demo_kinds.POINTS[part]
        db.session.commit()
    service.prepare(exam.id)
    closes = clock.start_of(clock.today()) + timedelta(days=14, hours=-3)
    service.change(exam.id, {"closes_at": closes, **_moments("at_once")})


def _finished(course: Course, teacher_id: int, items: list[int]) -> None:
    """An exam of last week: most were right more often than not, two were absent."""
    exam = _exam(course, teacher_id, "Kiểm tra thường xuyên số 1", 15, items)
    chance = Random(f"{SEED}{course.id}")  # noqa: S311 (invented answers, not secrets)
    began = clock.start_of(clock.today() - timedelta(days=6)) + timedelta(hours=8)
    forms = list(db.session.scalars(select(ExamForm).where(ExamForm.exam_id == exam.id)))
    questions = {question.id: question for question in marking.questions_of(exam.id)}
    activity = exam.activity_id
    for number, pupil in enumerate(pupils_of(course)):
        if number % 14 == 13:
            continue
        attempt = _attempt(exam, pupil, forms, began + timedelta(seconds=7 * number))
        db.session.add(attempt)
        db.session.flush()
        skill = chance.uniform(0.3, 0.95)
        for place, where in enumerate(papers.places_of(attempt.form), 1):
            order = where.order
            key = papers.pinned(questions[where.question_id]).key["right"]
            knows = chance.random() < skill
            chosen = order.index(key) if knows else chance.randrange(len(order))
            if knows or chance.random() < 0.9:
                db.session.add(_save(attempt, place, chosen))
        hand_in(_activity(activity), pupil.id, attempt.closed_at)
    db.session.commit()
    service.close(exam.id)
    service.release(exam.id)


def _activity(activity_id: int) -> Activity:
    return db.session.get_one(Activity, activity_id)


def _attempt(exam: Exam, pupil: Person, forms: list[ExamForm], at: datetime) -> Attempt:
    by_id = {form.id: form for form in forms}
    form = by_id[candidates.seat(exam, pupil.id).form_id or forms[0].id]
    ends = at + timedelta(minutes=exam.minutes)
    return Attempt(
        school_id=exam.school_id,
        exam_id=exam.id,
        person_id=pupil.id,
        form_id=form.id,
        form=form,
        started_at=at,
        ends_at=ends,
        accepts_until=ends + timedelta(seconds=exam.grace_seconds),
        closed_at=at + timedelta(minutes=9 + pupil.id % 6),
        close_reason=HANDED_IN,
    )


def _save(attempt: Attempt, place: int, chosen: int) -> AnswerSave:
    return AnswerSave(
        school_id=attempt.school_id,
        attempt_id=attempt.id,
        epoch=1,
        seq=place,
        item=place,
        held=COUNTS,
        received_at=attempt.started_at + timedelta(seconds=40 * place),
        response=json.dumps(chosen),
    )
