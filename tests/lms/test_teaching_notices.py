"""What pupils and their guardians are told of work, marks and exams; nobody else, and once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select

from lms import api
from lms.courses import outline
from lms.courses.events import Assigned
from lms.courses.models import Activity
from lms.exams.models import Exam
from lms.grades.marks import give_mark
from school.classes.models import Enrolment
from school.notices import queries
from school.notices.models import Notice
from school.notices.views import words
from school.people.models import Person
from suite import clock, events, jobs
from suite.clock import VN
from suite.db import db
from tests.kit import make, make_courses, make_exams
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VN).astimezone(UTC)


NOON, DUE = at("2026-10-12 12:30"), at("2026-10-13 07:00")


def told(person: Person, kind: str | None = None) -> list[Notice]:
    db.session.rollback()
    rows = db.session.scalars(queries.of_person(person.id).order_by(Notice.id))
    return [row for row in rows if kind in (None, row.kind)]


def assigned(one: Activity) -> None:
    """As if a teacher had made it visible by a page."""
    event = Assigned(1, one.id, one.school_id, one.course.class_id, one.version, clock.now())
    events.publish(event)
    db.session.commit()


def remind(when: datetime) -> dict[str, int] | None:
    with clock.frozen(when):
        job = jobs.enqueue("lms.remind")
        db.session.commit()
        jobs.drain()
        return db.session.get_one(jobs.Job, job.id).result


def test_set_by_a_teacher_and_opened_by_a_pupil(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    other = make.student(make.school_class(of.school_class.school, "6B"))
    data = {
        "title": "Bài tập tuần 1",
        "section_id": str(of.section.id),
        "text": "Làm bài 1.5",
        "visible": "now",
        "places": "1",
    }
    teacher = signed_in(of.teacher)
    assert teacher.post(f"/courses/assignment/new/{of.course.id}", data=data).status_code == 303
    assert told(of.pupils[0]) == []
    jobs.drain()
    assert [len(told(one)) for one in (*of.pupils, of.teacher, other)] == [1, 1, 0, 0]
    notice = told(of.pupils[0])[0]
    with force_locale("vi"):
        assert words(notice) == f"Bài mới ở {of.course.title}: Bài tập tuần 1"
    pupil = signed_in(of.pupils[0])
    page = pupil.get(f"/notices/{notice.id}", follow_redirects=True)
    assert page.status_code == 200 and "Bài tập tuần 1" in page.text


def test_work_that_is_seen_later_is_told_of_later(dbapp: Flask) -> None:
    of = make_courses.taught(1)
    one = make_courses.activity(of, "assignment", "Mai mới thấy", text="x")
    one.visible_from = clock.now() + timedelta(hours=2)
    assigned(one)
    jobs.drain()
    assert told(of.pupils[0]) == []
    with clock.frozen(clock.now() + timedelta(hours=2, seconds=1)):
        jobs.drain()
    assert [row.kind for row in told(of.pupils[0])] == ["work_set"]
    assigned(db.session.get_one(Activity, one.id))
    with clock.frozen(clock.now() + timedelta(hours=3)):
        jobs.drain()
    assert len(told(of.pupils[0])) == 1


def test_work_that_became_a_draft_again_is_not_told_of(dbapp: Flask) -> None:
    of = make_courses.taught(1)
    one = make_courses.activity(of, "assignment", "Rút lại", text="x")
    assigned(one)
    outline.update_activity(one.id, None, {"visible_from": None})
    db.session.commit()
    jobs.drain()
    assert told(of.pupils[0]) == []


def test_a_returned_mark_is_told_to_the_pupil_and_the_own_guardians(dbapp: Flask) -> None:
    of = make_courses.taught(2)
    mother, other = make.guardian(of.pupils[0], "Mẹ Một"), make.guardian(of.pupils[1], "Mẹ Hai")
    one = make_courses.activity(of, "assignment", "Bài tập 1", text="x")
    give_mark(one.id, of.pupils[0].id, Decimal("9.5"), "given", "", of.teacher.id, release=True)
    db.session.commit()
    give_mark(one.id, of.pupils[1].id, Decimal(3), "given", "", of.teacher.id)
    db.session.commit()
    jobs.drain()
    assert [row.kind for row in told(of.pupils[0])] == ["mark_returned"]
    (notice,) = told(mother)
    assert (notice.about_id, notice.path) == (of.pupils[0].id, "")
    assert [told(one) for one in (of.pupils[1], other, of.teacher)] == [[], [], []]
    assert "9" not in str(notice.arguments), "a mark is shown on its page, nowhere else"
    mark = api.mark_of(db.session.get_one(Activity, one.id), of.pupils[0].id)
    assert mark is not None
    api.release_mark(mark)
    db.session.commit()
    jobs.drain()
    assert len(told(mother)) == 1


def test_due_tomorrow_is_told_once_to_those_who_have_not_handed_in(dbapp: Flask) -> None:
    of = make_courses.taught(4)
    with clock.frozen(NOON - timedelta(days=3)):
        one = make_courses.activity(of, "assignment", "Bài tập 1", text="x", due_at=DUE)
        make_courses.activity(
            of, "assignment", "Tuần sau", text="x", due_at=DUE + timedelta(days=7)
        )
        make_courses.activity(of, "assignment", "Nháp", draft=True, text="x", due_at=DUE)
        make_courses.activity(of, "page", "Chỉ đọc", due_at=DUE)
        api.hand_in(one, of.pupils[0].id, NOON)
        give_mark(one.id, of.pupils[1].id, Decimal(5), "given", "", of.teacher.id)
        row = db.session.scalars(
            select(Enrolment).where(Enrolment.person_id == of.pupils[2].id)
        ).one()
        row.ends_on = clock.local_date(NOON)
        db.session.commit()
    assert remind(NOON - timedelta(hours=1)) == {"due": 0, "opens": 0}, "not before noon"
    assert remind(NOON) == {"due": 1, "opens": 0}
    assert remind(NOON + timedelta(hours=1)) == {"due": 0, "opens": 0}
    (notice,) = told(of.pupils[3], "due_tomorrow")
    assert notice.arguments["when"] == "13/10/2026 07:00"
    assert [told(pupil, "due_tomorrow") for pupil in of.pupils[:3]] == [[], [], []]
    outline.update_activity(one.id, None, {"due_at": DUE + timedelta(days=1)})
    db.session.commit()
    assert remind(NOON + timedelta(days=1)) == {"due": 1, "opens": 0}, "of a new day anew"


def test_an_exam_of_tomorrow_is_told_of_once_and_not_as_due(dbapp: Flask) -> None:
    room = make_exams.room(2)
    exam = db.session.get_one(Exam, room.exam.id)
    exam.opens_at, exam.closes_at = DUE, DUE + timedelta(hours=2)
    activity = db.session.get_one(Activity, exam.activity_id)
    activity.due_at, activity.visible_from = exam.closes_at, NOON - timedelta(days=1)
    db.session.commit()
    assert remind(NOON) == {"due": 0, "opens": 2}
    assert remind(NOON) == {"due": 0, "opens": 0}
    (notice,) = told(room.pupils[0], "exam_tomorrow")
    assert notice.path == f"/courses/exam/{activity.id}"


def test_reminders_cost_no_statement_a_pupil(app: Flask) -> None:
    costs = []
    for number in (2, 30):
        of = make_courses.taught(number, name=f"7{number}")
        with clock.frozen(NOON - timedelta(days=1)):
            make_courses.activity(of, "assignment", "Bài", text="x", due_at=DUE)
        with counted() as seen:
            remind(NOON)
        costs.append(len(seen))
    assert costs[1] <= costs[0] + 3, "one more class, one more insert"
