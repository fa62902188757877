"""Printing an exam's forms: their codes, what they say, and the job that keeps the file."""

import io
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select

from lms.bank.models import BankFile
from lms.bank.showing import picture_uids
from lms.blueprints import forms_print, pieces, sheets
from lms.blueprints.forms_print import Form, Head, PaperPart, Pictures, Question
from lms.blueprints.grids import About
from lms.blueprints.models import Print
from lms.exams.marking import questions_of
from lms.exams.models import Exam, ExamForm, ExamQuestion
from lms.exams.papers import Place, asked, places_of, question_kind, stimulus_of
from school.api import OrgUnit
from suite import audit, clock, files, jobs
from suite.db import db
from suite.text import slug

NAME = "blueprints.print"
MOST = 200 << 20
WHAT = {
    "paper.pdf": "application/pdf",
    "paper.zip": "application/zip",
    "keys.pdf": "application/pdf",
    "keys.xlsx": sheets.EXCEL,
    "keys.docx": sheets.WORD,
}
_random = secrets.SystemRandom()


def forms_of(exam_id: int) -> Sequence[ExamForm]:
    """The forms of an exam in their order, without those of single attempts."""
    query = select(ExamForm).where(ExamForm.exam_id == exam_id, ExamForm.base_number.is_(None))
    return db.session.scalars(query.order_by(ExamForm.number)).all()


def code_of(form: ExamForm) -> str:
    """The code on the paper: the one that was chosen, else 101, 102 …"""
    return form.code or str(100 + form.number)


def give_codes(exam: Exam, start: int | None) -> None:
    """Number the forms from `start`, or give each three digits at random (None). Commits."""
    forms = forms_of(exam.id)
    drawn = _random.sample(range(100, 1000), len(forms))
    for at, form in enumerate(forms):
        form.code = str(drawn[at] if start is None else start + at).zfill(3)
    audit.record("exam.codes", f"exam:{exam.uid}", detail={"start": start})
    db.session.commit()


def head_of(exam: Exam) -> Head:
    """What stands above the papers unless the teacher writes something else."""
    school = db.session.get_one(OrgUnit, exam.school_id)
    office = db.session.get(OrgUnit, school.parent_id) if school.parent_id else None
    above = "" if office is None else office.name
    name = f"Sở GD&ĐT {above}" if office is not None and office.kind == "province" else above
    return Head(name, school.name, exam.title, exam.course.subject.name_vi, exam.minutes)


def told(exam: Exam) -> list[Form]:
    """The forms with what they say and their keys."""
    questions = {question.id: question for question in questions_of(exam.id)}
    titles = {part.number: (part.title, part.note) for part in exam.parts}
    made = []
    for form in forms_of(exam.id):
        parts: dict[int, list[Question]] = {}
        for place in places_of(form):
            held = questions[place.question_id]
            mine = parts.setdefault(held.part, [])
            mine.append(_question(len(mine) + 1, held, place))
        made.append(
            Form(
                code_of(form),
                [PaperPart(*titles.get(at, ("", "")), ones) for at, ones in parts.items()],
            )
        )
    return made


def _question(number: int, held: ExamQuestion, place: Place) -> Question:
    kind, told = question_kind(held.item.kind), asked(held, place.values)
    return Question(
        number,
        held.item.kind,
        told.stem,
        kind.shown(told.body, place.order),
        pieces.answer(kind, told.body, told.key, place.order),
        stimulus_of(held),
    )


def pictures_of(exam: Exam, forms: Sequence[Form]) -> Pictures:
    """The pictures that the papers show, of the school's own files."""
    texts: list[Any] = [
        [one.stem, dict(one.shown), one.stimulus]
        for form in forms
        for part in form.parts
        for one in part.questions
    ]
    wanted = set(picture_uids(texts))
    rows = db.session.scalars(
        select(BankFile).where(BankFile.uid.in_(wanted), BankFile.school_id == exam.school_id)
    )
    data = {}
    for row in rows:
        with files.store().open(row.sha256) as source:
            data[row.uid] = source.read()
    return Pictures(data)


def make(exam: Exam, what: str, head: Head) -> bytes:
    """The file. Raises forms_print.Unprintable."""
    forms = told(exam)
    kind, _dot, ending = what.partition(".")
    if kind == "paper":
        write = forms_print.pdf if ending == "pdf" else forms_print.words
        return write(head, forms, pictures_of(exam, forms))
    about = About(head.school, f"ĐÁP ÁN: {head.exam}", f"Môn: {head.subject}")
    return sheets.WRITERS[ending][0](about, forms_print.keys(forms))


def _result_url(job: jobs.Job) -> str | None:
    made = (job.result or {}).get("print")
    return url_for("exam_prints.file", uid=job.payload["uid"], print_uid=made) if made else None


@jobs.job(
    NAME,
    title=lambda job: gettext("Print the papers of %(title)s", title=job.payload.get("title", "")),
    says=lambda _job: gettext("The file is ready."),
    result_url=_result_url,
)
def run(
    _ctx: jobs.Context, *, exam_id: int, uid: str, title: str, what: str, person_id: int,
    head: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """Make a file and keep it."""
    exam = db.session.get(Exam, exam_id)
    if exam is None or exam.uid != uid:
        raise jobs.Failed(gettext("The exam is gone."))
    try:
        data = make(exam, what, Head(**head))
    except forms_print.Unprintable as error:
        raise jobs.Failed(gettext("The papers cannot be printed: %(why)s", why=error)) from error
    kept = files.remember(files.store().put(io.BytesIO(data), MOST), WHAT[what])
    name = f"{slug(title)}-{'de' if what.startswith('paper') else 'dap-an'}.{what.split('.')[1]}"
    row = Print(
        exam_id=exam.id, person_id=person_id, what=what, name=name, sha256=kept.sha256,
        made_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    audit.record("exam.printed", f"exam:{exam.uid}", detail={"what": what})
    db.session.commit()
    return {"print": row.uid}


def order(exam: Exam, what: str, head: Head, person_id: int) -> jobs.Job:
    """Have a file made by the worker. Commits."""
    job = jobs.enqueue(
        NAME, owner_id=person_id, exam_id=exam.id, uid=exam.uid, title=exam.title, what=what,
        person_id=person_id, head=asdict(head),
    )  # fmt: skip
    db.session.commit()
    return job
