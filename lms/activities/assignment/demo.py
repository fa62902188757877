"""The plugin's part of the demonstration town: homework with the work of a class."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from lms import api
from lms.activities.assignment import service
from lms.activities.assignment.kind import NAME
from school.api import SchoolClass, TeachingAssignment
from suite import clock, demo
from suite.db import db

TITLE = "Bài tập: Tập hợp và phần tử"
TASK = r"""Làm vào vở hoặc gõ trực tiếp, rồi nộp **trước hạn**. Có thể chụp ảnh bài làm.

1. Viết tập hợp $A$ các số tự nhiên lớn hơn 3 và nhỏ hơn 9 bằng hai cách.
2. Điền $\in$ hoặc $\notin$: số 5 và $A$; số 9 và $A$.
3. Viết tập hợp các chữ cái trong từ "THANH HÓA" (không kể dấu).
"""
NEXT_TITLE = "Luyện tập: Cách ghi số tự nhiên"
NEXT_TASK = r"""1. Viết số 2 508 thành tổng giá trị các chữ số của nó.
2. Viết các số 14, 19, 26 bằng chữ số La Mã.
"""
WORKS: tuple[tuple[str, str, str], ...] = (
    (
        "1. $A = \\{4; 5; 6; 7; 8\\}$; $A = \\{x \\mid x \\in \\mathbb{N}, 3 < x < 9\\}$.\n"
        "2. $5 \\in A$; $9 \\notin A$.\n3. {T; H; A; N; O}",
        "10",
        "Trình bày rõ, đúng cả ba câu.",
    ),
    (
        "1. A = {4; 5; 6; 7; 8}\n2. 5 thuộc A, 9 không thuộc A\n3. {T; H; A; N; O}",
        "8.5",
        "Câu 1 còn thiếu cách nêu dấu hiệu đặc trưng.",
    ),
    (
        "1. A = {3; 4; 5; 6; 7; 8; 9}\n2. 5 thuộc A, 9 thuộc A\n3. {T; H; A; N; H; H; O; A}",
        "4.5",
        "Lớn hơn 3 nên không lấy 3. Mỗi chữ cái chỉ viết một lần. Em xem lại bài 1 nhé.",
    ),
    (
        "1. A = {4; 5; 6; 7; 8}, A gồm các số tự nhiên lớn hơn 3 và nhỏ hơn 9\n"
        "2. 5 thuộc A, 9 không thuộc A\n3. {T; H; A; N; O; H}",
        "9",
        "Tốt. Câu 3 chữ H chỉ viết một lần.",
    ),
)


@demo.step(32)
def homework() -> None:
    """One assignment that is half marked and one that is due soon, in each grade 6 course."""
    for course in db.session.scalars(
        select(api.Course)
        .join(SchoolClass, SchoolClass.id == api.Course.class_id)
        .where(SchoolClass.grade == 6, api.Course.subject_code == "TOAN")
        .order_by(api.Course.id)
    ).all():
        _hand_in_and_mark(course)
        _due_soon(course)
    db.session.commit()


def _set(course: api.Course, title: str, task: str, shown: datetime, due: datetime) -> api.Activity:
    settings = {"text": task, "places": 1}
    section = course.sections[0].id
    return api.new_activity(course.id, section, NAME, title, settings, shown, due)


def _due_soon(course: api.Course) -> None:
    now = clock.now()
    due = clock.start_of(clock.today()) + timedelta(days=4, hours=-3)
    _set(course, NEXT_TITLE, NEXT_TASK, now - timedelta(days=2), due)


def _hand_in_and_mark(course: api.Course) -> None:
    """Most hand in, some late; two in three of these are marked, half of the marks returned."""
    set_at = clock.now() - timedelta(days=12)
    due = clock.start_of(clock.today()) - timedelta(days=5, hours=3)
    one = _set(course, TITLE, TASK, set_at, due)
    for number, pupil in enumerate(api.pupils_of(course)):
        if number % 7 == 6:
            continue
        text, value, comment = WORKS[number % len(WORKS)]
        at = due + timedelta(hours=20 if number % 11 == 10 else -30 - number)
        with clock.frozen(at):
            work = service.hand_in(one, pupil.id, text, [])
        if number % 3 == 2:
            continue
        judged = service.Judgement(
            Decimal(value), api.GIVEN, comment, "chấm bài", 0, work.version, number % 2 == 0
        )
        with clock.frozen(due + timedelta(days=2)):
            service.mark(one, pupil.id, judged, _teacher(course))


def _teacher(course: api.Course) -> int | None:
    return db.session.scalars(
        select(TeachingAssignment.person_id).where(
            TeachingAssignment.class_id == course.class_id,
            TeachingAssignment.subject_code == course.subject_code,
        )
    ).first()
