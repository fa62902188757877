"""Exams.

lms_exam                 of a course; draft, then ready (papers made), then closed
  lms_exam_course        every course whose pupils take it, the own one included
  lms_exam_page          a page that pupils read beside the questions (a paper as it is)
  lms_exam_part          a part of the paper (Phần I), with a time of its own where it has one
  lms_exam_question      which question of the bank, pinned to a version once ready
  lms_exam_form          a paper as pupils get it, and apart from it the map back to the questions
  lms_exam_candidate     who takes it, with which paper, when, and with how much more time
  lms_exam_code_try      wrong access codes, by pupil
  lms_exam_attempt       one pupil's taking of it
    lms_exam_upload      a file that belongs to an answer
    lms_exam_result      what each answer earned, once marked
    lms_answer_save      every answer that was acknowledged, insert-only
      lms_answer_decision  an answer kept apart that a person or a rule let count, or not
      lms_answer_claim     (traces.py) when an answer that waited was given, as its device says
    lms_attempt_contact    (traces.py) when its device was heard of
    lms_attempt_part       (traces.py) when it went on to a part of the paper
    lms_attempt_turn       (traces.py) when it was paused, went on, got more time, was ended
    lms_attempt_fact       (traces.py) pages left, addresses, take-overs, offline spells
    lms_attempt_rescue     (traces.py) a file of answers that somebody brought in

Saves have no foreign key to the attempt: they are only ever written by a statement that selects
from it, and the check would cost as much again as the row.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.bank.models import Item, ItemVersion, StimulusVersion
from lms.courses.models import Activity, Course
from lms.exams.rules import RELEASED
from school.api import OrgUnit, Person
from suite.db import BigId, Hundredths, Json, Model, Uid, UtcDateTime, new_uid

DRAFT, READY, CLOSED = "draft", "ready", "closed"
HANDED_IN, TIME_OVER, BY_TEACHER = "handed_in", "time_over", "by_teacher"
BEST, LAST, FIRST, MEAN = "best", "last", "first", "mean"
EQUAL, PER_QUESTION = "equal", "per_question"
AT_HOME, SUPERVISED = "at_home", "supervised"
COUNTS, OLD_EPOCH, LATE, AFTER_END, RESCUED, UNPROVEN, PART_OVER, PASSED = range(8)
BY_PERSON, BY_RULE, BY_OUTAGE, BY_PART = "person", "late_rule", "outage", "part_over"


class Exam(Model):
    """`grace_seconds` is what the network may take after the end of an attempt.

    `show_*` say from which moment a pupil sees what of an own closed attempt (rules.Moments).
    `late_minutes` is how long after a device is back its answers, given before the end, count by
    themselves (at home only; None: a person decides). `one_way`: who goes on to a question cannot
    go back; `parts_one_way`: who goes on to a part cannot.

    An `organised` exam is one of the school for several classes: who made it and the heads of the
    school arrange it, and teachers see their own class. `by_sittings`: whoever has no seat in a
    room waits. `browser_keys` are configuration keys of Safe Exam Browser, 64 hexadecimal digits
    each, with spaces between (empty: any browser).

    `used_noted_at` is the last marking that the bank was told of (`lms.analysis.use`).
    """

    __tablename__ = "lms_exam"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10), default=DRAFT)
    minutes: Mapped[int]
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    access_code: Mapped[str] = mapped_column(String(20), default="")
    shuffle_questions: Mapped[bool] = mapped_column(default=True)
    shuffle_options: Mapped[bool] = mapped_column(default=True)
    form_count: Mapped[int] = mapped_column(default=4)
    attempts_allowed: Mapped[int] = mapped_column(default=1)
    attempts_counted: Mapped[str] = mapped_column(String(8), default=BEST)
    show_mark: Mapped[str] = mapped_column(String(8), default=RELEASED)
    show_answers: Mapped[str] = mapped_column(String(8), default=RELEASED)
    show_correctness: Mapped[str] = mapped_column(String(8), default=RELEASED)
    show_key: Mapped[str] = mapped_column(String(8), default=RELEASED)
    show_solution: Mapped[str] = mapped_column(String(8), default=RELEASED)
    points_policy: Mapped[str] = mapped_column(String(12), default=EQUAL)
    mode: Mapped[str] = mapped_column(String(12), default=AT_HOME)
    grace_seconds: Mapped[int] = mapped_column(default=15)
    late_minutes: Mapped[int | None]
    one_way: Mapped[bool] = mapped_column(default=False)
    parts_one_way: Mapped[bool] = mapped_column(default=False, server_default=false())
    organised: Mapped[bool] = mapped_column(default=False)
    by_sittings: Mapped[bool] = mapped_column(default=False)
    browser_keys: Mapped[str] = mapped_column(Text, default="")
    created_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    course: Mapped[Course] = relationship()
    questions: Mapped[list["ExamQuestion"]] = relationship(
        back_populates="exam", order_by="ExamQuestion.part, ExamQuestion.number"
    )
    parts: Mapped[list["ExamPart"]] = relationship(
        back_populates="exam", order_by="ExamPart.number", cascade="all, delete-orphan"
    )
    pages: Mapped[list["ExamPage"]] = relationship(
        order_by="ExamPage.number", cascade="all, delete-orphan"
    )
    courses: Mapped[list["ExamCourse"]] = relationship(
        back_populates="exam", order_by="ExamCourse.id", cascade="all, delete-orphan"
    )


class ExamCourse(Model):
    """A course whose pupils take the exam, and the activity by which they and their teachers find
    it there."""

    __tablename__ = "lms_exam_course"
    __table_args__ = (UniqueConstraint("exam_id", "course_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id))
    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id), unique=True)

    exam: Mapped[Exam] = relationship(back_populates="courses")
    course: Mapped[Course] = relationship()
    activity: Mapped[Activity] = relationship()


class ExamPage(Model):
    """A page of a paper that was made elsewhere, as a picture in two sizes: `small_sha256` is
    `small_width` wide, for phone lines. `words` is the text of the page where its file had one,
    for who cannot see it. Width and height in pixels."""

    __tablename__ = "lms_exam_page"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), index=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    small_sha256: Mapped[str] = mapped_column(String(64), index=True)
    width: Mapped[int]
    height: Mapped[int]
    small_width: Mapped[int]
    words: Mapped[str] = mapped_column(Text, default="")


class ExamPart(Model):
    """`minutes` None: the part shares the time of the exam. Questions never leave their part."""

    __tablename__ = "lms_exam_part"
    __table_args__ = (UniqueConstraint("exam_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id))
    number: Mapped[int] = mapped_column(SmallInteger)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int | None]

    exam: Mapped[Exam] = relationship(back_populates="parts")


class ExamQuestion(Model):
    """`part` is the number of a part, 1 where the exam has none; `label` is how a paper that was
    made elsewhere calls the question ("II.3"), else ""."""

    __tablename__ = "lms_exam_question"
    __table_args__ = (UniqueConstraint("exam_id", "item_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), index=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    part: Mapped[int] = mapped_column(SmallInteger, default=1)
    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey(ItemVersion.id), index=True)
    stimulus_version_id: Mapped[int | None] = mapped_column(ForeignKey(StimulusVersion.id))
    points: Mapped[Decimal] = mapped_column(Hundredths)
    label: Mapped[str] = mapped_column(String(12), default="", server_default="")

    exam: Mapped[Exam] = relationship(back_populates="questions")
    item: Mapped[Item] = relationship()
    version: Mapped[ItemVersion | None] = relationship()
    stimulus: Mapped[StimulusVersion | None] = relationship()


class ExamForm(Model):
    """`paper` is JSON text, sent as it stands; `places` never leaves the server. `code` is the
    mã đề that is printed on it.

    `places` is [[question id, [order of options], {values of parameters}?], ...] in the order of
    the paper.

    Where questions have parameters, each attempt gets a paper of its own: that of `base_number`
    with other values, for the attempt `for_attempt` of the person `for_person`.
    """

    __tablename__ = "lms_exam_form"
    __table_args__ = (
        UniqueConstraint("school_id", "exam_id", "number"),
        Index("uq_lms_exam_form_own", "exam_id", "for_person", "for_attempt", unique=True),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), index=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    code: Mapped[str] = mapped_column(String(10), default="")
    paper: Mapped[str] = mapped_column(Text)
    places: Mapped[list[Any]] = mapped_column(Json)
    for_person: Mapped[int | None] = mapped_column(BigInteger)
    for_attempt: Mapped[int | None] = mapped_column(SmallInteger)
    base_number: Mapped[int | None] = mapped_column(SmallInteger)


class Candidate(Model):
    """One pupil of an exam, from the moment in which its papers are made.

    `opens_at`, `closes_at`, `access_code` and `mode` stand in place of the exam's where they are
    given, as the sitting and the room of the pupil have it. `networks` are the addresses from
    which the pupil may start, as words of CIDR with spaces between (empty: from anywhere).
    `waits` keeps the pupil at the door until the invigilator opens it. `activity_id` is where the
    mark goes: the activity of the pupil's own class. `display` are words of how the pupil's page
    looks by itself: "large", "contrast".
    """

    __tablename__ = "lms_exam_candidate"
    __table_args__ = (UniqueConstraint("exam_id", "person_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey(Activity.id))
    form_id: Mapped[int | None] = mapped_column(ForeignKey(ExamForm.id))
    number: Mapped[str] = mapped_column(String(20), default="")
    extra_minutes: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    access_code: Mapped[str] = mapped_column(String(20), default="")
    networks: Mapped[str] = mapped_column(Text, default="")
    mode: Mapped[str | None] = mapped_column(String(12))
    waits: Mapped[bool] = mapped_column(default=False)
    display: Mapped[str] = mapped_column(String(20), default="")

    exam: Mapped[Exam] = relationship()
    person: Mapped[Person] = relationship()


class CodeTry(Model):
    __tablename__ = "lms_exam_code_try"
    __table_args__ = (Index("ix_lms_exam_code_try_recent", "exam_id", "person_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attempt(Model):
    """Open while `closed_at` is None and the database's clock stands before `accepts_until`.

    Marked (`marked_at`) with `score` None: a question is left that a person has to mark.

    `device` is a random word of the browser that holds the present epoch, so that a start whose
    reply was lost can be repeated there and nowhere else. Supervised, another device may take the
    attempt over until `unlocked_until`. `one_way` is that of the exam, kept here for the statement
    that saves.
    """

    __tablename__ = "lms_exam_attempt"
    __table_args__ = (UniqueConstraint("school_id", "exam_id", "person_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey(ExamForm.id))
    number: Mapped[int] = mapped_column(SmallInteger, default=1)
    epoch: Mapped[int] = mapped_column(default=1)
    device: Mapped[str] = mapped_column(String(40), default="")
    unlocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    one_way: Mapped[bool] = mapped_column(default=False, server_default=false())
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepts_until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    close_reason: Mapped[str | None] = mapped_column(String(12))
    marked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    score: Mapped[Decimal | None] = mapped_column(Hundredths)

    exam: Mapped[Exam] = relationship()
    person: Mapped[Person] = relationship()
    form: Mapped[ExamForm] = relationship()


class Upload(Model):
    """`key` is the random word under which the browser sends the file, again until it arrives;
    `item` the place in the paper; `media_type` was found in the content; size in bytes."""

    __tablename__ = "lms_exam_upload"
    __table_args__ = (UniqueConstraint("school_id", "attempt_id", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id), index=True)
    item: Mapped[int] = mapped_column(SmallInteger)
    key: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(BigInteger)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Result(Model):
    """`response` names options by their own index; `state` as the question kind understood it."""

    __tablename__ = "lms_exam_result"
    __table_args__ = (UniqueConstraint("school_id", "attempt_id", "question_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(ExamQuestion.id), index=True)
    response: Mapped[Any] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10))
    points: Mapped[Decimal] = mapped_column(Hundredths)


class AnswerSave(Model):
    """`item` is the place in the paper, from 1; `held` why it is kept apart (0: it counts)."""

    __tablename__ = "lms_answer_save"
    __table_args__ = ({"sqlite_with_rowid": False},)

    school_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    attempt_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item: Mapped[int] = mapped_column(SmallInteger)
    held: Mapped[int] = mapped_column(SmallInteger)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    response: Mapped[str] = mapped_column(Text)


class AnswerDecision(Model):
    """`decided_by` is None where the rule of the exam decided; `reason` is one of BY_*."""

    __tablename__ = "lms_answer_decision"
    __table_args__ = (UniqueConstraint("school_id", "attempt_id", "epoch", "seq"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    attempt_id: Mapped[int] = mapped_column(ForeignKey(Attempt.id), index=True)
    epoch: Mapped[int]
    seq: Mapped[int] = mapped_column(BigInteger)
    accepted: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(12), default=BY_PERSON)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
