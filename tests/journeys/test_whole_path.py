"""The whole path in one journey: a list goes in, a class is taught, tested and reads, and the
coverage number comes out and agrees with the raw events.
"""

import io
import re
from datetime import timedelta
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from indicators.coverage import check
from indicators.register.service import load_parameters
from lms.courses.models import Activity, Course, Section
from lms.exams.models import Exam
from repository.catalogue.models import Work
from school.classes.models import SchoolClass
from school.curriculum.service import load_programme
from school.people.models import Person
from school.units.models import OrgUnit
from suite import clock, jobs
from suite.db import db
from tests.kit import make
from tests.kit import make_roster as lists
from tests.kit.client import sign_in

PAPER = """Câu 1. Tập hợp nào sau đây có ba phần tử?
A. {1; 2}
B. {1; 2; 3}
C. {0}
D. {1}
Đáp án: B
Câu 2. Số nào là số tự nhiên?
A. $-1$
B. $0{,}5$
C. 7
D. $\\frac{1}{2}$
Đáp án: C
"""
BOOK = (
    "Ôn tập phương trình bậc hai\n\n"
    "Công thức nghiệm của phương trình bậc hai một ẩn được dùng khi biệt thức không âm.\n\n"
    "Đường thẳng cắt parabol tại hai điểm phân biệt.\n"
)
OPTION = r'value="(\d)".*?<span class="option-text[^>]*>(.*?)</span>'


def client_of(app: Flask, person: Person) -> FlaskClient:
    return sign_in(app.test_client(), person)


def named(name: str) -> Person:
    person = db.session.scalars(select(Person).where(Person.full_name == name)).one()
    person.must_change_password = False
    db.session.commit()
    return person


def the_list_goes_in(app: Flask, school: OrgUnit) -> None:
    head = make.person("Lý Thị Quản", "administrator", school)
    client, url = client_of(app, head), f"/units/{school.id}/roster"
    page = client.post(url, data={"file": (io.BytesIO(lists.school_book()), "ds.xlsx")})
    token = page.text.split('name="token" value="')[1].split('"')[0]
    done = client.post(f"{url}/confirm", data={"token": token})
    assert "binhnt1" in done.text


def the_class_is_taught(teacher: FlaskClient) -> Course:
    of = db.session.scalars(select(SchoolClass).where(SchoolClass.name == "6A")).one()
    opened = teacher.post("/courses/open", data={"class_id": of.id, "subject_code": "TOAN"})
    assert opened.status_code == 303
    course = db.session.scalars(select(Course)).one()
    if not course.sections:
        teacher.post(f"/courses/{course.id}/sections", data={"title": "Chương I"})
    section = db.session.scalars(select(Section)).first()
    assert section is not None
    about = {"section_id": section.id, "visible": "now", "title": "Tập hợp"}
    text = "Kí hiệu $a \\in A$.\n\n<script>alert(1)</script>"
    page = teacher.post(f"/courses/page/new/{course.id}", data=about | {"text": text})
    assert page.status_code == 303
    task = about | {"title": "Bài tập 1", "text": "Làm bài 3.", "places": "1"}
    assert teacher.post(f"/courses/assignment/new/{course.id}", data=task).status_code == 303
    return course


def activity(kind: str) -> Activity:
    return db.session.scalars(select(Activity).where(Activity.kind == kind)).one()


def the_pupil_learns(pupil: FlaskClient, teacher: FlaskClient, pupil_id: int) -> None:
    page = pupil.get(f"/courses/page/{activity('page').id}").text
    assert "math-text" in page and "alert(1)" not in page.replace("&lt;script&gt;alert(1)", "")
    done = pupil.post(f"/courses/activities/{activity('page').id}/visit", data={"done": "1"})
    assert done.status_code in (204, 303)
    here = f"/courses/assignment/{activity('assignment').id}"
    assert pupil.post(here, data={"text": "x = 3", "action": "hand_in"}).status_code == 303
    form = teacher.get(f"{here}/marking?person={pupil_id}").text
    versions = dict(re.findall(r'name="(\w+_version)"[^>]*value="(\d+)"', form))
    given = {"mark": "8,5", "comment": "Khá tốt", **versions}
    assert teacher.post(f"{here}/marking/{pupil_id}", data=given).status_code == 303
    assert teacher.post(f"{here}/return").status_code == 303
    back = pupil.get(here).text
    assert "8,5" in back and "Khá tốt" in back


def the_test_is_made(teacher: FlaskClient, course: Course) -> Exam:
    preview = teacher.post("/bank/import", data={"text": PAPER}).location
    take = {
        "subject_code": "TOAN",
        "grade": "6",
        "topic": "Ôn",
        "action": "take",
        "take": ["0", "1"],
    }
    assert teacher.post(preview, data=take).status_code == 303
    section = db.session.scalars(select(Section)).first()
    assert section is not None
    about = {"section_id": section.id, "visible": "now", "title": "Kiểm tra", "minutes": "15"}
    url = teacher.post(f"/courses/exam/new/{course.id}", data=about).location
    base = url.rsplit("/", 1)[0]
    teacher.post(f"{base}/questions", data={"action": "draw", "count": "2"})
    settings = {
        "title": "Kiểm tra", "minutes": "15", "form_count": "2", "points_policy": "equal",
        "mode": "at_home", "preset": "on_release", "access_code": "6A-2026",
        "shuffle_questions": "y", "shuffle_options": "y",
    }  # fmt: skip
    assert teacher.post(f"{base}/settings", data=settings).status_code == 303
    assert teacher.post(f"{base}/state", data={"action": "prepare"}).status_code == 303
    exam = db.session.scalars(select(Exam)).one()
    assert exam.state == "ready"
    return exam


def the_test_is_taken(pupil: FlaskClient, teacher: FlaskClient, exam: Exam) -> None:
    page = unescape(pupil.get(f"/exams/{exam.uid}").text)
    found = re.search(r'data-entry="([^"]+)"', page)
    assert found, "the waiting page holds no entry"
    headers, wish = {"X-Entry": found.group(1)}, {"code": "6A-2026", "device": "device0001"}
    wrong = pupil.post("/exams/door/start", json=wish | {"code": "?"}, headers=headers)
    assert wrong.json == {"refused": "wrong_code"}
    started = pupil.post("/exams/door/start", json=wish, headers=headers).json
    answers = []
    for number, item in enumerate(started["paper"]["items"], 1):
        wanted = "{1; 2; 3}" if "Tập hợp" in item["html"] else "7"
        options = re.findall(
            r'value="(\d)".*?<span class="option-text[^>]*>(.*?)</span>', item["html"], re.S
        )
        place = next(int(value) for value, text in options if unescape(text).strip() == wanted)
        answers.append({"seq": number, "item": number, "response": place})
    headers = {"X-Attempt": started["token"]}
    told = pupil.post("/exams/door/answers", json={"answers": answers}, headers=headers).json
    assert [ack["state"] for ack in told["acks"]] == ["counts", "counts"]
    assert pupil.post("/exams/hand-in", headers=headers).status_code == 200
    base = f"/exams/{exam.uid}"
    assert "exam-score" not in pupil.get(f"{base}/result").text
    teacher.post(f"{base}/state", data={"action": "close"})
    teacher.post(f"{base}/state", data={"action": "release"})
    assert '"exam-score">10<' in pupil.get(f"{base}/result").text
    assert "1,00" in teacher.get(f"{base}/items").text, "the facility of both questions"


def the_book_is_read(app: Flask, teacher: FlaskClient, pupil: FlaskClient) -> None:
    give = {"files": (io.BytesIO(BOOK.encode()), "on-tap.txt")}
    assert teacher.post("/library/upload", data=give).status_code == 303
    jobs.drain()
    work = db.session.scalars(select(Work)).one()
    url = f"/library/works/{work.uid}"
    about = {
        "title": "Ôn tập phương trình bậc hai", "creators": "Phạm Thị Cô", "kind": work.kind,
        "subject": "TOAN", "grades": ["6"], "language": "vi", "licence": "own",
        "audience": "school", "description": "",
    }  # fmt: skip
    assert teacher.post(f"{url}/edit", data=about).status_code == 303
    nodes = re.findall(r'name="node" value="(\d+)"', teacher.get(f"{url}/topics").text)
    teacher.post(f"{url}/topics", data={"subject": "TOAN", "grade": "6", "node": nodes[:1]})
    assert teacher.post(f"{url}/submit").status_code == 303
    assert teacher.post(f"{url}/publish").status_code == 403
    assert pupil.get(url).status_code == 404
    librarian = client_of(app, named("Lê Văn Sách"))
    assert librarian.post(f"{url}/publish").status_code == 303
    assert librarian.post(f"{url}/topics/confirm").status_code == 303
    jobs.drain()
    for words in ("phuong trinh bac hai", "phương trình bậc hai", "duong thang"):
        hits = pupil.get("/library/", query_string={"q": words}).text
        assert "/library/read/" in hits and "<mark" in hits, words
    link = re.search(r'href="(/library/read/[^"]+)"', unescape(hits))
    assert link
    opened = pupil.get(link.group(1), follow_redirects=True)
    assert opened.status_code == 200 and "<mark" in opened.text
    file_id = work.files[0].id
    assert pupil.get(f"/library/files/{file_id}/download").status_code == 200


def test_from_a_list_to_the_number(dbapp: Flask) -> None:
    app = dbapp
    load_programme()
    load_parameters()
    this_monday = clock.today() - timedelta(days=clock.today().weekday())
    make.year(this_monday - timedelta(weeks=4))
    school = make.school()
    the_list_goes_in(app, school)
    teacher_row, pupil_row = named("Phạm Thị Cô"), named("Nguyễn Thị Bình")
    teacher, pupil = client_of(app, teacher_row), client_of(app, pupil_row)
    course = the_class_is_taught(teacher)
    the_pupil_learns(pupil, teacher, pupil_row.id)
    the_test_is_taken(pupil, teacher, the_test_is_made(teacher, course))
    the_book_is_read(app, teacher, pupil)
    of = db.session.scalars(select(SchoolClass).where(SchoolClass.name == "6A")).one()
    answers = {f"device-{pupil_row.id}": "yes", f"line-{pupil_row.id}": "yes"}
    teacher.post(f"/coverage/conditions/class/{of.id}", data=answers)
    jobs.drain()
    runner = app.test_cli_runner()
    for command in ("rollup", "compute", "check"):
        result = runner.invoke(args=["indicators", command, "--json"])
        assert result.exit_code == 0, result.output
    assert check.check().agrees
    principal = client_of(app, make.person("Đỗ Văn Hiệu", "principal", school))
    week = {"unit": f"school:{school.id}", "period": f"w{this_monday}"}
    page = principal.get("/coverage", query_string=week).text
    assert "1 / 3" in page, "one of three pupils used it"
    assert "33,3" in page
    sheet = principal.get("/coverage/export.csv", query_string=week)
    assert sheet.status_code == 200
