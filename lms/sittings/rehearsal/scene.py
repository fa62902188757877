"""An exam to rehearse with, in an empty database: as many candidates as asked, with the paper of
the next exam. Names are numbers."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, text

from lms.exams.models import AnswerSave, Attempt, Candidate, Exam, ExamForm
from lms.exams.tokens import Entry, Signer
from suite import clock
from suite.db import db, new_uid

PAPER = json.dumps({"title": "Thi thử", "minutes": 45, "parts": [], "items": []})


@dataclass(frozen=True)
class Plan:
    """How many candidates for how long with which paper (JSON text)."""

    candidates: int
    minutes: int
    paper: str


@dataclass(frozen=True)
class Filler:
    """Writes rows of the house's tables; the defaults of the models hold."""

    connection: Connection

    def put(self, table: str, /, **values: Any) -> Any:
        """The key of a new row."""
        row = self.connection.execute(insert(db.metadata.tables[table]).values(**values))
        return row.inserted_primary_key[0] if row.inserted_primary_key else None

    def school(self) -> int:
        """A school with nobody in it."""
        made: int = self.put(
            "school_unit", kind="school", name="Thử", code="THU", sort_key="0", path="/1/",
            valid_from=clock.today(),
        )  # fmt: skip
        return made

    def activity(self, school: int) -> tuple[int, int]:
        """A course of a class, and an activity in it."""
        now, today = clock.now(), clock.today()
        end = today + timedelta(days=365)
        subject = self.put("school_subject", code="THU", name_vi="Thử", name_en="Trial")
        year = self.put("school_year", name="thử", starts_on=today, ends_on=end)
        of = self.put(
            "school_class", school_id=school, year_id=year, grade=6, name="Thử", sort_key="0"
        )
        own = {"school_id": school, "title": "Thử"}
        course = self.put("lms_course", **own, class_id=of, subject_code=subject, created_at=now)
        section = self.put("lms_course_section", **own, course_id=course, position=1)
        activity = self.put(
            "lms_course_activity", **own, course_id=course, section_id=section, kind="exam",
            position=1, settings={}, created_at=now,
        )  # fmt: skip
        return course, activity

    def people(self, school: int, count: int) -> list[int]:
        """Candidates whose names are numbers."""
        table = db.metadata.tables["school_person"]
        rows = [
            {
                "uid": new_uid(),
                "school_id": school,
                "full_name": f"Thí sinh {number}",
                "sort_key": f"{number:06}",
                "search_key": f"thi sinh {number}",
                "username": f"thu{number}",
                "is_test": True,
            }
            for number in range(count)
        ]
        self.connection.execute(insert(table), rows)
        return list(self.connection.scalars(select(table.c.id).order_by(table.c.id)))


def build(engine: Engine, plan: Plan, secret: str) -> list[str]:
    """Fill the database; the entry of each candidate."""
    now = clock.now()
    with engine.begin() as connection:
        filler = Filler(connection)
        school = filler.school()
        course, activity = filler.activity(school)
        ids = filler.people(school, plan.candidates)
        exam = filler.put(
            "lms_exam", school_id=school, course_id=course, activity_id=activity, title="Thử",
            minutes=plan.minutes, created_by=ids[0], created_at=now, ready_at=now, state="ready",
        )  # fmt: skip
        form = filler.put(
            "lms_exam_form", school_id=school, exam_id=exam, number=1, paper=plan.paper, places=[]
        )
        own = {"school_id": school, "exam_id": exam, "activity_id": activity, "form_id": form}
        connection.execute(insert(Candidate), [{**own, "person_id": one} for one in ids])
    signer, until = Signer(secret), int(now.timestamp()) + 7200
    return [signer.entry(Entry(school, exam, one, form, until)) for one in ids]


def kept(engine: Engine) -> tuple[int, int]:
    """How many attempts and answers are in the database."""
    with engine.connect() as connection:
        return (
            connection.scalar(select(func.count()).select_from(Attempt)) or 0,
            connection.scalar(select(func.count()).select_from(AnswerSave)) or 0,
        )


def size(engine: Engine) -> int:
    """How many bytes the database holds."""
    own = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    if engine.dialect.name == "postgresql":
        own = "SELECT pg_database_size(current_database())"
    with engine.connect() as connection:
        return int(connection.scalar(text(own)) or 0)


def next_paper() -> tuple[str, int]:
    """The longest paper of the exams that are ready, and its time in minutes; an empty one where
    there is none."""
    row = db.session.execute(
        select(ExamForm.paper, Exam.minutes)
        .join(Exam, Exam.id == ExamForm.exam_id)
        .where(Exam.state == "ready")
        .order_by(func.length(ExamForm.paper).desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else (PAPER, 45)
