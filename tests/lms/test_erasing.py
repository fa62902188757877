"""What the wings forget of somebody who was erased, and what they keep."""

from flask import Flask
from sqlalchemy import select

from lms.activities.assignment.models import File, Submission
from lms.bank.models import BankImport
from repository.ingest.models import Upload
from school.notices.kinds import PASSWORD_RESET
from school.notices.models import Notice
from school.notices.service import To, notify
from school.people import erasing
from suite import clock, jobs
from suite.db import db
from tests.kit import make

NAMED = "Nguyễn Thị Bình - bài 1.docx"


def submission(person_id: int, school_id: int, activity_id: int, *, handed_in: bool) -> Submission:
    now = clock.now()
    row = Submission(
        school_id=school_id, activity_id=activity_id, person_id=person_id, text="Em làm bài",
        handed_in_at=now if handed_in else None, created_at=now, changed_at=now,
    )  # fmt: skip
    row.files = [
        File(school_id=school_id, sha256="0" * 64, name=NAMED, media_type="x", size=1, added_at=now)
    ]
    db.session.add(row)
    return row


def test_names_of_files_go_and_marked_work_stays(dbapp: Flask) -> None:
    of = make.school_class()
    pupil, mate = make.student(of), make.student(of, "Bạn Cùng Lớp")
    done = submission(pupil.id, of.school_id, 1, handed_in=True)
    draft = submission(pupil.id, of.school_id, 2, handed_in=False)
    other = submission(mate.id, of.school_id, 1, handed_in=True)
    db.session.commit()
    erasing.erase(pupil)
    jobs.drain()
    db.session.expire_all()
    assert (done.text, draft.text, other.text) == ("Em làm bài", "", "Em làm bài")
    assert [done.files[0].name, draft.files[0].name] == [
        f"{done.files[0].id}.docx",
        f"{draft.files[0].id}.docx",
    ]
    assert other.files[0].name == NAMED


def test_names_of_files_of_a_teacher_go(dbapp: Flask) -> None:
    school = make.school()
    person = make.person("Cô Giáo", "teacher", school)
    now = clock.now()
    questions = BankImport(
        school_id=school.id, person_id=person.id, name="Cô Giáo.docx", content={}, about={},
        created_at=now,
    )  # fmt: skip
    upload = Upload(
        unit_id=school.id, person_id=person.id, name="Cô Giáo.pdf", size=1, sha256="0" * 64,
        state="done", at=now,
    )  # fmt: skip
    db.session.add_all([questions, upload])
    db.session.commit()
    erasing.erase(person)
    jobs.drain()
    db.session.expire_all()
    assert (questions.name, upload.name) == ("", f"{upload.id}.pdf")


def test_notices_to_and_about_the_person_go(dbapp: Flask) -> None:
    of = make.school_class()
    pupil, mate = make.student(of), make.student(of, "Bạn Cùng Lớp")
    parent = make.guardian(pupil)
    notify(
        PASSWORD_RESET,
        [To(pupil.id), To(parent.id, pupil.id), To(parent.id), To(mate.id)],
        key="x",
        school_id=of.school_id,
    )
    db.session.commit()
    erasing.erase(pupil)
    left = db.session.execute(select(Notice.person_id, Notice.about_id).order_by(Notice.id)).all()
    assert [tuple(row) for row in left] == [(parent.id, None), (mate.id, None)]
