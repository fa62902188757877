"""Undoing an import: the identity of all tables, refused once something was built on it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from lms.courses import outline
from lms.courses.models import Course, Visit
from school.calendar.models import SchoolYear
from school.curriculum.service import load_programme
from school.people.models import Contact, Person
from school.people.service import grant
from school.roster import service, undo
from school.roster.models import ImportChange, ListImport
from school.roster.service import Outcome
from school.roster.sheets import Sheet
from school.units.models import OrgUnit
from suite import clock, jobs
from suite.db import db
from tests.kit import make
from tests.kit import make_roster as lists
from tests.kit.client import sign_in
from tests.kit.queries import counted

Rows = list[list[Any]]
KEPT_APART = ("school_import", "school_import_change", "school_list_mapping", "school_signin")


def ready() -> tuple[OrgUnit, SchoolYear]:
    year = make.year()
    load_programme()
    return make.school(), year


def run(unit: OrgUnit, year: SchoolYear, sheets: dict[str, Rows], **more: Any) -> Outcome:
    held = [Sheet(name, [[str(c) for c in row] for row in rows]) for name, rows in sheets.items()]
    return service.run(unit, year, held, dry_run=False, passwords=False, **more)


def book(**changed: Rows) -> dict[str, Rows]:
    held: dict[str, Rows] = {
        "Lớp": lists.CLASSES,
        "Học sinh": [lists.PUPIL_HEADER, *lists.PUPILS],
        "Giáo viên": lists.TEACHERS,
        "Phân công": lists.ASSIGNMENTS,
    }
    return held | changed


def everything() -> dict[str, list[Any]]:
    """All rows of all tables that lists may touch."""
    db.session.rollback()
    found = {}
    for table in db.metadata.sorted_tables:
        if table.name.startswith("school_") and table.name not in KEPT_APART:
            rows = db.session.execute(select(table)).all()
            found[table.name] = sorted(map(repr, rows))
    db.session.rollback()
    return found


NAMES = ("Nguyễn Thị Bình", "Trần Văn An", "Đỗ Ánh Dương", "Nguyễn Thị Bình An", "Lê Mới")
pupils = st.lists(
    st.tuples(
        st.integers(0, 7), st.sampled_from(NAMES), st.sampled_from(("6A", "6B", "7C")),
        st.sampled_from(("05/09/2015", "17/01/2015", "")), st.sampled_from(("Nam", "Nữ", "")),
    ),
    max_size=6,
    unique_by=lambda row: row[0],
)  # fmt: skip
teachings = st.lists(
    st.tuples(
        st.sampled_from(("6A", "6B")),
        st.sampled_from(("Toán", "Tin học", "Chủ nhiệm")),
        st.sampled_from(("GV01", "GV02", "GV03")),
    ),
    max_size=4,
    unique_by=lambda row: row[:2],
)

extras = st.fixed_dictionaries(
    {},
    optional={
        "Phụ huynh": st.lists(
            st.tuples(
                st.sampled_from(("Nguyễn Văn Cha", "Lê Thị Mẹ")),
                st.sampled_from(("0912345678", "0987654321", "")),
                st.sampled_from((lists.PUPILS[1][1], lists.PUPILS[2][1])),
            ),
            min_size=1, max_size=4,
        ).map(lambda rows: [["Phụ huynh", "SĐT", "Mã định danh"], *map(list, rows)]),
        "Tổ chuyên môn": st.sampled_from(("GV01", "GV02", "")).map(
            lambda head: [["Tổ", "Tổ trưởng"], ["Toán", head], ["Văn", ""]]
        ),
        "Thời khóa biểu": st.lists(
            st.tuples(
                st.sampled_from(("6A", "6B")), st.integers(2, 6), st.integers(1, 5),
                st.sampled_from(("Toán", "Chào cờ")), st.sampled_from(("GV01", "", "Lạ")),
                st.sampled_from(("101", "P102", "")),
            ),
            min_size=1, max_size=6,
        ).map(
            lambda rows: [
                ["Lớp", "Thứ", "Tiết", "Môn", "Giáo viên", "Phòng"], *map(list, rows)
            ]
        ),
    },
)  # fmt: skip


@pytest.fixture
def started(dbapp: Flask) -> tuple[OrgUnit, SchoolYear]:
    unit, year = ready()
    assert run(unit, year, book()).faults == []
    jobs.drain()
    return unit, year


@settings(
    max_examples=15,
    deadline=None,
    # Each example writes to the database: making a failing one smaller takes many minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pupils=pupils, teachings=teachings, later=st.integers(0, 40), extra=extras)
def test_import_and_undo_is_the_identity(
    started: tuple[OrgUnit, SchoolYear],
    pupils: Rows,
    teachings: Rows,
    later: int,
    extra: dict[str, Rows],
) -> None:
    unit, year = started
    before = everything()
    rows = [[n, f"{123456789 + n:010}", *row] for n, *row in map(_pupil, pupils)]
    sheets: dict[str, Rows] = {
        "Học sinh": [lists.PUPIL_HEADER, *rows],
        "Giáo viên": [*lists.TEACHERS, ["GV03", "Vũ Văn Thay", "Giáo viên"]],
    }
    for name, more in extra.items():
        sheets[name] = more
    if teachings:
        sheets["Phân công"] = [["Lớp", "Môn", "Giáo viên"], *map(list, teachings)]
    with clock.frozen(clock.start_of(make.YEAR_START + timedelta(days=later))):
        outcome = run(unit, year, sheets)
        assert outcome.faults == [] and outcome.import_id
        jobs.drain()
        undo.undo(unit.id, outcome.import_id, None)
        undo.undo(unit.id, outcome.import_id, None)
    jobs.drain()
    assert everything() == before


def _pupil(row: Any) -> list[Any]:
    number, name, in_class, born, gender = row
    return [number, name, born, gender, in_class]


def refused(unit: OrgUnit, import_id: int | None) -> list[tuple[str, str]]:
    before = everything()
    with pytest.raises(undo.Refused) as caught:
        undo.undo(unit.id, import_id or 0, None)
    assert everything() == before
    return [(one.name, str(one.reason)) for one in caught.value.built]


def pupil(name: str) -> Person:
    return db.session.scalars(select(Person).where(Person.full_name == name)).one()


def test_an_undone_school_is_empty_and_its_courses_are_gone(dbapp: Flask) -> None:
    unit, year = ready()
    before = everything()
    outcome = run(unit, year, book())
    jobs.drain()
    assert db.session.scalars(select(Course.title).order_by(Course.title)).all() == [
        "Toán 6A", "Toán 6B",
    ]  # fmt: skip
    undo.undo(unit.id, outcome.import_id or 0, None)
    jobs.drain()
    assert everything() == before
    assert db.session.scalar(select(func.count(Course.id))) == 0
    row = db.session.scalars(select(ListImport)).one()
    assert (row.state, row.counts["pupils_new"]) == ("undone", 3) and row.undone_at
    again = run(unit, year, book())
    assert again.counts["pupils_new"] == 3


def test_whoever_signed_in_is_named(dbapp: Flask) -> None:
    unit, year = ready()
    outcome = run(unit, year, book())
    one = pupil("Trần Văn An")
    one.activated_at = clock.now()
    db.session.commit()
    assert refused(unit, outcome.import_id) == [("Trần Văn An", "đã đăng nhập")]


def test_a_course_with_something_in_it_and_work_in_it(dbapp: Flask) -> None:
    unit, year = ready()
    outcome = run(unit, year, book())
    jobs.drain()
    course = db.session.scalars(select(Course).order_by(Course.id)).first()
    assert course is not None
    section = outline.new_section(course, "Chương 1")
    activity = outline.new_activity(course.id, section.id, "page", "Bài 1", {}, clock.now())
    one, now = pupil("Trần Văn An"), clock.now()
    db.session.add(
        Visit(
            school_id=unit.id, activity_id=activity.id, person_id=one.id, first_at=now,
            last_at=now, day=clock.today(), handed_in_at=now,
        )
    )  # fmt: skip
    db.session.commit()
    told = refused(unit, outcome.import_id)
    assert ("6A", "có khóa học đã có nội dung") in told
    assert ("Trần Văn An", "đã nộp bài") in told


def test_what_was_changed_or_added_since(dbapp: Flask) -> None:
    unit, year = ready()
    first = run(unit, year, book())
    moved = [lists.PUPIL_HEADER, [*lists.PUPILS[0][:5], "6B"]]
    second = run(unit, year, {"Học sinh": moved})
    assert second.counts["pupils_moved"] == 1
    told = refused(unit, first.import_id)
    assert ("Nguyễn Thị Bình", "đã được sửa sau đó") in told
    undo.undo(unit.id, second.import_id or 0, None)
    one = pupil("Đỗ Ánh Dương")
    db.session.add(
        Contact(person_id=one.id, kind="phone", value="0912345678", valid_from=clock.today())
    )
    grant(pupil("Phạm Thị Cô"), "principal", unit.id)
    db.session.commit()
    assert {name for name, _ in refused(unit, first.import_id)} == {"Đỗ Ánh Dương", "Phạm Thị Cô"}


def test_courses_open_by_themselves_once(dbapp: Flask) -> None:
    unit, year = ready()
    for _ in range(2):
        run(unit, year, book())
        jobs.drain()
    assert db.session.scalar(select(func.count(Course.id))) == 2
    teacher = pupil("Phạm Thị Cô")
    teacher.must_change_password = False
    client = sign_in(dbapp.test_client(), teacher)
    assert "Toán 6A" in client.get("/courses").text


def test_the_page_of_imports(app: Flask, signed_in: Callable[..., Any]) -> None:
    unit, year = ready()
    head = make.person("Lý Thị Quản", "school_administrator", unit)
    source = service.Source("ds.xlsx", "0" * 64, head.id)
    for n in range(12):
        rows = [["Họ và tên", "Lớp"], [f"Trần {'ABCDEGHIKLMN'[n]}", "6A"]]
        run(unit, year, {"Học sinh": rows}, source=source)
    client = signed_in(head)
    url = f"/units/{unit.id}/roster/imports"
    client.get(url)
    with counted() as statements:
        page = client.get(url)
    assert page.status_code == 200 and page.text.count("ds.xlsx") == 12
    assert len(statements) <= 12, statements
    last = db.session.scalar(select(func.max(ListImport.id)))
    done = client.post(f"{url}/{last}/undo")
    assert done.status_code == 303 and "đã hoàn tác" in client.get(url).text
    first = db.session.scalar(select(func.min(ListImport.id)))
    refusal = client.post(f"{url}/{first}/undo")
    assert refusal.status_code == 409 and "6A" in refusal.text
    other = signed_in(make.person("Kẻ Khác", "principal", make.school("THCS Kia")))
    assert other.post(f"{url}/{first}/undo").status_code == 404
    assert client.post(f"{url}/999999/undo").status_code == 404


def test_a_dry_run_keeps_no_import(app: Flask) -> None:
    unit, year = ready()
    held = [Sheet("Học sinh", [["Họ và tên", "Lớp"], ["Trần An", "6A"]])]
    service.run(unit, year, held, dry_run=True)
    assert db.session.scalar(select(func.count(ListImport.id))) == 0
    assert db.session.scalar(select(func.count(ImportChange.id))) == 0
