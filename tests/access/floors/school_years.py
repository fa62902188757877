"""Things of years, classes, groups and units."""

from datetime import timedelta

from school.calendar.models import Holiday
from suite.db import db
from tests.access.scene import Scene
from tests.kit import make

DAY = timedelta(days=1)


def build(scene: Scene) -> None:
    """Arguments and forms of their addresses."""
    _calendar(scene)


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
