"""Papers with parts: clusters, short answers and essays beside single choices."""

import io

import pytest
from docx import Document
from docx.shared import RGBColor

from lms.bank import rules
from lms.bank.layout.kinds import short_answer, truths_of
from lms.bank.layout.model import ParsedQuestion
from lms.bank.layout.reader import read_docx, read_text

PAPER = """PHẦN I. Câu trắc nghiệm nhiều phương án lựa chọn. Thí sinh trả lời từ câu 1 đến câu 2.
Câu 1. [NB] Số nào nguyên tố?
A. 4\tB. 6\tC. 7\tD. 9
Câu 2. $2^3$ bằng
A. 6\tB. 8\tC. 9\tD. 5
PHẦN II. Câu trắc nghiệm đúng sai. Trong mỗi ý a), b), c), d) thí sinh chọn đúng hoặc sai.
Câu 1. (TH) Cho hàm số $y = x^2$.
a) Hàm số chẵn.
b) Hàm số lẻ.
c) Đồ thị qua gốc toạ độ.
d) Hàm số nghịch biến trên R.
Câu 2. [0,NB] Xét số 12.
a) chia hết cho 2
b) chia hết cho 5
c) chia hết cho 3
d) là số nguyên tố
PHẦN III. Câu trắc nghiệm trả lời ngắn. Thí sinh trả lời từ câu 1 đến câu 2.
Câu 1. Nghiệm của $2x + 3 = 0$ là bao nhiêu?
Câu 2. Quãng đường đi được là bao nhiêu mét?
PHẦN IV. TỰ LUẬN
Câu 1. Chứng minh rằng $\\sqrt{2}$ là số vô tỉ.
Lời giải: Giả sử ngược lại.
------ HẾT ------
BẢNG ĐÁP ÁN
PHẦN I
Câu\t1\t2
Đáp án\tC\tB
PHẦN II
Câu 1: a-Đ, b-S, c-Đ, d-S
Câu 2: ĐSĐS
PHẦN III
Câu\t1\t2
Đáp án\t-1,5\t20
"""
TRUTHS = {"truths": [True, False, True, False]}


def kinds(questions: list[ParsedQuestion]) -> list[str]:
    return [one.kind for one in questions]


def test_a_paper_in_four_parts_with_its_table() -> None:
    result = read_text(PAPER)
    assert kinds(result.questions) == [
        "single_choice", "single_choice", "true_false", "true_false", "short_number",
        "short_number", "essay",
    ]  # fmt: skip
    assert [one.status for one in result.questions] == ["ready"] * 7
    assert [one.key for one in result.questions[:2]] == ["C", "B"]
    assert [one.answer for one in result.questions[2:4]] == [TRUTHS, TRUTHS]
    accepted = [one.answer["accepted"][0]["value"] for one in result.questions[4:6]]
    assert accepted == ["-1,5", "20"]
    assert result.questions[6].solution == "Giả sử ngược lại."
    content = rules.from_parsed(result.questions[2])
    assert content.stem == "Cho hàm số $y = x^2$."
    assert content.body["statements"][1] == "Hàm số lẻ."
    assert {note.code for note in result.notes} <= {"line_ignored"}


@pytest.mark.parametrize(
    "table",
    [
        "Câu\ta)\tb)\tc)\td)\n1\tĐ\tS\tĐ\tS\n2\tĐ\tS\tĐ\tS",
        "Câu\t1\t2\na)\tĐ\tĐ\nb)\tS\tS\nc)\tĐ\tĐ\nd)\tS\tS",
        "1. ĐSĐS\n2. Đ-S-Đ-S",
        "Câu 1: a) Đúng b) Sai c) Đúng d) Sai\nCâu 2: a-Đ; b-S; c-Đ; d-S",
    ],
)
def test_tables_of_clusters(table: str) -> None:
    old = "Câu 1: a-Đ, b-S, c-Đ, d-S\nCâu 2: ĐSĐS"
    result = read_text(PAPER.replace(old, table))
    assert [one.answer for one in result.questions[2:4]] == [TRUTHS, TRUTHS]


@pytest.mark.parametrize(
    ("block", "kind", "answer"),
    [
        ("Tổng hai số là\nĐáp án: -1,5", "short_number",
         {"accepted": [{"value": "-1,5", "tolerance": "0"}]}),
        ("Quãng đường là\nĐáp số: 12 km", "short_number",
         {"accepted": [{"value": "12", "tolerance": "0"}], "unit": "km"}),
        ("Thủ đô là\nĐáp án: Hà Nội hoặc Ha Noi", "short_text",
         {"accepted": ["Hà Nội", "Ha Noi"]}),
        ("Xét các ý\na) một\nb) hai\nc) ba\nd) bốn\nĐáp án: a-Đ, b-S, c-Đ, d-S", "true_false",
         TRUTHS),
        ("Xét các ý\na) một [ĐÚNG]\nb) hai [SAI]\nc) ba [ĐÚNG]\nd) bốn [SAI]", "true_false",
         TRUTHS),
    ],
)  # fmt: skip
def test_keys_beside_questions(block: str, kind: str, answer: dict[str, object]) -> None:
    (question,) = read_text(f"Câu 1. {block}\nLời giải: vì vậy").questions
    assert (question.kind, question.answer, question.status) == (kind, answer, "ready")
    assert question.solution == "vì vậy"
    assert "[" not in "".join(text for _letter, text in question.options)


def test_what_has_no_answer_is_refused_by_name() -> None:
    paper = "PHẦN III. Câu trắc nghiệm trả lời ngắn\nCâu 1. Bao nhiêu?\nCâu 2. Mấy?\nĐáp án: 5"
    first, second = read_text(paper).questions
    assert [note.code for note in first.notes] == ["answer_missing"]
    assert (first.status, second.status) == ("refused", "ready")


@pytest.mark.parametrize("look", ["underline", "bold", "colour"])
def test_statements_marked_in_word(look: str) -> None:
    document = Document()
    document.add_paragraph("PHẦN II. Câu trắc nghiệm đúng sai")
    document.add_paragraph("Câu 1. Xét số 12.")
    for letter, text in zip("abcd", ("chẵn", "lẻ", "dương", "âm"), strict=True):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(f"{letter})")
        if letter in "ac":
            run.underline = look == "underline" or None
            run.bold = look == "bold" or None
            if look == "colour":
                run.font.color.rgb = RGBColor(255, 0, 0)
        paragraph.add_run(f" {text}")
    out = io.BytesIO()
    document.save(out)
    (question,) = read_docx(out.getvalue()).questions
    assert question.answer == TRUTHS


def test_a_lower_case_choice_stays_a_choice() -> None:
    (question,) = read_text("Câu 1. Thủ đô?\na) Huế\nb) Hà Nội\nc) Vinh\nĐáp án: b").questions
    assert (question.kind, question.key) == ("single_choice", "B")


def test_answers_by_themselves() -> None:
    assert truths_of("Đ S S Đ", 4) == [True, False, False, True]
    assert truths_of("a-Đ, b-S", 4) is None
    assert truths_of("ĐSĐ", 4) is None
    assert short_answer("0,25; 1/4")[0] == "short_text"
    assert short_answer("x" * 200) == ("essay", {})
