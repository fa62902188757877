"""An exam of several classes: each pupil finds it, and gets the mark, in the own course."""

from flask import Flask
from sqlalchemy import select

from lms.courses.models import Activity, Visit
from lms.exams import candidates, choosing, creating, service
from lms.exams.models import Candidate, Exam
from lms.grades.models import Mark
from suite.db import db
from suite.jobs import Job
from tests.kit import make
from tests.kit import make_exams as exams
from tests.kit.client import sign_in


def shared(pupils: int = 1, essays: int = 0) -> tuple[Exam, list[exams.Room]]:
    """One exam of classes 6A and 6B that the vice-principal arranges; ready."""
    school = make.school()
    head = make.person("Lê Thị Phó", "vice_principal", school)
    rooms = []
    for name in ("6A", "6B"):
        of = make.school_class(school, name)
        teacher = make.teacher(of, f"Thầy {name}")
        people = [make.student(of, f"Nguyễn {name} {n}") for n in range(pupils)]
        rooms.append(exams.Room(None, teacher, people, of, exams.course(of)))  # type: ignore[arg-type]
    first, second = (room.course for room in rooms)
    uid = creating.create_exam(first, first.sections[0].id, "Giữa kì", 45, head.id, organised=True)
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    creating.share(exam, second, second.sections[0].id)
    db.session.commit()
    items = [exams.question(rooms[0].teacher, f"Câu {n}", right=0).id for n in range(3)]
    items += [exams.essay(rooms[0].teacher, f"Bài {n}").id for n in range(essays)]
    choosing.choose(exam.id, items)
    service.prepare(exam.id)
    for room in rooms:
        room.exam, room.uid = exam, uid
    return exam, rooms


def test_mark_visit_and_event_go_to_the_own_class(dbapp: Flask) -> None:
    exam, rooms = shared()
    for room in rooms:
        started = exams.start(dbapp, exam, room.pupils[0]).json
        exams.save(dbapp, started["token"], (1, 1, 0))
        head = {"X-Attempt": started["token"]}
        dbapp.test_client().post("/exams/hand-in", headers=head)
    service.close(exam.id)
    for number, room in enumerate(rooms):
        pupil = room.pupils[0]
        mark = db.session.scalars(select(Mark).where(Mark.person_id == pupil.id)).one()
        visit = db.session.scalars(select(Visit).where(Visit.person_id == pupil.id)).one()
        assert mark.activity_id == visit.activity_id == exam.courses[number].activity_id
        activity = db.session.get_one(Activity, mark.activity_id)
        assert activity.course_id == room.course.id and activity.visible_from is not None
    told = [job.payload for job in db.session.scalars(select(Job)) if "attempt_uid" in job.payload]
    assert {one["class_id"] for one in told} == {room.school_class.id for room in rooms}


def test_teachers_see_their_own_class_and_arrange_nothing(app: Flask) -> None:
    exam, rooms = shared()
    head = db.session.get_one(make.Person, exam.created_by)
    clients = [sign_in(app.test_client(), room.teacher) for room in rooms]
    for number, client in enumerate(clients):
        page = client.get(f"/exams/{exam.uid}/board").data.decode()
        assert rooms[number].pupils[0].full_name in page
        assert rooms[1 - number].pupils[0].full_name not in page
        assert client.get(f"/exams/{exam.uid}/manage").status_code == 200
        for action in ("close", "release"):
            at = f"/exams/{exam.uid}/state"
            assert client.post(at, data={"action": action}).status_code == 403
        rows = client.get(f"/exams/{exam.uid}/results.csv").data.decode()
        assert rooms[1 - number].pupils[0].full_name not in rows
    whole = sign_in(app.test_client(), head).get(f"/exams/{exam.uid}/board").data.decode()
    assert all(room.pupils[0].full_name in whole for room in rooms)
    stranger = make.teacher(make.school_class(), "Thầy Trường Khác")
    assert sign_in(app.test_client(), stranger).get(f"/exams/{exam.uid}").status_code == 404


def test_a_pupil_sees_the_own_course(app: Flask) -> None:
    exam, rooms = shared()
    for room in rooms:
        client = sign_in(app.test_client(), room.pupils[0])
        page = client.get(f"/exams/{exam.uid}").data.decode()
        assert room.course.title in page
        outline = client.get(f"/courses/{room.course.id}").data.decode()
        assert exam.title in outline


def test_candidates_of_both_classes_and_who_comes_later(dbapp: Flask) -> None:
    exam, rooms = shared(pupils=2)
    found = db.session.scalars(select(Candidate).where(Candidate.exam_id == exam.id)).all()
    wanted = [pupil.id for room in rooms for pupil in room.pupils]
    assert [one.person_id for one in found] == wanted
    late = make.student(rooms[1].school_class, "Trần Đến Sau")
    assert candidates.seat(exam, late.id).activity_id == exam.courses[1].activity_id
