"""Cutting a question out of a page into the bank."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.bank import pictures
from lms.bank import service as bank
from lms.bank.models import Item
from lms.bank.rules import Content
from lms.bank.service import About
from lms.exams.decided import rulings_of
from lms.exams.models import Exam, ExamPage, ExamQuestion
from suite import files
from suite.db import db

FEWEST_PIXELS = 24


class NothingThere(Exception):
    """The rectangle is too small, or not on the page."""


@dataclass(frozen=True)
class Box:
    """A rectangle of a page, in per cent of its width and height."""

    left: Decimal
    top: Decimal
    width: Decimal
    height: Decimal

    def pixels(self, wide: int, tall: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom on a picture, cut at its edges. Raises NothingThere."""
        left, top = int(self.left * wide / 100), int(self.top * tall / 100)
        right = min(wide, round((self.left + self.width) * wide / 100))
        bottom = min(tall, round((self.top + self.height) * tall / 100))
        if right - left < FEWEST_PIXELS or bottom - top < FEWEST_PIXELS:
            raise NothingThere
        return left, top, right, bottom


def question_of(exam: Exam, question_id: int) -> ExamQuestion | None:
    """A question of the exam's sheet."""
    query = (
        select(ExamQuestion)
        .join(Item, Item.id == ExamQuestion.item_id)
        .where(ExamQuestion.exam_id == exam.id, ExamQuestion.id == question_id, Item.of_sheet)
        .options(joinedload(ExamQuestion.item), joinedload(ExamQuestion.version))
    )
    return db.session.scalar(query)


def piece(sha256: str, box: Box) -> bytes:
    """The rectangle of a stored page as a PNG. Raises NothingThere."""
    with files.store().open(sha256) as source, Image.open(source) as image:
        cut = image.crop(box.pixels(image.width, image.height))
        out = BytesIO()
        cut.save(out, "PNG", optimize=True)
    return out.getvalue()


def key_of(exam: Exam, question: ExamQuestion) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """Body and key of a question, the key as it was corrected last."""
    version = question.version or bank.current(question.item)
    ruling = rulings_of(exam.id).get(question.id)
    return version.body, ruling.key if ruling and ruling.key is not None else version.key


def cut(
    exam: Exam, question: ExamQuestion, page: ExamPage, box: Box, alt: str, topic: str, me: int
) -> Item:
    """A new question of the bank: the rectangle as its stem, kind and key of the sheet's.

    Raises NothingThere, and Unusable and Known of the bank; the caller asked "bank.add".
    """
    sha256 = page.sha256
    # Nobody's answers wait on SQLite while the picture is written.
    db.session.rollback()
    made = pictures.made_anew(piece(sha256, box))
    body, key = key_of(exam, question)
    row = pictures.keep(made, exam.school_id, me, again=False)
    words = re.sub(r"[\[\]\s]+", " ", alt).strip()
    content = Content(question.item.kind, f"![{words}](file:{row.uid})", dict(body), dict(key))
    course = exam.course
    about = About(exam.school_id, course.subject_code, grade_of(exam), topic.strip())
    try:
        return bank.add_item(about, content, me)
    except (bank.Known, bank.Unusable):
        db.session.rollback()
        raise


def grade_of(exam: Exam) -> int | None:
    """The grade of the exam's course, where it has one."""
    of = exam.course.school_class
    return of.grade if of is not None else None
