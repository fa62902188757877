"""Importing a roster: all or nothing, dry run, repeat, moves, slips, pages, command, speed."""

import csv
import io
import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.curriculum.service import load_programme
from school.people.models import Person, PersonIdentifier, RoleGrant
from school.people.service import Slip
from school.roster import paper, service, sheets
from school.roster.service import Outcome
from school.units.models import OrgUnit
from suite import clock
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make
from tests.kit import make_roster as lists
from tests.kit.client import sign_in


def ready() -> OrgUnit:
    make.year()
    load_programme()
    return make.school()


def run(unit: OrgUnit, data: bytes, **more: Any) -> Outcome:
    return service.run(
        unit, make.year(), sheets.read(data), dry_run=more.pop("dry_run", False), **more
    )


def totals() -> list[int]:
    kinds = (
        Person,
        PersonIdentifier,
        RoleGrant,
        SchoolClass,
        Enrolment,
        TeachingAssignment,
        AuditEntry,
    )
    return [db.session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]


def enrolments(name: str) -> list[tuple[str, bool]]:
    rows = db.session.execute(
        select(SchoolClass.name, Enrolment.ends_on)
        .join(Enrolment, Enrolment.class_id == SchoolClass.id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Person.full_name == name)
        .order_by(Enrolment.id)
    )
    return [(class_name, ends_on is None) for class_name, ends_on in rows]


def codes(outcome: Outcome) -> list[tuple[str, int]]:
    return [(fault.code, fault.row) for fault in outcome.faults]


def test_a_whole_school_goes_in(dbapp: Flask) -> None:
    outcome = run(ready(), lists.school_book())
    assert outcome.faults == []
    assert outcome.counts["pupils_new"] == 3 and outcome.counts["staff_new"] == 2
    assert outcome.counts["teaching_new"] == 3 and outcome.new_classes == ["6A", "6B"]
    assert [slip.username for slip in outcome.slips][:2] == ["binhnt1", "antv1"]
    person = db.session.scalars(select(Person).where(Person.username == "binhnt1")).one()
    assert person.must_change_password and person.search_key == "nguyen thi binh"
    starts = db.session.scalars(select(Enrolment.starts_on)).all()
    assert set(starts) == {make.YEAR_START}


def test_a_dry_run_leaves_nothing(dbapp: Flask) -> None:
    unit = ready()
    before = totals()
    outcome = run(unit, lists.school_book(), dry_run=True)
    assert outcome.counts["pupils_new"] == 3 and outcome.slips == []
    assert totals() == before


def test_a_repeat_changes_nothing(dbapp: Flask) -> None:
    unit = ready()
    run(unit, lists.school_book())
    before = totals()
    again = run(unit, lists.school_book())
    assert again.counts == dict.fromkeys(again.counts, 0) | {"pupils_same": 3, "staff_same": 2}
    assert totals() == [*before[:-1], before[-1] + 1]


def test_one_fault_and_nothing_goes_in(dbapp: Flask) -> None:
    unit = ready()
    before = totals()
    rows = [lists.PUPIL_HEADER, *lists.PUPILS, [4, "", "Lê Mới", "99/99/2015", "", "6A"]]
    outcome = run(unit, lists.school_book(pupils=rows))
    assert codes(outcome) == [("date", 5)]
    assert totals() == before


def test_a_move_keeps_history(dbapp: Flask) -> None:
    unit = ready()
    run(unit, lists.school_book())
    moved = [
        [*lists.PUPILS[0][:2], "Nguyễn Thị Bình An", *lists.PUPILS[0][3:5], "6B"],
        lists.PUPILS[1],
    ]
    outcome = run(unit, lists.school_book(pupils=[lists.PUPIL_HEADER, *moved]))
    assert outcome.counts["pupils_moved"] == 1 and outcome.counts["pupils_absent"] == 1
    assert enrolments("Nguyễn Thị Bình An") == [("6A", False), ("6B", True)]
    assert enrolments("Đỗ Ánh Dương") == [("6B", True)]


def test_new_teacher_of_a_subject_ends_the_old(app: Flask) -> None:
    unit = ready()
    run(unit, lists.school_book())
    teachers = [*lists.TEACHERS, ["GV03", "Vũ Văn Thay", "Giáo viên"]]
    rows = [["Lớp", "Môn", "Giáo viên"], ["6A", "Toán", "GV03"]]
    outcome = run(unit, lists.school_book(teachers=teachers, assignments=rows))
    assert (outcome.counts["teaching_new"], outcome.counts["teaching_ended"]) == (1, 1)
    assert (
        run(unit, lists.school_book(teachers=teachers, assignments=rows)).counts["teaching_ended"]
        == 0
    )


def test_people_are_known_by_name_and_birth_date_without_numbers(app: Flask) -> None:
    unit = ready()
    head = ["Họ và tên", "Ngày sinh", "Lớp"]
    rows = [head, ["Lê Thị Hoa", "01/02/2015", "6A"], ["Lê Thị Hoa", "03/04/2015", "6B"]]
    assert run(unit, lists.csv_list(rows)).counts["pupils_new"] == 2
    assert run(unit, lists.csv_list(rows)).counts["pupils_same"] == 2
    assert codes(run(unit, lists.csv_list([head, ["Lê Thị Hoa", "", "6A"]]))) == [("ambiguous", 2)]
    assert codes(run(unit, lists.csv_list([*rows, rows[1]]))) == [("twice", 4)]


def test_what_the_school_and_the_list_disagree_on(app: Flask) -> None:
    unit = ready()
    run(unit, lists.school_book())
    other = make.school("THCS Kia")
    assert ("elsewhere", 4) in codes(run(other, lists.school_book()))
    db.session.rollback()
    book = lists.school_book(
        classes=[["Lớp", "Khối"], ["6A", 7], ["6C", 6], ["6c", 6]],
        pupils=[lists.PUPIL_HEADER, [1, "0000000001", "Hà Lạc", "", "", "6Z"]],
        assignments=[["Lớp", "Môn", "Giáo viên"], ["6A", "Toán", "Ai Đó"], ["9X", "Toán", "GV01"]],
    )
    assert sorted(codes(run(unit, book))) == [
        ("class_grade", 2), ("class_unknown", 2), ("class_unknown", 3), ("teacher_unknown", 2),
        ("twice", 4),
    ]  # fmt: skip


def test_first_passwords_sign_in_once_and_must_change(app: Flask) -> None:
    slip = run(ready(), lists.school_book()).slips[0]
    client = app.test_client()
    data = {"username": slip.username, "password": slip.password}
    assert client.post("/signin", data=data).status_code == 303
    assert client.get("/").location == "/password"
    assert client.post("/signin", data=data | {"password": "sai hẳn rồi"}).status_code in (303, 422)


def test_pages_from_upload_to_slips(app: Flask, signed_in: Callable[..., Any]) -> None:
    unit = ready()
    head = make.person("Lý Thị Quản", "administrator", unit)
    client = signed_in(head)
    url = f"/units/{unit.id}/roster"
    assert client.get(url).status_code == 200
    bad = {"file": (io.BytesIO(lists.csv_list([["Họ và tên", "Lớp"], ["Trần An", "6@"]])), "l.csv")}
    page = client.post(url, data=bad)
    assert page.status_code == 422
    assert "CSV, dòng 2, cột B (Lớp)" in page.text and "không phải tên lớp" in page.text
    good = {"file": (io.BytesIO(lists.school_book()), "ds.xlsx")}
    page = client.post(url, data=good)
    assert page.status_code == 200 and "học sinh mới" in page.text
    token = page.text.split('name="token" value="')[1].split('"')[0]
    other = make.person("Kẻ Khác", "administrator", unit)
    stranger = sign_in(app.test_client(), other)
    assert stranger.post(f"{url}/confirm", data={"token": token}).status_code == 422
    done = client.post(f"{url}/confirm", data={"token": token})
    assert done.status_code == 200 and "binhnt1" in done.text
    assert client.post(f"{url}/confirm", data={"token": token}).status_code == 422
    assert client.post(url, data={}).status_code == 422
    # The faulty file waits, a day at most, for its columns to be corrected.
    assert len(list((Path(app.extensions["lopso.settings"].data_dir) / "roster").iterdir())) == 1


def test_template_goes_in_as_it_is_read(app: Flask) -> None:
    held = sheets.read(paper.template())
    assert [sheet.name for sheet in held][:-1] == list(paper.TEMPLATE)
    assert codes(service.run(ready(), make.year(), held, dry_run=True)) == [("no_row", 0)]


def test_slips_never_carry_a_formula() -> None:
    text = paper.slips_csv([Slip("=cmd|' /C calc'!A0", "6A", "a1", "-xyz")])
    row = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))[1]
    assert row[0].startswith("'=") and row[3].startswith("'-")


def test_command(app: Flask, tmp_path: Path) -> None:
    unit = ready()
    file, slips = tmp_path / "ds.xlsx", tmp_path / "slips.csv"
    file.write_bytes(lists.school_book())
    runner, base = app.test_cli_runner(), ["roster", "import", str(file), "--school", unit.code]
    dry = json.loads(runner.invoke(args=[*base, "--dry-run", "--json"]).stdout)
    assert dry["ok"] and dry["dry_run"] and dry["counts"]["pupils_new"] == 3
    assert runner.invoke(args=[*base, "--slips", str(slips)]).exit_code == 0
    assert len(slips.read_text().splitlines()) == 6 and slips.stat().st_mode & 0o77 == 0
    file.write_bytes(lists.csv_list([["Họ và tên", "Lớp"], ["", "6A"]]))
    failed = runner.invoke(args=base)
    assert failed.exit_code == 1 and "CSV, dòng 2, cột A (Họ và tên)" in failed.stderr


def test_ten_thousand_pupils(app: Flask) -> None:
    unit = ready()
    rows = [
        [
            n,
            f"{n:010}",
            f"Nguyễn Văn {chr(65 + n % 26)}ình",
            "05/09/2015",
            "Nam",
            f"{6 + n % 4}A{n % 250}",
        ]
        for n in range(1, 10_001)
    ]
    data = lists.xlsx({"Học sinh": [lists.PUPIL_HEADER, *rows]})
    start = time.perf_counter()
    outcome = run(unit, data)
    took = time.perf_counter() - start
    assert outcome.faults == [] and outcome.counts["pupils_new"] == 10_000
    assert took < 30, took


def test_an_account_at_rest_wakes_with_a_new_first_password(app: Flask) -> None:
    from school.people.service import reset_password

    person = make.student(make.school_class())
    client = app.test_client()
    for _ in range(8):
        client.post("/signin", data={"username": person.username, "password": "sai mãi thôi"})
    with clock.frozen(clock.now() + timedelta(seconds=5)):
        slip = reset_password(person)
        data = {"username": slip.username, "password": slip.password}
        assert client.post("/signin", data=data).status_code == 303


def test_a_column_is_corrected_and_kept(dbapp: Flask) -> None:
    unit = ready()
    client = sign_in(dbapp.test_client(), make.person("Lý Thị Quản", "administrator", unit))
    url = f"/units/{unit.id}/roster"
    rows = [["Họ và tên", "Ghi ở lớp", "Lạ"], ["Trần An", "6A", "HS1"]]
    first = client.post(url, data={"file": (io.BytesIO(lists.csv_list(rows)), "l.csv")})
    assert first.status_code == 422 and 'name="col-0-1"' not in first.text
    token = first.text.split('name="token" value="')[1].split('"')[0]
    chosen = client.post(url, data={"token": token, "kind-0": "pupils"})
    assert chosen.status_code == 422 and 'name="col-0-1"' in chosen.text
    fields = {"col-0-0": "full_name", "col-0-1": "class", "col-0-2": "school"}
    read = client.post(url, data={"token": token, "kind-0": "pupils"} | fields)
    assert read.status_code == 200 and "1" in read.text
    turned = [[row[2], row[1], row[0]] for row in rows]
    outcome = run(unit, lists.csv_list(turned))
    assert outcome.counts["pupils_new"] == 1 and enrolments("Trần An") == [("6A", True)]
    other = make.school("THCS Kia")
    assert run(other, lists.csv_list(rows)).faults
    nonsense = {"token": token, "kind-0": "pupils", "col-0-1": "password_hash"}
    assert client.post(url, data=nonsense).status_code == 422
    assert client.post(url, data={"token": "x", "kind-0": "pupils"}).status_code == 422


def test_a_list_gives_no_role_above_who_imports(app: Flask, signed_in: Callable[..., Any]) -> None:
    make.year()
    school = make.school()
    vice = make.person("Hiệu Phó", "vice_principal", school)
    staff = [["Mã giáo viên", "Họ và tên", "Chức vụ"], ["HP1", "Hiệu Phó", "Hiệu trưởng"]]
    data = lists.xlsx({"Giáo viên": staff})
    url = f"/units/{school.id}/roster"
    for person, status in ((vice, 422), (make.person("Ai", "principal", school), 200)):
        sent = {"file": (io.BytesIO(data), "gv.xlsx")}
        assert signed_in(person).post(url, data=sent).status_code == status
