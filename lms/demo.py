"""The teaching wing's part of the demonstration town: courses with lessons."""

from datetime import timedelta

from sqlalchemy import select

from lms import demo_texts
from lms.courses import outline
from lms.courses.models import Course, Section
from lms.courses.service import open_course
from school.api import SchoolClass, TeachingAssignment
from suite import clock, demo
from suite.db import db

OPENED = (("6A", "TOAN"), ("6A", "TINHOC"), ("7A", "TOAN"))


@demo.step(30)
def courses() -> None:
    """Open courses at every school and write the lessons of grade 6."""
    for school_class in db.session.scalars(select(SchoolClass).order_by(SchoolClass.id)).all():
        for name, subject in OPENED:
            if school_class.name == name and _is_taught(school_class.id, subject):
                _fill(open_course(school_class.id, subject, "Mở đầu"))
    db.session.commit()


def _is_taught(class_id: int, subject: str) -> bool:
    query = select(TeachingAssignment.id).where(
        TeachingAssignment.class_id == class_id, TeachingAssignment.subject_code == subject
    )
    return db.session.scalars(query).first() is not None


def _fill(course: Course) -> None:
    first = db.session.scalars(
        select(Section).where(Section.course_id == course.id).order_by(Section.position)
    ).first()
    if first is None or course.school_class.grade != 6:
        return
    if course.subject_code == "TOAN":
        first.title = "Chương I. Tập hợp các số tự nhiên"
        _page(course, first, "Bài 1. Tập hợp", demo_texts.SETS, days=14)
        _page(course, first, "Bài 2. Cách ghi số tự nhiên", demo_texts.NUMBERS, days=3)
        outline.new_section(course, "Chương II. Tính chia hết")
    else:
        first.title = "Chủ đề 1. Máy tính và cộng đồng"
        _page(course, first, "Bài 1. Thông tin và dữ liệu", demo_texts.DATA, days=10)


def _page(course: Course, section: Section, title: str, text: str, days: int) -> None:
    shown = clock.now() - timedelta(days=days)
    outline.new_activity(course.id, section.id, "page", title, {"text": text}, shown)
