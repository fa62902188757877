"""Successions and moves are taken back until something was built on them, and leave a trace."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from indicators.coverage import check
from school.classes.models import Enrolment, SchoolClass
from school.people.models import Person
from school.units.models import OrgUnit, UnitChange
from school.units.succession import Decisions, move, rename, succeed
from school.units.undoing import undo
from suite import clock, jobs
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make
from tests.kit import make_indicators as counting

ONE = Decimal("1.00")
ON = date(2027, 1, 4)
TABLES = (
    "school_unit", "school_unit_past", "school_succession", "school_class", "school_enrolment",
    "school_teaching", "school_role_grant", "school_subject_group", "school_group_member",
)  # fmt: skip


@pytest.fixture(autouse=True)
def february() -> Any:
    with clock.frozen(clock.start_of(date(2027, 2, 1))):
        yield


def picture() -> dict[str, list[Any]]:
    """Every row of the tables that a succession touches, without their versions."""
    db.session.rollback()
    found = {}
    for name in (*TABLES, "school_person"):
        table = db.metadata.tables[name]
        columns = [c for c in table.c if c.name != "version"]
        rows = db.session.execute(select(*columns).order_by(table.c.id))
        found[name] = [tuple(row) for row in rows]
    return found


def town() -> tuple[OrgUnit, OrgUnit, OrgUnit, OrgUnit]:
    commune = make.commune()
    a, b = make.school("THCS A", commune), make.school("THCS B", commune)
    new = make.unit("school", "THCS Mới", commune, stage="lower_secondary")
    for school in (a, b):
        of = make.school_class(school)
        make.student(of, "An")
        make.student(of, "Bình")
        make.teacher(of, "Cô A", homeroom=True)
        make.subject_head(school)
        make.person("Hiệu Trưởng", "principal", school)
    return commune, a, b, new


def merged(a: OrgUnit, b: OrgUnit, new: OrgUnit) -> int:
    outcome = succeed([a, b], [(new, ONE)], ON, dry_run=False)
    assert outcome.faults == [] and outcome.change_id is not None
    return outcome.change_id


def test_a_merger_goes_back_to_the_row(dbapp: Flask) -> None:
    _commune, a, b, new = town()
    before = picture()
    change_id = merged(a, b, new)
    after = picture()
    assert before != after
    tried = undo(change_id, dry_run=True)
    assert tried.built == [] and tried.counts["enrolment"] == 4
    assert picture() == after
    assert undo(change_id, dry_run=False).built == []
    assert picture() == before
    row = db.session.get_one(UnitChange, change_id)
    assert row.undone_at == clock.now()
    noted = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.contains("undone"))
    )
    assert list(noted) == ["unit.succession_undone"] * 3
    assert undo(change_id, dry_run=False).over
    assert merged(a, b, new) != change_id and picture()["school_unit"] == after["school_unit"]


def test_a_split_goes_back_to_the_row(dbapp: Flask) -> None:
    commune, a, b, _new = town()
    east = make.unit("school", "THCS Đông", commune, stage="lower_secondary")
    six = db.session.scalars(select(SchoolClass).where(SchoolClass.school_id == a.id)).one()
    people = {row[0]: east.id for row in db.session.execute(select(Person.id))}
    before = picture()
    outcome = succeed(
        [a],
        [(b, Decimal("0.50")), (east, Decimal("0.50"))],
        ON,
        decided=Decisions({}, {six.id: b.id}, people),
        dry_run=False,
    )
    assert outcome.faults == [] and outcome.change_id
    assert undo(outcome.change_id, dry_run=False).built == []
    assert picture() == before


def test_a_move_of_a_commune_goes_back_with_all_below(dbapp: Flask) -> None:
    province = make.province("Tỉnh Khác")
    commune, a, _b, _new = town()
    before = picture()
    change_id = move(commune, province, ON)
    assert db.session.get_one(OrgUnit, a.id).path.startswith(province.path)
    undo(change_id, dry_run=False)
    assert picture() == before


def pupil_added(new: OrgUnit) -> None:
    make.student(
        db.session.scalars(select(SchoolClass).where(SchoolClass.school_id == new.id)).first()
    )


def pupil_left(new: OrgUnit) -> None:
    query = select(Enrolment).where(Enrolment.school_id == new.id)
    db.session.scalars(query).first().ends_on = date(2027, 1, 20)  # type: ignore[union-attr]
    db.session.commit()


def merged_again(new: OrgUnit) -> None:
    other = make.unit("school", "THCS Nữa", new.parent, stage="lower_secondary")
    assert succeed([new], [(other, ONE)], date(2027, 1, 11), dry_run=False).faults == []


@pytest.mark.parametrize("build", [pupil_added, pupil_left, merged_again])
def test_what_was_built_stops_it(dbapp: Flask, build: Any) -> None:
    _commune, a, b, new = town()
    change_id = merged(a, b, new)
    build(new)
    before = picture()
    found = undo(change_id, dry_run=False)
    assert found.built and picture() == before
    assert db.session.get_one(UnitChange, change_id).undone_at is None


@pytest.mark.parametrize("later", ["moved", "renamed", "below"])
def test_a_move_that_was_built_on_stays(dbapp: Flask, later: str) -> None:
    commune, _a, _b, _new = town()
    province = make.province("Tỉnh Khác")
    change_id = move(commune, province, ON)
    if later == "moved":
        move(commune, make.province("Tỉnh Ba"), date(2027, 1, 20))
    elif later == "renamed":
        rename(commune, "Xã Tên Mới", date(2027, 1, 20))
    else:
        make.school("THCS Sau", commune)
    before = picture()
    assert undo(change_id, dry_run=False).built
    assert picture() == before


def test_figures_of_a_move_taken_back_agree(dbapp: Flask) -> None:
    start = make.YEAR_START
    with clock.frozen(counting.at(date(2026, 11, 2))):
        province = make.province()
        east, west = make.commune("Đông", province), make.commune("Tây", province)
        goes, there = make.school("THCS Dời", east), make.school("THCS Kia", west)
        for school in (goes, there):
            counting.used(make.student(make.school_class(school)), [start])
        change_id = move(goes, west, date(2026, 9, 16))
        counting.counted(date(2026, 11, 2))
        assert check.check().agrees
        undo(change_id, dry_run=False)
        jobs.drain(["events"])
        counting.counted(date(2026, 11, 2))
        report = check.check()
    assert report.differences == [] and report.figures


def test_the_command_undoes(app: Flask) -> None:
    _commune, a, b, new = town()
    before = picture()
    change_id = merged(a, b, new)
    runner = app.test_cli_runner()
    args = ["school", "succeed-undo", str(change_id)]
    assert runner.invoke(args=[*args, "--dry-run"]).exit_code == 0
    pupil_left(new)
    assert runner.invoke(args=args).exit_code == 1
    query = select(Enrolment).where(Enrolment.ends_on == date(2027, 1, 20))
    db.session.scalars(query).one().ends_on = None
    db.session.commit()
    assert runner.invoke(args=args).exit_code == 0
    assert picture() == before
    assert runner.invoke(args=[*args[:2], "999"]).exit_code == 2
