"""A paper as it is, from the file to the mark, on both databases."""

import json
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.bank.models import Item
from lms.bank.queries import Filters, find
from lms.exams import choosing, service, taking
from lms.exams.door import door
from lms.exams.models import EQUAL, PER_QUESTION, ExamForm, Result
from lms.exams.service import NotPossible
from lms.papers import cutting
from lms.papers import service as papers
from lms.papers.cutting import Box
from lms.papers.reading import Made
from school.signin.session import who_is
from suite.db import db
from tests.kit import make_exams, make_papers
from tests.kit.client import sign_in
from tests.kit.queries import counted


def test_a_key_becomes_questions_of_the_known_kinds(dbapp: Flask) -> None:
    room = make_papers.room(ready=False)
    assert [(line.label, line.kind, line.key) for line in papers.lines(room.exam)] == [
        ("I.1", "single_choice", "A"),
        ("I.2", "single_choice", "B"),
        ("I.3", "single_choice", "D"),
        ("II.1", "true_false", "a\u2011Đ b\u2011S c\u2011Đ d\u2011S"),
        ("III.1", "short_number", "−1,5"),
    ]
    assert room.exam.points_policy == EQUAL and [p.title for p in room.exam.parts][1] == "PHẦN II"
    assert (room.exam.shuffle_questions, room.exam.form_count) == (False, 1)
    papers.put_key(room.exam.id, "1A 2B\nPHẦN II\n1 ĐSSĐ", 4, "tn2025-toan", room.teacher.id)
    assert [line.points for line in papers.lines(room.exam)] == [
        Decimal("0.25"), Decimal("0.25"), Decimal(1),
    ]  # fmt: skip
    assert room.exam.points_policy == PER_QUESTION
    assert db.session.scalar(select(func.count()).where(Item.of_sheet)) == 3
    with pytest.raises(papers.BadKey):
        papers.put_key(room.exam.id, "1A 2X", 4, papers.AUTO, room.teacher.id)
    assert len(papers.lines(room.exam)) == 3


def test_the_format_of_2025_sets_the_points(dbapp: Flask) -> None:
    key = " ".join(f"{n}A" for n in range(1, 13))
    key += "\nPHẦN II\n" + "\n".join(f"{n} ĐSĐS" for n in range(1, 5))
    key += "\nPHẦN III\n" + "\n".join(f"{n}: {n},5" for n in range(1, 7))
    room = make_papers.room(key, ready=False)
    sheet = papers.sheet_of(room.exam)
    assert sheet is not None and sheet.typed == key
    assert sum(line.points for line in papers.lines(room.exam)) == 10
    assert papers.lines(room.exam)[-1].points == Decimal("0.5")


def test_from_the_start_to_the_mark(dbapp: Flask) -> None:
    room = make_papers.room()
    form = db.session.scalars(select(ExamForm).where(ExamForm.exam_id == room.exam.id)).one()
    told = json.loads(form.paper)
    assert told["labels"] == ["I.1", "I.2", "I.3", "II.1", "III.1"] and len(told["pages"]) == 2
    address = told["pages"][0]["large"]
    client = dbapp.test_client()
    assert client.get(address).status_code == 404
    started = make_exams.start(dbapp, room.exam, room.pupils[0]).json
    headers = {"X-Attempt": started["token"]}
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200 and answer.mimetype == "image/webp"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get(address[:-2], headers=headers).status_code == 404
    sent = [(seq, item, said) for seq, (item, said) in enumerate(make_papers.RIGHT.items(), 1)]
    sent[1] = (2, 2, 2)
    make_exams.save(dbapp, started["token"], *sent)
    granted = door().signer.read_attempt(started["token"])
    assert granted and taking.hand_in(granted) == "handed_in"
    assert client.get(address, headers=headers).status_code == 404
    service.close(room.exam.id)
    results = db.session.scalars(select(Result).order_by(Result.question_id)).all()
    assert [one.state for one in results] == ["right", "wrong", "right", "right", "right"]
    assert make_exams.attempt_of(started["attempt"]).score == Decimal(8)


def test_pages_change_until_the_first_start(dbapp: Flask) -> None:
    room = make_papers.room()
    old = room.exam.pages[0].sha256
    papers.put_pages(room.exam.id, Made([make_papers.picture("Bản sửa", 200)]))
    form = db.session.scalars(select(ExamForm).where(ExamForm.exam_id == room.exam.id)).one()
    assert [one["words"] for one in json.loads(form.paper)["pages"]] == ["Bản sửa"]
    assert room.exam.pages[0].sha256 != old
    with pytest.raises(NotPossible, match="not_draft"):
        papers.put_key(room.exam.id, "1A", 4, papers.AUTO, room.teacher.id)
    make_exams.start(dbapp, room.exam, room.pupils[0])
    with pytest.raises(NotPossible, match="started"):
        papers.put_pages(room.exam.id, Made([make_papers.picture()]))


def test_an_exam_of_the_bank_takes_no_pages_and_the_bank_no_sheet(dbapp: Flask) -> None:
    held = make_papers.draft()
    choosing.choose(held.exam.id, [make_exams.question(held.teacher).id])
    with pytest.raises(NotPossible, match="has_questions"):
        papers.put_pages(held.exam.id, Made([make_papers.picture()]))
    room = make_papers.room()
    for retired in (False, True):
        seen = db.session.execute(find(who_is(room.teacher), Filters(retired=retired))).all()
        assert seen == []


def test_a_question_is_cut_out_into_the_bank(dbapp: Flask) -> None:
    room = make_papers.room()
    question = cutting.question_of(room.exam, papers.lines(room.exam)[3].question_id)
    assert question is not None
    box = Box(Decimal(10), Decimal(20), Decimal(80), Decimal(25))
    page = room.exam.pages[1]
    item = cutting.cut(room.exam, question, page, box, "Xét [hàm số]", "Hàm số", room.teacher.id)
    version = item.versions[0]
    assert item.kind == "true_false" and not item.of_sheet and item.retired_at is None
    assert version.stem.startswith("![Xét hàm số](file:") and version.key["truths"][0] is True
    assert (item.topic, item.grade) == ("Hàm số", 6)
    with pytest.raises(cutting.NothingThere):
        small = Box(Decimal(10), Decimal(20), Decimal(1), Decimal(1))
        cutting.cut(room.exam, question, page, small, "x", "", room.teacher.id)


def test_nothing_of_the_key_goes_out_before_its_release(dbapp: Flask) -> None:
    room = make_papers.room()
    pupil = sign_in(dbapp.test_client(), room.pupils[0])
    heard = [pupil.get(f"/exams/{room.uid}").data]
    assert b"/exams/pages/" not in heard[0] and "Chữ trang".encode() not in heard[0]
    for path in ("/paper", "/paper/preview", "/pages/1"):
        assert pupil.get(f"/exams/{room.uid}{path}").status_code in (403, 404)
    started = make_exams.start(dbapp, room.exam, room.pupils[0])
    heard.append(started.data)
    headers = {"X-Attempt": started.json["token"]}
    heard.append(pupil.get("/exams/door/sitting", headers=headers).data)
    granted = door().signer.read_attempt(started.json["token"])
    assert granted and taking.hand_in(granted) == "handed_in"
    heard.append(pupil.get(f"/exams/{room.uid}/result").data)
    for said in heard:
        assert not any(word in said for word in (b"-1,5", b"truths", b"accepted", b"is-right"))
    assert pupil.get(f"/exams/{room.uid}/pages/1").status_code == 404
    service.close(room.exam.id)
    service.release(room.exam.id)
    page = pupil.get(f"/exams/{room.uid}/result")
    assert b"is-right" in page.data and f"/exams/{room.uid}/pages/1".encode() in page.data
    assert pupil.get(f"/exams/{room.uid}/pages/1?size=large").status_code == 200


def test_the_teacher_brings_a_file_and_types_the_key(dbapp: Flask) -> None:
    held = make_papers.draft()
    teacher = sign_in(dbapp.test_client(), held.teacher)
    at = f"/exams/{held.uid}/paper"
    assert teacher.get(at).status_code == 200
    files = {"files": (BytesIO(make_papers.pdf()), "de.pdf")}
    assert teacher.post(f"{at}/files", data=files).status_code == 303
    db.session.expire_all()
    assert len(held.exam.pages) == 2 and "Câu 2." in held.exam.pages[1].words
    wrong = teacher.post(f"{at}/key", data={"typed": "1A 2X", "options": "4", "preset": "auto"})
    assert wrong.status_code == 422 and "Dòng 1, ký tự 4".encode() in wrong.data
    assert b"1A 2X" in wrong.data
    sent = {"typed": make_papers.KEY, "options": "4", "preset": "same"}
    assert teacher.post(f"{at}/key", data=sent).status_code == 303
    with counted() as statements:
        page = teacher.get(at).data.decode()
    assert len(statements) <= 12, [one[:90] for one in statements]
    assert "III.1" in page and "−1,5" in page
    assert teacher.post(f"{at}/points").status_code == 303
    assert sum(line.points for line in papers.lines(held.exam)) == 10
    assert "PHẦN III" in teacher.get(f"{at}/preview").data.decode()
    line = papers.lines(held.exam)[0]
    cut = {"page": "1", "left": "5", "top": "5", "width": "90", "height": "20", "alt": "Câu 1"}
    assert teacher.get(f"{at}/cut/{line.question_id}").status_code == 200
    assert teacher.post(f"{at}/cut/{line.question_id}", data=cut).status_code == 303
    settings = {
        "title": "Đề giấy", "minutes": "45", "points_policy": "per_question", "mode": "at_home",
        "attempts_counted": "best", "attempts_allowed": "1", "preset": "on_release",
        "access_code": "", "browser_keys": "",
    }  # fmt: skip
    assert teacher.post(f"/exams/{held.uid}/settings", data=settings).status_code == 303
    db.session.expire_all()
    assert held.exam.form_count == 1 and teacher.get(f"/exams/{held.uid}/manage").status_code == 200


def test_hostile_files_are_refused_in_words(app: Flask) -> None:
    held = make_papers.draft()
    teacher = sign_in(app.test_client(), held.teacher)
    at = f"/exams/{held.uid}/paper/files"
    for data, name, said in (
        (b"", "rong.pdf", "rỗng"),
        (b"MZ not a paper", "de.pdf", "không phải"),
        (b"%PDF-1.7 broken", "hong.pdf", "không mở được"),
        (make_papers.pdf(21), "dai.pdf", "tối đa 20 trang"),
    ):
        answer = teacher.post(at, data={"files": (BytesIO(data), name)})
        assert answer.status_code == 422 and name in answer.data.decode(), name
        assert said in answer.data.decode(), name
    assert held.exam.pages == []
