"""Makers for the teaching wing: a class with its teacher, pupils and a course."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lms.courses import outline
from lms.courses.models import Activity, Course, Section
from lms.courses.service import open_course
from school.classes.models import SchoolClass
from school.people.models import Person
from suite import clock
from suite.db import db
from tests.kit import make

NAMES = ("Nguyễn Thị Bình", "Trần Văn An", "Lê Đức Ánh", "Phạm Gia Đạt", "Vũ Hải Yến")


@dataclass
class Taught:
    """A class with its course; `pupils` in the order they were made."""

    school_class: SchoolClass
    teacher: Person
    pupils: list[Person]
    course: Course
    section: Section


def taught(pupils: int = 2, of: Any = None, name: str = "6A", subject: str = "TOAN") -> Taught:
    """A class, a teacher of the subject, pupils, and the course with one section."""
    school_class = make.school_class(of, name)
    teacher = make.teacher(school_class, subject_code=subject)
    row = [make.student(school_class, f"{NAMES[n % 5]} {n}") for n in range(pupils)]
    course = open_course(school_class.id, subject, "Chương I")
    return Taught(school_class, teacher, row, course, course.sections[0])


def activity(
    of: Taught,
    kind: str = "page",
    title: str = "Tập hợp",
    *,
    draft: bool = False,
    due_at: datetime | None = None,
    **settings: Any,
) -> Activity:
    """An activity in the course, visible since an hour unless it is a draft."""
    given: dict[str, Any] = {"text": "Xin chào"} if kind == "page" else {}
    row = outline.new_activity(
        of.course.id,
        of.section.id,
        kind,
        title,
        {**given, **settings},
        None if draft else clock.now() - timedelta(hours=1),
        due_at,
    )
    db.session.commit()
    return row
