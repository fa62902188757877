"""Pages that are read beside the questions: their addresses, and who may be shown one now.

In an exam an address is signed and told only inside the prepared paper, which leaves the server
with the start of an attempt; the token of that attempt must come with it. On other pages the
session says who asks.
"""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from lms.bank import pictures
from lms.exams import showing
from lms.exams.clocks import database_now
from lms.exams.models import Attempt, Exam, ExamPage
from lms.exams.permissions import exam_for, stand_of
from lms.exams.tokens import AttemptPass
from school.api import who
from suite import web
from suite.db import db

PURPOSE = "exam_page"
SMALL, LARGE = 0, 1


def as_it_is(exam: Exam) -> bool:
    """Whether the exam asks a paper that was made elsewhere: nothing on it can be mixed."""
    return bool(exam.pages) or any(question.label for question in exam.questions)


def in_paper(pages: Sequence[ExamPage]) -> list[dict[str, Any]]:
    """What a prepared paper tells of its pages: addresses, sizes in pixels, text."""
    return [
        {
            "small": f"/exams/pages/{pictures.signed(PURPOSE, page.id, SMALL)}",
            "large": f"/exams/pages/{pictures.signed(PURPOSE, page.id, LARGE)}",
            "small_width": page.small_width,
            "width": page.width,
            "height": page.height,
            "words": page.words,
        }
        for page in pages
    ]


def on_page(exam: Exam) -> list[dict[str, Any]]:
    """The same for a page that somebody looks at signed in."""
    told = in_paper(exam.pages)
    for one, page in zip(told, exam.pages, strict=True):
        for size in ("small", "large"):
            one[size] = url_for(
                "exam_files.page", uid=exam.uid, number=page.number, size=size, v=page.sha256[:8]
            )
    return told


def of_attempt(word: str, granted: AttemptPass) -> str | None:
    """The SHA-256 of the picture of an address, while the attempt that asks is open."""
    found = pictures.read(PURPOSE, word)
    if found is None:
        return None
    page_id, size = found
    query = (
        select(ExamPage)
        .join(Attempt, Attempt.exam_id == ExamPage.exam_id)
        .where(
            ExamPage.id == page_id,
            Attempt.id == granted.attempt_id,
            Attempt.school_id == granted.school_id,
            Attempt.closed_at.is_(None),
            Attempt.accepts_until > database_now(),
        )
    )
    page = db.session.scalar(query)
    if page is None:
        return None
    return page.sha256 if size == LARGE else page.small_sha256


def of_exam(uid: str, number: int, *, large: bool) -> str:
    """The SHA-256 of a page's picture for the present person: a teacher of the exam, or a pupil
    who may see the own answers now; else 404."""
    exam = exam_for(uid)
    page = next((one for one in exam.pages if one.number == number), None)
    if page is None or not _shown_to_me(exam):
        web.not_found()
    return page.sha256 if large else page.small_sha256


def _shown_to_me(exam: Exam) -> bool:
    stand = stand_of(exam)
    if stand.edits or stand.staff:
        return True
    query = select(Attempt.id).where(
        Attempt.exam_id == exam.id,
        Attempt.person_id == who().person_id,
        Attempt.closed_at.is_not(None),
    )
    closed = db.session.scalar(query.limit(1)) is not None
    return closed and showing.results_shown(exam).answers
