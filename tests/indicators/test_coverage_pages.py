"""The coverage page: what each role sees, exports that agree with it, and its cost."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from school.classes.models import SchoolClass
from school.people.models import Person
from school.units.models import OrgUnit
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make
from tests.kit import make_indicators as counting
from tests.kit.listed import sheet

START = make.YEAR_START
WEEK = timedelta(weeks=1)
NOW = START + 4 * WEEK - timedelta(days=1)
SignedIn = Callable[[Person], FlaskClient]


@pytest.fixture
def town(app: Flask) -> dict[str, object]:
    """Two schools of one commune: 12 pupils (9 regular) and 6 pupils (2 regular)."""
    commune = make.commune()
    big, small = make.school("THCS Lớn", commune), make.school("THCS Nhỏ", commune)
    one, other = make.school_class(big, "6A"), make.school_class(small, "6B")
    counting.programme()
    for of, amount, regular in ((one, 12, 9), (other, 6, 2)):
        for number in range(amount):
            pupil = make.student(of, f"Nguyễn Văn {chr(65 + number)}")
            if number < regular:
                counting.used(pupil, [START, START + WEEK])
    counting.counted(NOW)
    return {"commune": commune, "big": big, "small": small, "one": one, "other": other}


def get(client: FlaskClient, path: str, status: int = 200) -> str:
    with clock.frozen(counting.at(NOW)):
        answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
    return answer.get_data(as_text=True)


def test_a_principal_sees_the_school_and_its_classes(town: dict, signed_in: SignedIn) -> None:
    head = make.person("Bà Hiệu", "principal", town["big"])
    page = get(signed_in(head), "/coverage")
    assert "75,0%" in page
    assert "9 / 12" in page
    assert "6A" in page
    assert "THCS Nhỏ" not in page


def test_a_class_page_and_names_are_for_its_teachers(town: dict, signed_in: SignedIn) -> None:
    one, other = town["one"], town["other"]
    assert isinstance(one, SchoolClass)
    assert isinstance(other, SchoolClass)
    mine, foreign = make.teacher(one, homeroom=True), make.teacher(other)
    assert "9 / 12" in get(signed_in(mine), "/coverage")
    names = get(signed_in(mine), f"/coverage/uncovered?unit=class:{one.id}")
    assert "Nguyễn Văn L" in names
    assert "Nguyễn Văn A" not in names
    get(signed_in(foreign), f"/coverage?unit=class:{one.id}", 404)
    get(signed_in(foreign), f"/coverage/uncovered?unit=class:{one.id}", 404)
    get(signed_in(mine), f"/coverage/uncovered?unit=school:{one.school_id}", 403)
    logged = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "names.viewed"))
    assert [(row.actor_id, row.thing) for row in logged] == [(mine.id, f"class:{one.id}")]


def test_pupils_have_no_coverage_page(town: dict, signed_in: SignedIn) -> None:
    one = town["one"]
    assert isinstance(one, SchoolClass)
    get(signed_in(make.student(one)), "/coverage", 403)


def test_an_officer_sees_no_small_school(town: dict, signed_in: SignedIn) -> None:
    commune, big, small = town["commune"], town["big"], town["small"]
    officer = make.person("Ông Cán", "commune_officer", commune)  # type: ignore[arg-type]
    client = signed_in(officer)
    page = get(client, "/coverage")
    assert "11 / 18" in page
    # The small school is hidden, and the other with it: 18 - 12 would give it away.
    assert "9 / 12" not in page
    assert "2 / 6" not in page
    for unit in (big, small):
        assert isinstance(unit, OrgUnit)
        shown = get(client, f"/coverage?unit=school:{unit.id}")
        assert "9 / 12" not in shown
        assert "2 / 6" not in shown
    one = town["one"]
    assert isinstance(one, SchoolClass)
    get(client, f"/coverage?unit=class:{one.id}", 404)
    get(client, f"/coverage/uncovered?unit=school:{one.school_id}", 403)


def rows_of(client: FlaskClient, form: str, unit: str = "") -> list[list[str]]:
    with clock.frozen(counting.at(NOW)):
        answer = client.get(f"/coverage/export.{form}?period=year{unit}")
    assert answer.status_code == 200
    if form == "csv":
        return list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert len(book.sheetnames) == 2
    found = []
    for row in book.worksheets[0].iter_rows(values_only=True):
        found.append(["" if value is None else str(value) for value in row])
    return found


def test_files_hold_the_integers_of_the_page(town: dict, signed_in: SignedIn) -> None:
    head = make.person("Bà Hiệu", "principal", town["big"])  # type: ignore[arg-type]
    client = signed_in(head)
    as_csv, as_xlsx = rows_of(client, "csv"), rows_of(client, "xlsx")
    picked = [row[6:8] for row in as_csv if row[2] == "I2.regular"]
    assert picked == [["9", "12"], ["9", "12"]]
    assert [row[6:8] for row in as_xlsx] == [row[6:8] for row in as_csv]
    assert "9 / 12" in get(client, "/coverage?period=year")


def test_files_hide_what_the_page_hides(town: dict, signed_in: SignedIn) -> None:
    officer = make.person("Ông Cán", "commune_officer", town["commune"])  # type: ignore[arg-type]
    rows = rows_of(signed_in(officer), "csv")
    schools = [row for row in rows if row[1].startswith("THCS") and row[2].startswith("I2")]
    assert schools
    assert all(row[6] == row[7] == row[8] == "" for row in schools)


def test_every_period_and_page_answers(town: dict, signed_in: SignedIn) -> None:
    head = make.person("Bà Hiệu", "principal", town["big"])  # type: ignore[arg-type]
    client = signed_in(head)
    for period in ("year", "s1", "m2026-09", f"w{START}"):
        assert "12" in get(client, f"/coverage?period={period}")
    assert "T.0" in get(client, "/coverage/materials")
    assert "use.v1.min_weeks" in get(client, "/coverage/definitions")
    assert "6A" in get(client, "/coverage/uncovered")
    for wrong in ("unit=school:0", "unit=x", "unit=class:abc", "period=w2020-01-06", "period=zz"):
        get(client, f"/coverage?{wrong}", 404)


def test_use_is_on_the_page_before_any_rollup(town: dict, signed_in: SignedIn) -> None:
    one = town["one"]
    assert isinstance(one, SchoolClass)
    head = make.person("Bà Hiệu", "principal", town["big"])  # type: ignore[arg-type]
    late = db.session.scalars(select(Person).where(Person.full_name == "Nguyễn Văn L")).one()
    counting.used(late, [START, START + WEEK])
    assert "10 / 12" in get(signed_in(head), "/coverage")


def queries(client: FlaskClient, path: str) -> int:
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        get(client, path)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([statement for statement in seen if statement.startswith("SELECT")])


def test_a_fresh_page_costs_few_queries(town: dict, signed_in: SignedIn) -> None:
    head = make.person("Bà Hiệu", "principal", town["big"])  # type: ignore[arg-type]
    officer = make.person("Ông Cán", "commune_officer", town["commune"])  # type: ignore[arg-type]
    assert queries(signed_in(head), "/coverage") <= 12
    assert queries(signed_in(officer), "/coverage") <= 12


def test_the_first_page_has_the_number(town: dict, signed_in: SignedIn) -> None:
    one = town["one"]
    assert isinstance(one, SchoolClass)
    head = make.person("Bà Hiệu", "principal", town["big"])  # type: ignore[arg-type]
    assert "75,0%" in get(signed_in(head), "/")
    teacher = make.teacher(one, homeroom=True)
    page = get(signed_in(teacher), "/")
    assert "75,0%" in page
    assert f"/coverage/conditions/class/{one.id}" in page
    officer = make.person("Ông Cán", "commune_officer", town["commune"])  # type: ignore[arg-type]
    assert "61,1%" in get(signed_in(officer), "/")


def test_the_shell_writes_the_same_file(
    app: Flask, town: dict, signed_in: SignedIn, tmp_path: Path
) -> None:
    big = town["big"]
    assert isinstance(big, OrgUnit)
    target = tmp_path / "a.csv"
    runner = app.test_cli_runner()
    with clock.frozen(counting.at(NOW)):
        done = runner.invoke(args=["indicators", "export", f"school:{big.id}", str(target)])
        assert done.exit_code == 0, done.output
        for wrong in (["school:0", str(target)], [f"school:{big.id}", str(tmp_path / "a.doc")]):
            assert runner.invoke(args=["indicators", "export", *wrong]).exit_code == 1
    head = make.person("Bà Hiệu", "principal", big)
    rows = list(csv.reader(StringIO(target.read_bytes().decode("utf-8-sig"))))
    assert rows == rows_of(signed_in(head), "csv")


def test_units_below_are_sorted_and_the_file_with_them(town: dict, signed_in: SignedIn) -> None:
    big, one = town["big"], town["one"]
    second = make.school_class(big, "6C")
    for number in range(5):
        counting.used(make.student(second, f"Lê Văn {number}"), [START, START + WEEK])
    counting.counted(NOW)
    client = signed_in(make.person("Bà Hiệu", "principal", big))
    names = re.compile(r'class="head"><a href="/coverage\?unit=class[^"]*">([^<]+)<')
    for sort, found in (
        ("", ["Lớp 6A", "Lớp 6C"]), ("-name", ["Lớp 6C", "Lớp 6A"]),
        ("-regular", ["Lớp 6C", "Lớp 6A"]), ("regular", ["Lớp 6A", "Lớp 6C"]),
        ("%00", ["Lớp 6A", "Lớp 6C"]),
    ):  # fmt: skip
        page = get(client, f"/coverage?period=year&sort={sort}")
        assert names.findall(page) == found, sort
        in_file = [row[1] for row in rows_of(client, "csv", f"&sort={sort}")[1:]]
        assert list(dict.fromkeys(in_file))[1:] == found, sort
    assert "sort=regular&amp;" in page or "&amp;sort=regular" in page
    assert isinstance(one, SchoolClass)


def test_the_order_tells_nothing_of_what_is_hidden(town: dict, signed_in: SignedIn) -> None:
    client = signed_in(make.person("Ông Cán", "commune_officer", town["commune"]))
    names = re.compile(r'class="head"><a[^>]*>(THCS [^<]+)<')
    for sort in ("regular", "-regular", "reached", "-reached"):
        assert names.findall(get(client, f"/coverage?sort={sort}")) == ["THCS Lớn", "THCS Nhỏ"]


def test_who_is_not_covered_sorted_and_as_a_file(town: dict, signed_in: SignedIn) -> None:
    one, other = town["one"], town["other"]
    mine, foreign = make.teacher(one, homeroom=True), make.teacher(other)
    client, address = signed_in(mine), f"/coverage/uncovered?unit=class:{one.id}"
    with clock.frozen(counting.at(NOW)):
        file = sheet(client, f"{address}&sort=-name&format=csv")
        assert file.column("Học sinh") == [f"Nguyễn Văn {letter}" for letter in "LKJ"]
        assert file.notes["Đơn vị"] == "Lớp 6A" and file.notes["Kì báo cáo"]
        assert file.notes["Xếp theo"] == "Học sinh, giảm dần"
    page = get(client, f"{address}&sort=-name")
    assert page.index("Nguyễn Văn L") < page.index("Nguyễn Văn J")
    get(signed_in(foreign), f"{address}&format=csv", 404)
    logged = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "names.viewed"))
    assert [row.thing for row in logged] == [f"class:{one.id}"] * 2
    before = queries(client, address), queries(client, f"{address}&format=csv")
    for number in range(30):
        make.student(one, f"Lê Văn {number}")
    assert (queries(client, address), queries(client, f"{address}&format=csv")) == before
    assert max(before) <= 18, "it reads the days of the whole school"
