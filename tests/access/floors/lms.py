"""Things of the teaching wing: a course of the own class with an activity of each kind."""

import io
import json
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from lms.activities.assignment import service as assignments
from lms.bank import intake, stimuli
from lms.bank.models import Item
from lms.blueprints import presets
from lms.blueprints import service as blueprints
from lms.blueprints.models import BlueprintPaper, Print
from lms.courses.models import Activity, Section
from lms.courses.service import open_course
from lms.exams import candidates, choosing, creating, rescuing, service
from lms.exams.decided import OUT
from lms.exams.models import HANDED_IN, READY, SUPERVISED, Attempt, Exam, Upload
from lms.grades.marks import give_mark
from lms.marking import comments, queue, regrading
from lms.papers import service as papers
from lms.papers.reading import Made
from lms.practice import service as practice
from lms.practice.models import PracticeRun, PracticeVersion
from repository.catalogue import service as catalogue
from repository.catalogue.models import Offer
from repository.catalogue.rules import PUBLISHED, SCHOOL
from repository.catalogue.service import Description
from school.curriculum.models import CurriculumNode, Programme
from school.groups.models import GroupMember
from suite import clock, files
from suite.db import db
from tests.access.scene import Scene
from tests.kit import make_courses, make_exams, make_papers


def build(scene: Scene) -> None:
    """Arguments and forms of courses, activities, marks and exams."""
    course = open_course(scene.own_class.id, "TOAN", "Chương I")
    held = make_courses.Taught(
        scene.own_class, scene.people["tea"], [scene.people["stu"]], course, course.sections[0]
    )
    db.session.add(
        Section(school_id=course.school_id, course_id=course.id, title="Trống", position=2)
    )
    page = make_courses.activity(held)
    work = make_courses.activity(held, "assignment", "Bài tập", text="Làm bài", max_points=10)
    reading = make_courses.activity(held, "reading", "Đọc")
    scene.args |= {"course_id": course.id, "activity_id": page.id, "section_id": _empty(course.id)}
    scene.args |= {
        (endpoint, "activity_id"): activity.id
        for prefix, activity in (
            ("assignment", work),
            ("assignment_marking", work),
            ("reading", reading),
        )
        for endpoint in _endpoints(prefix)
    }
    _assignment(scene, work)
    other = make_courses.activity(held, "assignment", "Bài tập hai", text="Làm", max_points=10)
    scene.args["assignment.hand_in", "activity_id"] = other.id
    _exam(scene, held)
    _answer_file(scene, held)
    _paper(scene, held)
    _blueprint(scene, held)
    _bank(scene)
    _practice(scene)
    scene.forms["courses.open_course"] = {
        "class_id": scene.own_class.id,
        "subject_code": "TOAN",
    }
    for name in ("courses.add_section", "courses.rename_section"):
        scene.forms[name] = {"title": "Chương mới"}


def _empty(course_id: int) -> int:
    query = select(Section.id).where(Section.course_id == course_id, Section.title == "Trống")
    return db.session.scalars(query).one()


def _endpoints(prefix: str) -> list[str]:
    names = ("view", "edit", "hand_in", "show", "handed_in", "mark", "return_all")
    return [f"{prefix}.{name}" for name in names]


def _assignment(scene: Scene, work: Activity) -> None:
    """The own pupil handed a file in and has a mark that is not returned."""
    pupil = scene.people["stu"].id
    given = FileStorage(io.BytesIO("Bài làm".encode()), "bai.txt", content_type="text/plain")
    handed = assignments.hand_in(work, pupil, "Em làm xong", [given])
    mark = give_mark(work.id, pupil, Decimal("8.5"), "given", "", scene.people["tea"].id)
    db.session.commit()
    scene.args["assignment.file", "file_id"] = handed.files[0].id
    scene.args["assignment_marking.mark", "person_id"] = pupil
    scene.args["mark_id"] = mark.id
    scene.forms["assignment.hand_in"] = {"text": "Bài của em"}
    scene.forms["exams_staff.state"] = {"action": "close"}


def _exam(scene: Scene, held: make_courses.Taught) -> None:
    """An exam that is open, its papers made."""
    teacher = scene.people["tea"]
    items = [make_exams.question(teacher, f"Câu {n}").id for n in range(4)]
    items.append(make_exams.essay(teacher).id)
    uid = creating.create_exam(held.course, held.section.id, "Kiểm tra", 15, teacher.id)
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    choosing.choose(exam.id, items)
    service.prepare(exam.id)
    exam_pages = ("exams.show", "exams.take_over", "exams.result", "exams.browser")
    staff = ("manage", "settings", "questions", "state", "board", "board_json", "extend",
             "results_csv", "decide_held")  # fmt: skip
    running = [f"exams_run.{name}" for name in ("device", "attempt", "outages")]
    running += [f"exams_rescue.{name}" for name in ("index", "bring", "show", "take")]
    running += ["exams_parts.show", "exams_parts.save"]
    running.append("analysis.show")
    for endpoint in (*exam_pages, *running, *(f"exams_staff.{name}" for name in staff)):
        scene.args[endpoint, "uid"] = uid
    _running(scene, exam)
    _marking(scene, exam)
    _printed(scene, exam)
    creating.create_exam(
        held.course, held.section.id, "Thi", 15, teacher.id, mode=SUPERVISED, state=READY,
        ready_at=clock.now(),
    )  # fmt: skip
    for endpoint in ("exam.view", "exam.edit"):
        scene.args[endpoint, "activity_id"] = exam.activity_id


def _paper(scene: Scene, held: make_courses.Taught) -> None:
    """A finished paper with its sheet, a draft still."""
    teacher = scene.people["tea"]
    uid = creating.create_exam(held.course, held.section.id, "Đề có sẵn", 15, teacher.id)
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    papers.put_pages(exam.id, Made([make_papers.picture()]))
    papers.put_key(exam.id, "1A 2B", 4, papers.AUTO, teacher.id)
    names = [f"exam_paper.{name}" for name in ("index", "bring", "key", "points", "preview")]
    for endpoint in (*names, "exam_cut.cut", "exam_files.page"):
        scene.args[endpoint, "uid"] = uid
    scene.args["exam_cut.cut", "question_id"] = papers.lines(exam)[0].question_id
    scene.args["exam_files.page", "number"] = 1
    scene.forms["exam_paper.key"] = {"typed": "1A 2B", "options": "4", "preset": papers.SAME}


def _answer_file(scene: Scene, held: make_courses.Taught) -> None:
    """A file that the own pupil handed in with an answer."""
    teacher, pupil = scene.people["tea"], scene.people["stu"]
    item = make_exams.question(teacher, "Câu có tệp").id
    uid = creating.create_exam(held.course, held.section.id, "Thực hành", 15, teacher.id)
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    choosing.choose(exam.id, [item])
    service.prepare(exam.id)
    seat = candidates.seat(exam, pupil.id)
    now = clock.now()
    attempt = Attempt(
        school_id=exam.school_id, exam_id=exam.id, person_id=pupil.id, form_id=seat.form_id,
        started_at=now, ends_at=now, accepts_until=now, closed_at=now, close_reason=HANDED_IN,
    )  # fmt: skip
    stored = files.store().put(io.BytesIO(b"%PDF-1.4"), 100)
    files.remember(stored, "application/pdf")
    db.session.add(attempt)
    db.session.flush()
    row = Upload(
        school_id=exam.school_id, attempt_id=attempt.id, item=1, key="word0001", name="bai.pdf",
        sha256=stored.sha256, media_type="application/pdf", size=stored.size, received_at=now,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    scene.args["exam_files.upload", "uid"] = row.uid
    scene.args["word"] = "1.1.khong-phai-cua-ta"


def _running(scene: Scene, exam: Exam) -> None:
    """An attempt of the pupil that is open, and a rescue file."""
    now, form_id = clock.now(), candidates.form_ids(exam)[0]
    attempt = Attempt(
        school_id=exam.school_id, exam_id=exam.id, person_id=scene.people["stu"].id,
        form_id=form_id, started_at=now, ends_at=now + timedelta(minutes=15),
        accepts_until=now + timedelta(minutes=16),
    )  # fmt: skip
    db.session.add(attempt)
    db.session.commit()
    scene.args["exams_run.attempt", "attempt_id"] = attempt.id
    scene.forms["exams_run.device"] = {"attempt": str(attempt.id), "action": "unlock"}
    text = json.dumps({"attempt": attempt.uid, "waiting": []})
    found = rescuing.bring(exam, text, scene.people["tea"].id)
    for endpoint in ("exams_rescue.show", "exams_rescue.take"):
        scene.args[endpoint, "rescue_uid"] = found.uid


def _marking(scene: Scene, exam: Exam) -> None:
    """A question marked by hand, without answers, and a ready comment of the teacher."""
    essay = queue.hand_questions(exam)[0]
    comments.keep(exam, scene.people["tea"].id, "Hay", shared=False)
    for name in ("index", "plan", "show", "give", "drop_comment"):
        scene.args[f"marking.{name}", "uid"] = exam.uid
    scene.args["question_id"] = essay.id
    ruling = regrading.draft(exam, essay, OUT, None, "Đề lỗi", scene.people["tea"].id)
    for name in ("index", "edit", "attempt", "show", "act"):
        scene.args[f"regrade.{name}", "uid"] = exam.uid
    scene.args["ruling_id"] = ruling.id
    for name in ("ask", "withdraw", "index", "show", "answer"):
        scene.args[f"requests.{name}", "uid"] = exam.uid
    for name in ("index", "pair"):
        scene.args[f"alike.{name}", "uid"] = exam.uid
    for name in ("show", "practice"):
        scene.args[f"topics.{name}", "uid"] = exam.uid
    scene.args["first"], scene.args["second"] = 1, 2
    scene.args["request_id"] = 1  # nobody has handed in: there is none
    scene.forms["regrade.act"] = {"action": "apply"}
    ready = comments.ready(exam, scene.people["tea"].id)
    scene.args["comment_id"] = ready[0].id
    scene.forms["marking.give"] = {"answer": "1", "points": "1"}


def _bank(scene: Scene) -> None:
    """A question and a draft of an import, both of the own class's teacher."""
    teacher = scene.people["tea"]
    found = intake.from_text("Câu 1. Một cộng một là\nA. 1\nB. 2\nC. 3\nD. 4\nĐáp án: B")
    about = {"subject": "TOAN", "grade": None, "topic": ""}
    draft = intake.keep(found, scene.own_school.id, teacher.id, "de.txt", about)
    question = make_exams.question(teacher, "Câu riêng")
    for endpoint in ("bank.show", "bank.edit", "bank.state"):
        scene.args[endpoint, "uid"] = question.uid
    _banks_beside(scene)
    for endpoint in ("bank_import.show", "bank_import.take", "bank_import.drop"):
        scene.args[endpoint, "uid"] = draft.uid
    scene.args["ending"] = "txt"
    scene.args["way"] = "gift"
    scene.forms["bank_import.take"] = {"action": "keep"}
    scene.forms["bank.state"] = {"action": "retire"}


def _banks_beside(scene: Scene) -> None:
    """A draft of the subject group, a question that is shared, and a stimulus."""
    teacher, school_id = scene.people["tea"], scene.own_school.id
    head = scene.people["sub"]
    group_id = db.session.scalars(
        select(GroupMember.group_id).where(GroupMember.person_id == head.id)
    ).one()
    draft = make_exams.question(teacher, "Nháp của tổ")
    draft.group_id = group_id
    shared = make_exams.question(teacher, "Dùng chung")
    shared.shared_at = clock.now()
    stimulus = stimuli.add(school_id, "Đoạn văn", teacher.id)
    on_it = make_exams.question(teacher, "Câu chùm")
    on_it.stimulus_id, on_it.stimulus_place = stimulus.id, 1
    db.session.commit()
    scene.args["bank_share.approve", "uid"] = draft.uid
    for endpoint in ("bank_share.share", "bank_share.copy"):
        scene.args[endpoint, "uid"] = shared.uid
    for name in ("show", "edit", "order"):
        scene.args[f"bank_stimulus.{name}", "uid"] = stimulus.uid
    scene.args["bank_places.move", "uid"] = _gone(draft).uid
    scene.forms["bank_share.share"] = {"action": "share"}
    scene.forms["bank_stimulus.order"] = {"action": "up", "item": on_it.uid}


def _gone(question: Item) -> CurriculumNode:
    """The node of a question, in a version that is over."""
    over = Programme(
        code="GDPT2006", version="2006", name="Chương trình cũ", citation="cũ",
        valid_from=date(2006, 1, 1), valid_to=date(2018, 1, 1),
    )  # fmt: skip
    db.session.add(over)
    db.session.flush()
    node = CurriculumNode(
        programme_id=over.id, code="TOAN.6.00", level="topic", subject_code="TOAN", grade=6,
        name="Chủ đề cũ", position=0,
    )  # fmt: skip
    db.session.add(node)
    db.session.flush()
    question.node_uid = node.uid
    db.session.commit()
    return node


def _blueprint(scene: Scene, held: make_courses.Taught) -> None:
    """A blueprint of the own class's teacher, and a draft exam that was drawn from it."""
    teacher = scene.people["tea"]
    preset = presets.in_force("TOAN")[0]
    row = blueprints.add(scene.own_school.id, teacher.id, "Giữa kì", "TOAN", 6, preset)
    uid = creating.create_exam(held.course, held.section.id, "Rút", 15, teacher.id)
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    choosing.choose(exam.id, [make_exams.question(teacher, "Câu rút").id])
    db.session.add(BlueprintPaper(exam_id=exam.id, blueprint_id=row.id))
    db.session.commit()
    for name in ("show", "save", "remove", "draw", "file"):
        scene.args[f"blueprints.{name}", "uid"] = row.uid
    scene.args["blueprints.file", "what"] = "matrix"
    scene.args["blueprints.file", "ending"] = "xlsx"
    for name in ("paper", "choose", "swap"):
        scene.args[f"blueprint_papers.{name}", "uid"] = uid
    scene.args["blueprint_papers.choose", "question_id"] = exam.questions[0].id
    scene.forms["blueprints.draw"] = {"course": held.course.id}
    scene.forms["blueprint_papers.swap"] = {"question": exam.questions[0].id}


def _practice(scene: Scene) -> None:
    """A set of the own class's teacher that stands in the library, and the pupil's way through."""
    teacher, pupil = scene.people["tea"], scene.people["stu"]
    one = practice.add(scene.own_school.id, teacher.id, "Ôn tập", "TOAN", 6)
    practice.choose(one, [make_exams.question(teacher, "Câu luyện").id])
    now = clock.now()
    held = PracticeVersion(
        set_id=one.id, number=1, title=one.title, questions=practice.pins(one), offered_at=now,
        offered_by=teacher.id,
    )  # fmt: skip
    one.current_number = 1
    said = Description(one.title, "question_set", "own", SCHOOL)
    work = catalogue.new_work(scene.own_school.id, teacher.id, said)
    work.state, work.published_at = PUBLISHED, now
    db.session.add(held)
    db.session.flush()
    db.session.add(Offer(work_id=work.id, ref=practice.ref_of(one), number=1, questions=1))
    run = PracticeRun(
        version_id=held.id, person_id=pupil.id, started_at=now, last_at=now, answers={}
    )
    db.session.add(run)
    db.session.commit()
    for name in ("show", "describe", "choose", "drop", "offer", "take_back"):
        scene.args[f"practice_sets.{name}", "uid"] = one.uid
    for name in ("show", "start"):
        scene.args[f"practice.{name}", "uid"] = one.uid
    scene.args["run_uid"], scene.args["place"] = run.uid, 1
    scene.forms["practice_sets.describe"] = {"title": "Ôn tập", "version": "2"}
    scene.forms["practice.answer"] = {"response": "1"}


def _printed(scene: Scene, exam: Exam) -> None:
    """A file of the papers of the exam."""
    kept = files.remember(files.store().put(io.BytesIO(b"%PDF-1.7"), 100), "application/pdf")
    row = Print(
        exam_id=exam.id, person_id=scene.people["tea"].id, what="paper.pdf", name="de.pdf",
        sha256=kept.sha256, made_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    for name in ("page", "codes", "make", "file"):
        scene.args[f"exam_prints.{name}", "uid"] = exam.uid
    scene.args["exam_prints.file", "print_uid"] = row.uid
    scene.forms["exam_prints.codes"] = {"way": "random"}
    scene.forms["exam_prints.make"] = {"what": "keys.xlsx"}
