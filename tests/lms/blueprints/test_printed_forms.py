"""The forms of an exam on paper: what the PDF says, Word's equations, the key of each form."""

import io
import zipfile
from typing import Any

import pypdfium2
import pytest
from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from lms.bank import service as bank
from lms.bank import stimuli
from lms.bank.rules import Content
from lms.bank.service import About
from lms.blueprints import forms_print, pieces, printing, setting
from lms.blueprints.forms_print import Form, Head, PaperPart, Pictures, Question
from lms.blueprints.models import Print
from lms.exams import choosing, creating, service
from lms.exams.models import Exam, ExamForm, ExamPart
from lms.exams.papers import places_of
from lms.formats.latex import schooled
from suite import jobs
from suite.db import db
from tests.kit import make, make_exams
from tests.kit.client import sign_in

HEAD = Head("UBND phường Bỉm Sơn", "THCS Thử", "Kiểm tra giữa kì I", "Toán", 90)
HOSTILE = '#let x = 1 *đậm* [a](b) $\\input{/etc/passwd}$ <script> \\end{document} "'


def question(number: int, **more: Any) -> Question:
    given: dict[str, Any] = {
        "kind": "single_choice",
        "stem": f"Tính $\\frac{{x^2+{number}}}{{\\sqrt{{y}}}}$",
        "shown": {"options": ["$\\frac12$", "2", "3", "4"]},
        "key": "A",
    }
    return Question(number, **{**given, **more})


def form(code: str = "101", *more: Question) -> Form:
    truth = question(
        1, kind="true_false", shown={"statements": ["m", "n", "p", "q"]}, key="Đ S Đ S"
    )
    number = question(1, kind="short_number", shown={}, key="-1,5")
    return Form(
        code,
        [
            PaperPart("Phần I", "Chọn một phương án.", [question(1), question(2), *more]),
            PaperPart("Phần II", "", [truth]),
            PaperPart("Phần III", "", [number]),
        ],
    )


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    pages = [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    document.close()
    return "\n".join(pages)


def test_a_pdf_has_head_parts_answer_sheet_and_nothing_of_the_key() -> None:
    text = text_of(forms_print.pdf(HEAD, [form("101"), form("257")], Pictures()))
    for words in (
        "UBND PHƯỜNG BỈM SƠN", "THCS THỬ", "KIỂM TRA GIỮA KÌ I", "Môn: Toán",
        "Thời gian làm bài: 90 phút", "Họ và tên", "Số báo danh", "Mã đề 101", "Mã đề 257",
        "Phần I", "Chọn một phương án.", "Phần III", "PHIẾU TRẢ LỜI – MÃ ĐỀ 257", "HẾT",
    ):  # fmt: skip
        assert words in text, words
    assert "-1,5" not in text
    assert "\\frac" not in text, "formulas are set, not spelled"


def test_hostile_texts_are_printed_as_they_stand() -> None:
    data = forms_print.pdf(HEAD, [form("101", question(3, stem=HOSTILE))], Pictures())
    text = " ".join(text_of(data).split())
    for words in ("#let x = 1 *đậm* [a](b)", "\\input{/etc/passwd}", "<script>", "root:"):
        assert (words in text) == (words != "root:"), words
    told = Document(
        io.BytesIO(forms_print.word(HEAD, form("101", question(3, stem=HOSTILE)), Pictures()))
    )
    assert any("#let x = 1 *đậm* [a](b)" in line.text for line in told.paragraphs)


def test_word_has_equations_that_can_be_edited() -> None:
    data = forms_print.word(HEAD, form(), Pictures())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        source = archive.read("word/document.xml").decode()
    assert source.count("<m:oMath>") == 6, "four stems and one option of two questions"
    assert source.count("<m:rad>") == 4
    assert "\\frac" not in source
    document = Document(io.BytesIO(data))
    assert "MÃ ĐỀ 101" in "\n".join(line.text for line in document.paragraphs)
    assert document.tables[0].rows[0].cells[0].text.startswith("UBND PHƯỜNG BỈM SƠN")


class Kind:
    by_hand = False

    def lines(self, _body: Any, _key: Any) -> list[str]:
        return []


@pytest.mark.parametrize(
    ("key", "order", "said"),
    [
        ({"right": 2}, [2, 0, 1, 3], "A"),
        ({"right": 2, "also": [0]}, [2, 0, 1, 3], "A, B"),
        ({"right": [0, 3], "rule": "all"}, [3, 2, 1, 0], "A, D"),
        ({"truths": [True, False, False, True]}, [1, 0, 2, 3], "S Đ S Đ"),
        ({"truths": [True, False]}, [], "Đ S"),
        ({"accepted": [{"value": "-1,5", "tolerance": "0"}]}, [], "-1,5"),
        ({"accepted": ["Hà Nội"]}, [], "Hà Nội"),
        ({"pairs": [1, 0]}, [1, 0], "1A 2B"),
    ],
)
def test_the_key_follows_the_order_of_the_form(key: Any, order: list[int], said: str) -> None:
    assert pieces.answer(Kind(), {}, key, order) == said


def ready(teacher: Any, course: Any) -> Exam:
    uid = creating.create_exam(
        course, course.sections[0].id, "Giữa kì", 45, teacher.id, form_count=4
    )
    exam = db.session.query(Exam).filter_by(uid=uid).one()
    stimulus = stimuli.add(teacher.school_id, "ĐOẠN VĂN CHUNG", teacher.id)
    about = About(teacher.school_id, "TOAN", 6)
    on = [
        bank.add_item(
            about,
            Content("single_choice", f"Chùm {n}", {"options": ["x", "y", "z", "t"]}, {"right": n}),
            teacher.id,
            stimulus,
        )
        for n in range(2)
    ]
    items = [*on, *(make_exams.question(teacher, f"Câu {n}", right=n) for n in range(3))]
    choosing.choose(exam.id, [item.id for item in items])
    db.session.add(ExamPart(exam_id=exam.id, number=1, title="Phần I"))
    db.session.commit()
    service.prepare(exam.id)
    return exam


def printed(client: FlaskClient, exam: Exam, what: str) -> bytes:
    answer = client.post(f"/exams/{exam.uid}/print/make", data={"what": what, "office": "Sở Thử"})
    assert answer.status_code == 303
    job = db.session.query(jobs.Job).filter_by(name=printing.NAME, state="waiting").one()
    done = printing.run(jobs.Context(job), **job.payload)
    job.state = "done"
    db.session.commit()
    file = client.get(f"/exams/{exam.uid}/print/{(done or {})['print']}")
    assert file.headers["Cache-Control"] == "private, no-store"
    return file.data


def test_codes_keys_and_papers_of_an_exam(app: Flask) -> None:
    of = make.school_class()
    teacher, pupil = make.teacher(of), make.student(of)
    exam = ready(teacher, make_exams.course(of))
    client = sign_in(app.test_client(), teacher)
    page = f"/exams/{exam.uid}/print"
    assert "101, 102, 103, 104" in client.get(page).text
    assert client.post(f"{page}/codes", data={"way": "row", "start": "2x"}).status_code == 303
    client.post(f"{page}/codes", data={"way": "row", "start": "007"})
    assert "007, 008, 009, 010" in client.get(page).text
    client.post(f"{page}/codes", data={"way": "random"})
    db.session.expire_all()
    forms = db.session.query(ExamForm).filter_by(exam_id=exam.id).order_by(ExamForm.number).all()
    assert len({one.code for one in forms if len(one.code) == 3}) == 4
    book = load_workbook(io.BytesIO(printed(client, exam, "keys.xlsx")))
    values = list(book.active.iter_rows(values_only=True))
    head = next(row for row in values if row[1] == "Câu")
    questions = {question.id: question for question in exam.questions}
    for column, held in enumerate(forms, 2):
        assert head[column] == f"Mã đề {held.code}"
        told = [row[column] for row in values if isinstance(row[1], int | float)]
        right = [
            "ABCD"[place.order.index(questions[place.question_id].version.key["right"])]  # type: ignore[union-attr]
            for place in places_of(held)
        ]
        assert told == right
    text = text_of(printed(client, exam, "paper.pdf"))
    assert text.count("ĐOẠN VĂN CHUNG") == 4, "once on each form"
    assert "SỞ THỬ" in text
    assert make_exams.SECRET_SOLUTION not in text
    with zipfile.ZipFile(io.BytesIO(printed(client, exam, "paper.zip"))) as archive:
        assert sorted(archive.namelist()) == sorted(f"ma-de-{one.code}.docx" for one in forms)
    assert db.session.query(Print).count() == 3
    theirs = sign_in(app.test_client(), pupil)
    made = db.session.query(Print).first()
    assert made is not None
    assert theirs.get(page).status_code in (403, 404)
    assert theirs.get(f"{page}/{made.uid}").status_code in (403, 404)


def test_formulas_that_pandoc_sets_wrongly_are_set_right() -> None:
    stem = (
        r"$A \cap B \otimes C$ $\begin{cases} x = 1 \\ y = 2 \end{cases}$ $2,5$"
        r" $\overset{\frown}{AB}$ $\left[ \begin{matrix} 3 \\ 4 \end{matrix} \right.$ 5$ và 6$"
        "\n| Năm | 2024 |\n| Số | 8,5 |\nsau bảng"
    )
    text = text_of(forms_print.pdf(HEAD, [form("101", question(3, stem=stem))], Pictures()))
    assert "∩" in text and "⊗" in text and "2,5" in text and "5$ và 6$" in text
    assert not set(text) & {setting.ONE_SIDED, setting.BOW, setting.COMMA, "|"}
    told = Document(
        io.BytesIO(forms_print.word(HEAD, form("101", question(3, stem=stem)), Pictures()))
    )
    assert any(table.rows[0].cells[0].text == "Năm" for table in told.tables)


def test_text_outside_of_formulas_is_left_alone() -> None:
    assert setting.set_right(r"sect \$ times.circle $sect$") == r"sect \$ times.circle $inter$"
    told = r"x \in \left\{1,2,3\right\}, y = 2,5"
    assert setting.for_typst(told).count(setting.COMMA) == 1


def test_word_equations_get_the_spelling_of_school() -> None:
    drawn = r"\left\{ \begin{matrix} x = 1 \\ y = 2 \end{matrix} \right. \overset{\rightarrow}{AB}"
    assert schooled(drawn) == r"\begin{cases} x = 1 \\ y = 2 \end{cases} \overrightarrow{AB}"
    assert schooled(schooled(drawn)) == schooled(drawn)
