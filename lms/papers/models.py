"""Papers as they are.

lms_paper_sheet    the key of an exam's answer sheet as it was typed; the pages and the questions
                   of the sheet are the exam's own (lms_exam_page, lms_exam_question)
"""

from datetime import datetime

from sqlalchemy import ForeignKey, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.exams.models import Exam
from school.api import OrgUnit, Person
from suite.db import Model, UtcDateTime


class PaperSheet(Model):
    """`options` is how many letters a choice has; `preset` how the points were set: the code of a
    format, or "" for the same for each."""

    __tablename__ = "lms_paper_sheet"

    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    typed: Mapped[str] = mapped_column(Text)
    options: Mapped[int] = mapped_column(SmallInteger, default=4)
    preset: Mapped[str] = mapped_column(String(30), default="")
    typed_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    typed_at: Mapped[datetime] = mapped_column(UtcDateTime)
