"""Lists with two schools present: nobody's list holds the other school's rows."""

import itertools

import pytest
from flask import Flask
from sqlalchemy import select

from school import access, asking
from school.classes.models import SchoolClass
from school.people.models import Person
from school.signin.session import who_is
from school.units.models import OrgUnit
from suite.audit import AuditEntry
from suite.db import db
from tests.access.scene import Scene, bare, build


@pytest.fixture
def scene(app: Flask) -> Scene:
    return bare()


def listed(kind: type, person: Person) -> set[str]:
    who = who_is(person)
    rows = db.session.scalars(access.scope(select(kind), who)).unique()
    return {getattr(row, "full_name", None) or row.name for row in rows}


def test_classes(scene: Scene) -> None:
    wanted = {
        "stu": {"6A"}, "st2": {"6B"}, "st3": {"6C"},
        "tea": {"6A", "6B"}, "te3": {"6C"}, "lib": {"6A", "6B"},
        "pri": {"6A", "6B"}, "pr2": {"6C"}, "off": set(), "of2": set(),
        "adm": {"6A", "6B", "6C"},
    }  # fmt: skip
    assert {key: listed(SchoolClass, scene.people[key]) for key in wanted} == wanted


def test_people(scene: Scene) -> None:
    own = {"Học Sinh Một", "Học Sinh Hai", "Bạn Cùng Lớp", "Giáo Viên Một", "Giáo Viên Hai",
           "Thủ Thư", "Hiệu Trưởng Một", "Chủ Nhiệm", "Tổ Trưởng", "Hiệu Phó",
           "Quản Trị Trường", "Cán Bộ Chấm", "Giám Thị", "Phụ Huynh Một"}  # fmt: skip
    far = {"Học Sinh Ba", "Giáo Viên Ba", "Hiệu Trưởng Hai", "Phụ Huynh Hai"}
    names = {key: listed(Person, person) for key, person in scene.people.items()}
    assert names["pri"] == own and names["pr2"] == far
    assert names["adm"] == own | far | {"Quản Trị"}
    assert names["tea"] == {"Giáo Viên Một", "Học Sinh Một", "Bạn Cùng Lớp"}
    assert names["te3"] == {"Giáo Viên Ba", "Học Sinh Ba"}
    assert names["stu"] == {"Học Sinh Một"} and names["lib"] == {"Thủ Thư"}
    assert names["off"] == {"Cán Bộ Một"} and names["pof"] == {"Cán Bộ Sở"}
    assert names["vic"] == names["sad"] == own
    assert names["ins"] == own - {"Phụ Huynh Một"} | {"Thanh Tra"}
    led = {"Học Sinh Một", "Bạn Cùng Lớp"}
    assert names["hom"] == led | {"Chủ Nhiệm", "Phụ Huynh Một"}
    assert names["gua"] == {"Phụ Huynh Một", "Bạn Cùng Lớp"}
    assert names["gu2"] == {"Phụ Huynh Hai", "Học Sinh Ba"}
    assert names["mar"] == {"Cán Bộ Chấm"} and names["inv"] == {"Giám Thị"}


def test_units(scene: Scene) -> None:
    names = {key: listed(OrgUnit, person) for key, person in scene.people.items()}
    assert names["off"] == {"Tỉnh Thử", "Phường Thử", "THCS Thử Nghiệm"}
    assert names["of2"] == {"Tỉnh Thử", "Xã Kia", "THCS Kia"}
    assert all("THCS Kia" not in names[key] for key in ("stu", "tea", "lib", "pri", "off"))
    assert len(names["adm"]) == 5


def test_nobody_sees_nothing(scene: Scene) -> None:
    for kind in (SchoolClass, Person):
        assert db.session.scalars(access.scope(select(kind), access.NOBODY)).all() == []
    assert db.session.scalars(access.scope(select(OrgUnit), access.NOBODY)).all() == []


def test_every_scoper_keeps_the_schools_apart(app: Flask) -> None:
    """Whatever kind a room registers, the two principals' lists share no row of a school."""
    scene = build()
    mine, theirs = (who_is(scene.people[key]) for key in ("pri", "pr2"))
    for kind in list(asking._scopers):
        if not hasattr(kind, "school_id"):
            continue
        held = [
            {row.id for row in db.session.scalars(access.scope(select(kind), who)).unique()}
            for who in (mine, theirs)
        ]
        rows = db.session.scalars(select(kind)).unique()
        owners = {row.id: row.school_id for row in rows}
        own, far = scene.own_school.id, scene.far_class.school_id
        assert not any(owners[i] == far for i in held[0]), kind
        assert not any(owners[i] == own for i in held[1]), kind


def test_an_unknown_question_is_an_error(app: Flask) -> None:
    with pytest.raises(KeyError):
        access.may(access.NOBODY, "nothing.like.this")
    with pytest.raises(KeyError):
        access.scope(select(AuditEntry), access.NOBODY)


def test_every_rule_refuses_nobody(scene: Scene) -> None:
    things = {"class": scene.own_class, "person": scene.classmate, "roster": scene.own_school}
    for action in ("calendar.edit", "people.list", "units.list", "classes.list"):
        assert not access.may(access.NOBODY, action)
    for action in (
        "class.names",
        "class.passwords",
        "person.details",
        "person.reset",
        "roster.import",
    ):
        assert not access.may(access.NOBODY, action, things[action.partition(".")[0]])


def test_a_path_is_not_a_prefix_of_its_neighbour(scene: Scene) -> None:
    who = access.Who(1, None, (access.Grant("administrator", 1, "/1/2/"),))
    assert who.holds("/1/2/", "administrator") and who.holds("/1/2/9/", "administrator")
    for path, role in itertools.product(("/1/20/", "/1/", "/12/"), access.HEADS):
        assert not who.holds(path, role)
