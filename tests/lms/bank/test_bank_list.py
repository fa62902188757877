"""The list of questions sorted and as a file, with the rights and the filters of the page."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from tests.kit import make, make_exams
from tests.kit.client import sign_in
from tests.kit.listed import sheet
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]
STEM = re.compile(r'class="bank-stem math-text"[^>]*>([^<]*)<')


def bank(number: int = 3) -> tuple[Any, Any]:
    """A teacher with some questions of two subjects, and one of another school with one."""
    teacher = make.teacher(make.school_class(), name="Ông Ấm")
    make.subject("TINHOC")
    for n in range(number):
        item = make_exams.question(teacher, f"Câu {n}", subject=("TOAN", "TINHOC")[n % 2])
        item.grade = 6 + n % 4
    far = make.teacher(make.school_class(make.school("THCS Kia"), "6B"), name="Bà Xa")
    make_exams.question(far, "Của trường kia")
    return teacher, far


def test_page_and_file_have_one_order_on_both_databases(dbapp: Flask) -> None:
    teacher, _far = bank()
    client = sign_in(dbapp.test_client(), teacher)
    newest = ["Câu 2", "Câu 1", "Câu 0"]
    others = {"made": newest[::-1], "subject": ["Câu 1", "Câu 2", "Câu 0"]}
    for sort in ("", "made", "-grade", "subject", "-author", "question", "%27"):
        names = STEM.findall(client.get(f"/bank?sort={sort}").text)
        file = sheet(client, f"/bank?sort={sort}&format=csv")
        assert names == others.get(sort, newest), sort
        assert file.column("Câu hỏi") == names
        assert set(file.column("Người soạn")) == {"Ông Ấm"}
        assert file.notes["Trạng thái"] == "đang dùng"


def test_the_file_says_how_it_is_narrowed_and_runs_nothing(signed_in: SignedIn) -> None:
    teacher, far = bank(0)
    make_exams.question(teacher, '=HYPERLINK("http://x")')
    make_exams.question(teacher, "Thường")
    client = signed_in(teacher)
    file = sheet(client, "/bank?subject=TOAN&grade=6&q=hyper&format=csv")
    assert file.column("Câu hỏi") == ['\'=HYPERLINK("http://x")']
    assert (file.notes["Môn"], file.notes["Khối"], file.notes["Từ cần tìm"]) == (
        "Toán", "6", "hyper",
    )  # fmt: skip
    assert "LỜI-GIẢI" not in client.get("/bank?format=csv").text, "no solution in a list"
    assert sheet(signed_in(far), "/bank?format=csv").column("Câu hỏi") == ["Của trường kia"]


def test_many_questions_cost_as_few_statements_as_one(signed_in: SignedIn) -> None:
    teacher, _far = bank(40)
    client = signed_in(teacher)
    for address in ("/bank?sort=author", "/bank?format=csv"):
        client.get(address)
        with counted() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= 12, (address, len(seen), seen)
    assert len(STEM.findall(client.get("/bank?page=2").text)) == 10
