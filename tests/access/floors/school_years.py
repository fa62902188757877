"""Things of years, classes, groups and units."""

from datetime import date, timedelta

from sqlalchemy import select

from school.calendar.models import Holiday, SchoolYear
from school.classes import stays
from school.classes.models import SchoolClass
from school.groups.models import SubjectGroup
from school.units.models import UnitChange
from suite import clock
from suite.db import db
from suite.text import numbered_sort_key
from tests.access.scene import Scene
from tests.kit import make

DAY = timedelta(days=1)


def build(scene: Scene) -> None:
    """Arguments and forms of their addresses."""
    _calendar(scene)
    _classes_and_groups(scene)
    _turnover(scene)
    _units(scene)


def _calendar(scene: Scene) -> None:
    year, monday = make.year(), make.YEAR_START.isoformat()
    free = Holiday(
        year_id=year.id, name="Lễ", starts_on=make.YEAR_START, ends_on=make.YEAR_START + DAY
    )
    db.session.add(free)
    db.session.commit()
    scene.args["holiday_id"] = free.id
    holiday = {"name": "Lễ", "first": monday, "last": monday, "version": "1"}
    scene.forms["calendar.add_holiday"] = scene.forms["calendar.change_holiday"] = holiday
    scene.forms["calendar.remove_holiday"] = {"version": "1"}


def _classes_and_groups(scene: Scene) -> None:
    stay = str(stays.last_id(scene.classmate.id, scene.own_school.id))
    group = select(SubjectGroup.id).where(SubjectGroup.school_id == scene.own_school.id)
    scene.args["group_id"] = db.session.scalars(group).one()
    today = (make.YEAR_START + 28 * DAY).isoformat()
    scene.forms |= {
        "groups.add": {"name": "Tổ Mới", "since": today},
        "groups.rename": {"name": "Tổ Khác", "version": "1"},
        "groups.change_members": {
            "person": str(scene.people["tea"].id),
            "act": "joined",
            "on": today,
            "version": "1",
        },
        "groups.close": {"closed": today, "version": "1"},
        "groups.reopen": {"version": "1"},
        "class_changes.add": {"name": "6X", "grade": "6"},
        "class_changes.change": {"name": "6X", "grade": "6", "version": "1"},
        "class_changes.lead": {"teacher": "0", "since": today, "version": "1"},
        "class_changes.close": {"on": today, "version": "1"},
        "class_changes.reopen": {"version": "1"},
        "class_pupils.move": {"to": str(scene.other_class.id), "on": today, "stay": stay},
        "class_pupils.leave": {"away": today, "stay": stay},
        "class_pupils.take_back": {"to": str(scene.other_class.id), "on": today, "stay": stay},
    }


def _turnover(scene: Scene) -> None:
    """Into the present year from a year before it, in which nothing was."""
    before = SchoolYear(name="2025-2026", starts_on=date(2025, 9, 8), ends_on=date(2026, 6, 1))
    db.session.add(before)
    old = SchoolClass(
        school_id=scene.own_school.id,
        year=before,
        grade=6,
        name="6Z",
        sort_key=numbered_sort_key("6Z"),
    )
    db.session.add(old)
    db.session.commit()
    for view in ("show_class", "decide_class"):
        scene.args[f"turnover.{view}", "class_id"] = old.id
    scene.forms |= {
        "turnover.settings": {"version": "0", "first": "6A, 6B"},
        "turnover.take_list": {"lines": "", "kind": "repeat"},
        "turnover.decide_class": {"version": "0"},
    }


def _units(scene: Scene) -> None:
    day = (make.YEAR_START + 28 * DAY).isoformat()
    unit = {"code": "MOI-1", "name": "THCS Mới", "since": day, "stage": "lower_secondary"}
    far = {"heir-0": str(scene.far_class.school_id), "on": day, "do": "look"}
    scene.forms |= {
        "unit_changes.add": unit | {"kind": "school"},
        "unit_changes.change": unit | {"version": "1"},
        "unit_changes.move": {"parent": str(scene.province.id), "moved": day},
        "successions.act": far,
    }
    for view in ("new", "add"):
        scene.args[f"unit_changes.{view}", "unit_id"] = scene.own_school.parent_id
    ids = f"/{scene.own_school.id}/{scene.far_class.school_id}/"
    when = {"on_date": make.YEAR_START, "made_at": clock.now()}
    change = UnitChange(kind="succession", unit_ids=ids, counts={}, made={}, **when)
    db.session.add(change)
    db.session.commit()
    for view in ("show", "act"):
        scene.args[f"unit_undo.{view}", "change_id"] = change.id
