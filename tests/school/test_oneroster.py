"""OneRoster 1.1 and 1.2 and the house's workbook: in, out, and the identity between."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from school.calendar.models import SchoolYear
from school.classes.models import SchoolClass
from school.curriculum.service import load_programme
from school.people.models import Person, PersonIdentifier
from school.roster import exporting, service, sheets, snapshot, undo
from school.roster.oneroster import files
from school.units.models import OrgUnit
from suite.db import db
from tests.kit import make
from tests.kit.shared import shared
from tests.school.test_roster_kinds import book
from tests.school.test_roster_undo import Rows, everything, run


def ready() -> tuple[OrgUnit, SchoolYear]:
    year = make.year()
    load_programme()
    return make.school(), year


def opened(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def packed(texts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in texts.items():
            file.writestr(name, text)
    return target.getvalue()


def export(unit: OrgUnit, year: SchoolYear, format_name: str) -> bytes:
    found = exporting.of(snapshot.take(unit, year), format_name)
    db.session.rollback()
    return found


def take(unit: OrgUnit, year: SchoolYear, data: bytes) -> service.Outcome:
    return service.run_file(unit, year, data, dry_run=False, passwords=False)


def told(data: bytes) -> Any:
    """What a file says: a workbook by its cells, since its bytes know the hour."""
    if files.is_bundle(data):
        return opened(data)
    return [(sheet.name, sheet.rows) for sheet in sheets.read(data)]


NAMES = ("Nguyễn Thị Bình", "Trần An", "Đỗ Ánh Dương", "Lê Hoàng Minh Khôi", "Hồ Xuân")
pupils = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.dates(date(2012, 1, 1), date(2016, 12, 31)),
        st.sampled_from(("Nam", "Nữ", "")), st.sampled_from(("6A", "6B", "7C")),
        st.booleans(), st.booleans(),
    ),
    min_size=1, max_size=6,
)  # fmt: skip
schools = st.fixed_dictionaries(
    {
        "pupils": pupils,
        "teaching": st.lists(
            st.tuples(
                st.sampled_from(("6A", "6B", "7C")),
                st.sampled_from(("Toán", "Ngữ văn", "Chủ nhiệm")),
                st.sampled_from(("GV01", "GV02")),
                st.sampled_from(("", "31/12/2026")),
            ),
            max_size=5,
            unique_by=lambda row: row[:2],
        ),
        "guardians": st.lists(
            st.tuples(
                st.sampled_from(("Nguyễn Văn Cha", "Lê Thị Mẹ")),
                st.sampled_from(("Cha", "Mẹ", "")),
                st.sampled_from(("0912345678", "0987654321")), st.integers(0, 5),
            ),
            max_size=4,
        ),
    }
)  # fmt: skip


def drawn(school: dict[str, Any]) -> dict[str, Rows]:
    """A generated school as sheets: every pupil has a number of some kind."""
    rows: Rows = []
    for n, (name, born, gender, in_class, moet, own) in enumerate(school["pupils"]):
        number = f"{2000000000 + n}" if moet or not own else ""
        rows.append(
            [n, number, f"HS{n}" if own else "", name, f"{born:%d/%m/%Y}", gender, in_class]
        )
    count = len(rows)
    families = [
        [name, relation, phone, rows[n % count][1] or rows[n % count][2]]
        for name, relation, phone, n in school["guardians"]
    ]
    held: dict[str, Rows] = {
        "Lớp": [["Lớp", "Khối"], ["6A", 6], ["6B", 6], ["7C", 7]],
        "Học sinh": [
            ["STT", "Mã định danh", "Mã học sinh", "Họ và tên", "Ngày sinh", "Giới tính", "Lớp"],
            *rows,
        ],
        "Giáo viên": [
            ["Mã giáo viên", "Họ và tên", "Chức vụ", "Tổ"],
            ["GV01", "Phạm Thị Cô", "Giáo viên", "Toán"],
            ["GV02", "Lê Văn Sách", "Hiệu trưởng", ""],
            ["GV03", "Hà Thư", "Cán bộ thư viện", "Văn"],
        ],
    }  # fmt: skip
    if school["teaching"]:
        taught = [[c, s, t, "07/09/2026", end] for c, s, t, end in school["teaching"]]
        held["Phân công"] = [["Lớp", "Môn", "Giáo viên", "Từ ngày", "Đến ngày"], *taught]
    if families:
        held["Phụ huynh"] = [["Phụ huynh", "Quan hệ", "SĐT", "Mã học sinh"], *families]
    return held


@pytest.fixture
def stage(dbapp: Flask) -> tuple[OrgUnit, SchoolYear]:
    return ready()


@pytest.mark.parametrize("format_name", exporting.FORMATS)
@settings(
    max_examples=6,
    deadline=None,
    # Each example writes a school several times: making a failing one smaller takes many minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(school=schools)
def test_export_import_export_is_the_identity(
    stage: tuple[OrgUnit, SchoolYear], format_name: str, school: dict[str, Any]
) -> None:
    unit, year = stage
    empty = everything()
    first = run(unit, year, drawn(school))
    assert first.faults == []
    out = export(unit, year, format_name)
    assert out == export(unit, year, format_name) or format_name == "xlsx"
    held = everything()
    again = take(unit, year, out)
    assert again.faults == [] and everything() == held
    undo.undo(unit.id, first.import_id or 0, None)
    anew = take(unit, year, out)
    assert anew.faults == []
    assert told(export(unit, year, format_name)) == told(out)
    undo.undo(unit.id, anew.import_id or 0, None)
    assert everything() == empty


def test_the_whole_workbook_comes_back(dbapp: Flask) -> None:
    unit, year = ready()
    first = run(unit, year, book())
    out = export(unit, year, "xlsx")
    undo.undo(unit.id, first.import_id or 0, None)
    outcome = take(unit, year, out)
    assert outcome.faults == [] and outcome.counts["lessons_new"] == 3
    assert outcome.counts["groups_new"] == 2 and outcome.counts["guardians_new"] == 2
    assert told(export(unit, year, "xlsx")) == told(out)


def test_the_sample_of_others(app: Flask) -> None:
    folder = shared("data/roster/oneroster-1.1")
    unit, year = ready()
    unit.code, unit.stage = "my identifier", "primary"
    db.session.commit()
    outcome = take(unit, year, files.zipped(folder))
    assert outcome.faults == []
    assert {name: n for name, n in outcome.counts.items() if n} == {
        "classes_new": 2, "pupils_new": 1,
    }  # fmt: skip
    names = db.session.scalars(select(SchoolClass.name).order_by(SchoolClass.name)).all()
    assert names == ["1 title", "2 title"]
    person = db.session.scalars(select(Person).where(Person.username == "ionut")).one()
    assert person.full_name == "padurariu ionut"
    numbers = db.session.scalars(select(PersonIdentifier).order_by(PersonIdentifier.id)).all()
    assert [(one.scheme, one.value) for one in numbers] == [("oneroster", "user1")]
    assert {(n.code, n.sheet, n.row) for n in outcome.notes} == {
        ("or_identifier", "users.csv", 2), ("or_second", "enrollments.csv", 3),
    }  # fmt: skip
    again = take(unit, year, files.zipped(folder))
    assert again.counts["pupils_same"] == 1 and again.counts["pupils_new"] == 0


FAULTS = {
    "or_manifest": ("manifest.csv", None, ""),
    "or_version": ("manifest.csv", "oneroster.version,1.1", "oneroster.version,2.0"),
    "or_delta": ("manifest.csv", "file.users,bulk", "file.users,delta"),
    "or_file": ("manifest.csv", "file.enrollments,bulk", "file.enrollments,absent"),
    "or_org": ("orgs.csv", "THCS Thử Nghiệm,school", "THCS Thử Nghiệm,district"),
    "or_year": ("academicSessions.csv", "2026-09-07,2027-05-31", "2020-09-07,2021-05-31"),
    "or_date": ("demographics.csv", "2015-01-17", "17.1.2015"),
    "gender": ("demographics.csv", ",male", ",man"),
    "missing": ("users.csv", ",Nguyễn,Thị", ",,Thị"),
    "grade_stage": ("classes.csv", ",6A,6,", ",6A,12,"),
}  # fmt: skip


@pytest.mark.parametrize("code", FAULTS)
def test_each_fault_names_file_row_and_column(app: Flask, code: str) -> None:
    unit, year = ready()
    first = run(unit, year, book())
    texts = opened(export(unit, year, "oneroster-1.1"))
    undo.undo(unit.id, first.import_id or 0, None)
    before = everything()
    name, old, new = FAULTS[code]
    if old is None:
        del texts[name]
    else:
        assert old in texts[name], texts[name]
        texts[name] = texts[name].replace(old, new)
    outcome = take(unit, year, packed(texts))
    found = [fault for fault in outcome.faults if fault.code == code]
    assert found and everything() == before
    if code not in ("or_manifest", "or_file", "or_org"):
        assert found[0].sheet == name and found[0].row > 1 and "(" in found[0].column


def test_hostile_archives(app: Flask) -> None:
    unit, year = ready()
    bomb = packed({"users.csv": "x" * (65 * 2**20), "manifest.csv": "a"})
    assert len(bomb) < 2**20
    assert [f.code for f in take(unit, year, bomb).faults] == ["bomb"]
    assert take(unit, year, packed({"a.csv": "\0\0"})).faults
    assert take(unit, year, b"PK\x03\x04 nonsense").faults


def test_command_and_pages(app: Flask, signed_in: Callable[..., Any], tmp_path: Path) -> None:
    unit, year = ready()
    run(unit, year, book())
    runner = app.test_cli_runner()
    target = tmp_path / "out.zip"
    base = ["roster", "export", "--school", unit.code]
    done = runner.invoke(args=[*base, "--format", "oneroster-1.2", "--output", str(target)])
    assert done.exit_code == 0 and "roles.csv" in opened(target.read_bytes())
    assert target.stat().st_mode & 0o77 == 0
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in opened(target.read_bytes()).items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    again = runner.invoke(args=["roster", "import", str(folder), "--school", unit.code])
    assert again.exit_code == 0, again.stderr
    client = signed_in(make.person("Lý Thị Quản", "school_administrator", unit))
    for name in exporting.FORMATS:
        answer = client.post(f"/units/{unit.id}/roster/export", data={"format": name})
        assert answer.status_code == 200 and answer.data[:2] == b"PK"
    assert client.post(f"/units/{unit.id}/roster/export", data={"format": "x"}).status_code == 422
    data = {"file": (io.BytesIO(target.read_bytes()), "or.zip")}
    page = client.post(f"/units/{unit.id}/roster", data=data)
    token = page.text.split('name="token" value="')[1].split('"')[0]
    confirmed = client.post(f"/units/{unit.id}/roster/confirm", data={"token": token})
    assert confirmed.status_code == 200 and "Không có người mới" in confirmed.text
