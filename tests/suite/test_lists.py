"""Lists: sorted by their headers, paged, and the same rows as a file that runs nothing."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from suite.lists import Column, Table
from suite.sheets import BOM, DANGEROUS, csv_lines
from suite.text import sort_key
from tests.kit import make
from tests.kit.client import sign_in
from tests.kit.listed import sheet
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]
CELL = re.compile(r'<td data-label="[^"]*" class="head"><a[^>]*>([^<]+)</a>')


def rows(client: FlaskClient, address: str) -> list[list[str]]:
    return sheet(client, address).rows


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
    file = sheet(client, "/people?kind=pupils&sort=-name&format=csv")
    head, lines = file.head, file.rows
    assert head[:3] == ["Họ và tên", "Vai trò", "Lớp"]
    assert file.notes["Hiện"] == "Học sinh"
    assert file.notes["Xếp theo"] == "Họ và tên, giảm dần"
    names = [line[0] for line in lines]
    assert [name.removeprefix("'") for name in names] == CELL.findall(page.text)
    assert "'=HYPERLINK(1)" in names and "Người Trường Khác" not in names
    assert {line[2] for line in lines} == {"6A"}
    assert [line[0] for line in rows(client, "/people?q=anh&format=csv")] == ["Trần Ánh"]


@pytest.mark.parametrize("sort", ["class", "-pupils", "grade", "school", "homeroom"])
def test_classes_by_every_column(sort: str, dbapp: Flask) -> None:
    first = make.school_class()
    second = make.school_class(first.school, "6B")
    make.student(second)
    client = sign_in(dbapp.test_client(), make.person("Ông Hiệu", "principal", first.school))
    found = CELL.findall(client.get(f"/classes?sort={sort}").text)
    assert found == (["6B", "6A"] if sort == "-pupils" else ["6A", "6B"])
    assert [line[0] for line in rows(client, f"/classes?sort={sort}&format=csv")] == found


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


@dataclass(frozen=True)
class Row:
    name: str
    mark: int | None


TABLE = (
    Column("name", "Name", lambda row: row.name, by=lambda row: sort_key(row.name)),
    Column("mark", "Mark", lambda row: row.mark, by=lambda row: row.mark),
    Column("plain", "Plain", lambda row: "="),
)
ROWS = st.lists(st.builds(Row, st.text(max_size=3), st.none() | st.integers(0, 10)), max_size=30)


@given(ROWS, st.sampled_from(("name", "mark", "plain", "?")), st.booleans(), st.integers(1, 9))
def test_rows_at_hand_are_sorted_and_cut_into_pages(
    rows: list[Row], key: str, down: bool, per_page: int
) -> None:
    app, seen = Flask(__name__), list[Row]()
    for number in range(1, max(1, -(-len(rows) // per_page)) + 1):
        asked = {"sort": f"-{key}" if down else key, "page": number}
        with app.test_request_context(query_string=asked):
            seen += Table(rows, TABLE, per_page).page().items
    assert sorted(map(repr, seen)) == sorted(map(repr, rows))
    if key not in ("name", "mark"):
        assert seen == rows
        return
    keys = [sort_key(row.name) if key == "name" else row.mark for row in seen]
    known = [one for one in keys if one is not None]
    assert keys == [*sorted(known, reverse=down), *[None] * (len(keys) - len(known))]


def test_a_table_as_a_file_says_how_it_is_narrowed_and_sorted(app: Flask) -> None:
    table = Table([Row("=1", 2), Row("Ê", None)], TABLE, usual="-mark", filters=[("Ô", "@x")])
    with app.test_request_context("/people?format=csv"):
        lines = table.csv("Bảng").get_data(as_text=True).splitlines()
    assert lines[1:3] == ["'=1,2,'=", "Ê,,'="]
    assert lines[3:6] == ["", "Ô,'@x", 'Xếp theo,"Mark, giảm dần"']
