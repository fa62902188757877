"""Making a test of a paper as it is; each use case commits once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

from flask_babel import gettext
from sqlalchemy import delete, select

from lms.bank import sheet_items, tables
from lms.bank.models import Item, ItemVersion
from lms.blueprints import presets
from lms.exams import marking, papers
from lms.exams.models import (
    CLOSED,
    EQUAL,
    PER_QUESTION,
    READY,
    Attempt,
    Exam,
    ExamForm,
    ExamPage,
    ExamPart,
    ExamQuestion,
)
from lms.exams.service import NotPossible, draft, locked
from lms.papers import rules, sheets
from lms.papers.model import CLUSTER, STATEMENTS, Fault, Part
from lms.papers.models import PaperSheet
from lms.papers.reading import Made, Picture
from suite import audit, clock, files
from suite.db import db

AUTO, SAME, OWN = "auto", "same", "own"
MOST_OF_A_PICTURE = 16 << 20


class BadKey(Exception):
    """A key that was not understood; `faults` say what and where."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Line:
    """A question of the sheet as its teacher sees it; `key` is as it is written."""

    question_id: int
    label: str
    kind: str
    key: str
    points: Decimal


def put_pages(exam_id: int, made: Made) -> Exam:
    """Let pupils read these pages beside the questions, in place of earlier ones.

    Until the first attempt began; the pictures are stored while no transaction is open. Raises
    NotPossible: started, has_questions (of the bank).
    """
    kept = [(one, _stored(one.large), _stored(one.small)) for one in made.pages]
    exam = locked(exam_id)
    started = db.session.scalar(select(Attempt.id).where(Attempt.exam_id == exam.id).limit(1))
    if exam.state == CLOSED or started is not None:
        _refuse("started")
    if (exam.state == READY and not exam.pages) or _others(exam):
        _refuse("has_questions")
    exam.pages.clear()
    db.session.flush()
    exam.pages = [_page(exam, number, *one) for number, one in enumerate(kept, 1)]
    _keep_order(exam)
    db.session.flush()
    if exam.state == READY:
        _write_anew(exam)
    audit.record("exam.pages", f"exam:{exam.uid}", detail={"pages": len(made.pages)})
    db.session.commit()
    return exam


def _keep_order(exam: Exam) -> None:
    """What stands on a paper cannot be mixed."""
    exam.shuffle_questions = exam.shuffle_options = False
    exam.form_count = 1


def _refuse(code: str) -> None:
    db.session.rollback()
    raise NotPossible(code)


def _others(exam: Exam) -> bool:
    """Whether the exam asks questions of the bank."""
    query = (
        select(ExamQuestion.id)
        .join(Item, Item.id == ExamQuestion.item_id)
        .where(ExamQuestion.exam_id == exam.id, Item.of_sheet.is_(False))
    )
    return db.session.scalar(query.limit(1)) is not None


def _stored(data: bytes) -> files.Stored:
    return files.store().put(BytesIO(data), MOST_OF_A_PICTURE)


def _page(
    exam: Exam, number: int, one: Picture, large: files.Stored, small: files.Stored
) -> ExamPage:
    return ExamPage(
        school_id=exam.school_id,
        number=number,
        sha256=files.remember(large, "image/webp").sha256,
        small_sha256=files.remember(small, "image/webp").sha256,
        width=one.width,
        height=one.height,
        small_width=one.small_width,
        words=one.words,
    )


def _write_anew(exam: Exam) -> None:
    """The prepared papers with the new pages; the places stay."""
    questions = marking.questions_of(exam.id)
    for form in db.session.scalars(select(ExamForm).where(ExamForm.exam_id == exam.id)):
        form.paper = papers.paper_text(exam, questions, papers.places_of(form))


def sheet_of(exam: Exam) -> PaperSheet | None:
    """What was typed."""
    return db.session.get(PaperSheet, exam.id)


def put_key(exam_id: int, typed: str, options: int, preset: str, person_id: int) -> list[Part]:
    """Make the sheet of what was typed, in place of an earlier one.

    `preset`: AUTO (the format that fits, else the same for each), SAME, OWN (points stay where
    they are) or the code of a format. Raises BadKey, and NotPossible: not_draft, has_questions.
    """
    reading = rules.read(typed)
    if reading.faults or not reading.parts:
        raise BadKey(reading.faults or [Fault("empty", 1, 1, "")])
    exam = draft(exam_id)
    if _others(exam):
        _refuse("has_questions")
    parts = list(reading.parts)
    before = [question.points for question in exam.questions]
    _forget(exam)
    _ask(exam, parts, options, person_id)
    _keep_order(exam)
    code = _set_points(exam, parts, preset, before)
    sheet = sheet_of(exam) or PaperSheet(exam_id=exam.id, school_id=exam.school_id)
    sheet.typed, sheet.options, sheet.preset = typed, options, code
    sheet.typed_by, sheet.typed_at = person_id, clock.now()
    db.session.add(sheet)
    audit.record("exam.sheet", f"exam:{exam.uid}", detail={"questions": len(exam.questions)})
    db.session.commit()
    return parts


def _forget(exam: Exam) -> None:
    """Take the lines of an earlier sheet out; a draft has no attempt that could need them."""
    item_ids = [question.item_id for question in exam.questions]
    db.session.execute(delete(ExamQuestion).where(ExamQuestion.exam_id == exam.id))
    exam.parts.clear()
    sheet_items.forget(item_ids)
    db.session.flush()
    db.session.expire(exam, ["questions", "parts"])


def _ask(exam: Exam, parts: Sequence[Part], options: int, person_id: int) -> None:
    shares = {len(row.shares.split()) - 1: row.shares.split() for row in tables.in_force()}
    contents, made = [], []
    for at, part in enumerate(parts):
        if len(parts) > 1 or part.heading:
            exam.parts.append(ExamPart(number=at + 1, title=part.heading[:200]))
        for entry in part.entries:
            label = sheets.label(at, entry.number, len(parts))
            stem = gettext("Question %(n)s", n=label)
            contents.append(sheets.content(entry, stem, options, shares))
            made.append(ExamQuestion(exam_id=exam.id, part=at + 1, points=Decimal(1), label=label))
    ids = sheet_items.add(exam.school_id, exam.course.subject_code, contents, person_id)
    for number, (item_id, question) in enumerate(zip(ids, made, strict=True), 1):
        question.number, question.item_id = number, item_id
        db.session.add(question)
    db.session.flush()
    db.session.expire(exam, ["questions"])


def formats(exam: Exam) -> list[presets.Preset]:
    """The formats in force from which points may be taken."""
    return presets.in_force(exam.course.subject_code)


def _told(row: presets.Preset) -> list[sheets.FormatPart]:
    found = [one.split(":") for one in row.parts.split()]
    return [(kind, int(count), Decimal(each)) for kind, count, each in found]


def _set_points(exam: Exam, parts: Sequence[Part], preset: str, before: Sequence[Decimal]) -> str:
    """Set the points; the preset as it is kept: the code of a format, SAME or OWN."""
    known = {row.code: row for row in formats(exam)}
    if preset == AUTO:
        fitting = (code for code, row in known.items() if sheets.fits(parts, _told(row)))
        preset = next(fitting, SAME)
    exam.points_policy = EQUAL if preset not in known and preset != OWN else PER_QUESTION
    given = [Decimal(1)] * len(exam.questions)
    if preset in known:
        given = sheets.points(parts, _told(known[preset]))
    elif preset == OWN:
        given = [*before[: len(given)], *given[len(before) :]]
    for question, points in zip(exam.questions, given, strict=True):
        question.points = points
    return preset if preset in known or preset == OWN else SAME


def set_points(exam_id: int, points: Mapping[int, Decimal]) -> None:
    """What questions of a draft may earn, by their ids; where all earned the same, an equal share
    of ten points first. Raises NotPossible."""
    exam = draft(exam_id)
    alike = (Decimal(10) / max(1, len(exam.questions))).quantize(Decimal("0.01"))
    equal = exam.points_policy == EQUAL
    for question in exam.questions:
        question.points = alike if equal else points.get(question.id, question.points)
    exam.points_policy = PER_QUESTION
    if sheet := sheet_of(exam):
        sheet.preset = OWN
    db.session.commit()


def lines(exam: Exam) -> list[Line]:
    """The questions of the sheet; one statement."""
    rows = db.session.execute(
        select(ExamQuestion, Item.kind, ItemVersion.key)
        .join(Item, Item.id == ExamQuestion.item_id)
        .join(
            ItemVersion,
            (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
        )
        .where(ExamQuestion.exam_id == exam.id, Item.of_sheet)
        .order_by(ExamQuestion.number)
    )
    found = []
    for question, kind, key in rows:
        entry = sheets.entry_of(question.number, kind, key)
        key_told = told(entry.kind, entry.says)
        found.append(Line(question.id, question.label, kind, key_told, question.points))
    return found


def told(kind: str, says: str) -> str:
    """A key as the list of the sheet shows it: "B", "a‑Đ b‑S", "−1,5"."""
    if kind == CLUSTER:
        return " ".join(
            f"{letter}\N{NON-BREAKING HYPHEN}{truth}"
            for letter, truth in zip(STATEMENTS, says, strict=False)
        )
    return says.replace("-", "−")
