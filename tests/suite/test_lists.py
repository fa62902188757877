"""Lists: sorted by their headers, paged, and the same rows as a file that runs nothing."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from suite.sheets import BOM, DANGEROUS, csv_lines
from tests.kit import make
from tests.kit.client import sign_in
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]
CELL = re.compile(r'<td data-label="[^"]*" class="head"><a[^>]*>([^<]+)</a>')


def rows(client: FlaskClient, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.text.startswith(BOM)
    return list(csv.reader(io.StringIO(answer.text.removeprefix(BOM))))


@given(
    st.lists(st.lists(st.text(st.characters(exclude_characters="\r\0")), min_size=2, max_size=2))
)
def test_a_file_keeps_every_text_and_runs_none(table: list[list[str]]) -> None:
    text = "".join(csv_lines(["a", "b"], table)).removeprefix(BOM)
    back = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [[cell.removeprefix("'") if cell[1:2] and cell[1] in DANGEROUS else cell
             for cell in row] for row in back] == [
        [cell.removeprefix("'") if cell[:1] == "'" and cell[1:2] in DANGEROUS else cell
         for cell in row] for row in table
    ]  # fmt: skip
    assert not any(cell.startswith(DANGEROUS) for row in back for cell in row)


def test_people_are_sorted_both_ways_on_both_databases(dbapp: Flask) -> None:
    of = make.school_class()
    for name in ("Lê Ý", "Trần Ánh", "Đỗ Bình"):
        make.student(of, name)
    client = sign_in(dbapp.test_client(), make.person("Ông Hiệu", "principal", of.school))
    up = CELL.findall(client.get("/people?kind=pupils&sort=name").text)
    down = client.get("/people?kind=pupils&sort=-name")
    assert up == ["Trần Ánh", "Đỗ Bình", "Lê Ý"]
    assert CELL.findall(down.text) == up[::-1]
    assert 'aria-sort="descending"' in down.text
    assert "/people?kind=pupils&amp;sort=name" in down.text
    for sort in ("username", "-account", "role", "nonsense", "--name", "%00", "' or 1"):
        assert len(CELL.findall(client.get(f"/people?kind=pupils&sort={sort}").text)) == 3


def test_the_file_has_the_rows_and_the_rights_of_the_list(signed_in: SignedIn) -> None:
    of, far = make.school_class(), make.school_class(make.school("THCS Kia"), "6B")
    for name in ("=HYPERLINK(1)", "Trần Ánh", "Đỗ Bình"):
        make.student(of, name)
    make.student(far, "Người Trường Khác")
    client = signed_in(make.person("Ông Hiệu", "principal", of.school))
    page = client.get("/people?kind=pupils&sort=-name")
    assert "format=csv" in page.text
    head, *lines = rows(client, "/people?kind=pupils&sort=-name&format=csv")
    assert head[:3] == ["Họ và tên", "Vai trò", "Lớp"]
    names = [line[0] for line in lines]
    assert [name.removeprefix("'") for name in names] == CELL.findall(page.text)
    assert "'=HYPERLINK(1)" in names and "Người Trường Khác" not in names
    assert {line[2] for line in lines} == {"6A"}
    assert [line[0] for line in rows(client, "/people?q=anh&format=csv")[1:]] == ["Trần Ánh"]


@pytest.mark.parametrize("sort", ["class", "-pupils", "grade", "school", "homeroom"])
def test_classes_by_every_column(sort: str, dbapp: Flask) -> None:
    first = make.school_class()
    second = make.school_class(first.school, "6B")
    make.student(second)
    client = sign_in(dbapp.test_client(), make.person("Ông Hiệu", "principal", first.school))
    found = CELL.findall(client.get(f"/classes?sort={sort}").text)
    assert found == (["6B", "6A"] if sort == "-pupils" else ["6A", "6B"])
    assert [line[0] for line in rows(client, f"/classes?sort={sort}&format=csv")[1:]] == found


def test_pages_and_files_cost_the_same_for_many(signed_in: SignedIn) -> None:
    of = make.school_class()
    for number in range(60):
        make.student(of, f"Nguyễn Văn {number}")
    client = signed_in(make.person("Ông Hiệu", "principal", of.school))
    for address, most in (("/people?sort=-name", 12), ("/people?format=csv", 12), ("/classes", 12)):
        client.get(address)
        with counted() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= most, (address, seen)
