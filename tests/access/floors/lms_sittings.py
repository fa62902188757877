"""Things of school exams: one of the own class, in the hands of the vice-principal, with a room."""

from datetime import timedelta

from sqlalchemy import select

from lms.exams import choosing
from lms.exams import service as exams
from lms.exams.models import Candidate, Exam
from lms.sittings import making, placing, service
from suite import clock
from suite.db import db
from tests.access.scene import Scene
from tests.kit import make_exams

SHEETS = ("candidates", "door", "report")
PLAN = (
    *("show", "distribute", "publish", "new_sitting", "sitting", "drop_sitting"),
    *("new_room", "take_rooms", "room", "drop_room"),
)


def build(scene: Scene) -> None:
    """A ready exam with an open sitting and a room that the invigilator watches."""
    head, school = scene.people["vic"], scene.own_school
    uid = making.new_exam(school, "TOAN", [scene.own_class.id], "Thi giữa kì", 45, head.id)
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    choosing.choose(exam.id, [make_exams.question(scene.people["tea"], "Câu thi").id])
    now = clock.now()
    window = {"opens_at": now - timedelta(hours=1), "closes_at": now + timedelta(hours=2)}
    sitting = service.add_sitting(exam.id, {"name": "Ca 1", "mode": "supervised", **window})
    fields = {"name": "Phòng 1", "seats": 30, "access_code": "", "networks": ""}
    room = service.add_room(sitting, fields, [scene.people["inv"].id])
    empty = service.add_room(sitting, {**fields, "name": "Phòng 2"}, [])
    placing.distribute(exam.id, "name", 1, "", 1)
    exams.prepare(exam.id)
    one = db.session.scalars(select(Candidate.id).where(Candidate.exam_id == exam.id)).first()
    scene.args |= {
        ("sittings.new", "school_id"): school.id,
        **{(f"sittings_board.room{part}", "uid"): room.uid for part in ("", "_json", "_act")},
        **{(f"sittings_board.sitting{part}", "uid"): sitting.uid for part in ("", "_json", "_act")},
        ("sittings_board.incident", "uid"): room.uid,
        **{(f"sittings_sheets.{name}", "uid"): room.uid for name in SHEETS},
        "sitting_id": sitting.id,
        "room_id": room.id,
        ("sittings_plan.drop_room", "room_id"): empty.id,
    }
    for name in PLAN:
        scene.args[f"sittings_plan.{name}", "uid"] = uid
    for name in ("index", "take", "move"):
        scene.args[f"sittings_candidates.{name}", "uid"] = uid
    for name in ("room_act", "sitting_act"):
        scene.forms[f"sittings_board.{name}"] = {"action": "pause"}
    scene.forms["sittings_board.incident"] = {"text": "x", "at": "2026-11-26T07:00"}
    scene.forms["sittings_candidates.move"] = {"candidate": one or 0, "room": room.id}
