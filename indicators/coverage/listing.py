"""The tables of the coverage pages: units below with their figures, and who is not covered.

A figure that may not be shown has no percent, so the order tells nothing of it: it stands at the
end whichever way.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext

from indicators.coverage import rules, texts
from indicators.coverage.page import Page
from indicators.coverage.rules import I2
from indicators.coverage.uncovered import Missing
from suite.lists import Column, Table
from suite.text import name_sort_key, numbered_sort_key

NAMES_A_PAGE = 100
FIGURES = (
    ("regular", rules.REGULAR, lazy_gettext("Regular")),
    ("reached", I2["reached"], lazy_gettext("Reached")),
    ("daily", I2["daily"], lazy_gettext("Daily")),
    ("conditions", rules.I1S, lazy_gettext("Conditions")),
    ("materials", rules.I3, lazy_gettext("Materials")),
)


def below(page: Page) -> Table:
    """Rows of (unit, its lines by name); in the order of the tree until it is sorted."""
    level = texts.LEVELS[page.children[0][0].level] if page.children else ""
    name = Column(
        "name",
        level,
        lambda row: texts.unit_name(row[0]),
        kind="head",
        by=lambda row: numbered_sort_key(texts.unit_name(row[0])),
    )
    figures = [
        Column(key, label, _percent(code), kind="num", by=_percent(code))
        for key, code, label in FIGURES
    ]
    return Table(page.children, (name, *figures))


def _percent(name: str) -> Callable[[Any], Decimal | None]:
    def percent(row: Any) -> Decimal | None:
        found: Decimal | None = row[1][name].percent
        return found

    return percent


def _said(value: bool | None) -> str:
    if value is None:
        return gettext("no answer")
    return gettext("yes") if value else gettext("no")


MISSING = (
    Column("name", lazy_gettext("Student"), lambda one: one.full_name, kind="head",
           by=lambda one: name_sort_key(one.full_name)),
    Column("class", lazy_gettext("Class"), lambda one: one.class_name,
           by=lambda one: numbered_sort_key(one.class_name)),
    Column("used", lazy_gettext("Weeks used"), lambda one: one.weeks_used, kind="num",
           by=lambda one: one.weeks_used),
    Column("needed", lazy_gettext("Weeks needed"), lambda one: one.use.need, kind="num",
           by=lambda one: one.use.need),
    Column("device", lazy_gettext("Device"), lambda one: _said(one.ready.device),
           by=lambda one: one.ready.device),
    Column("line", lazy_gettext("Line"), lambda one: _said(one.ready.line),
           by=lambda one: one.ready.line),
    Column("account", lazy_gettext("Account used"), lambda one: _said(one.ready.software),
           by=lambda one: one.ready.software),
)  # fmt: skip


def missing(rows: Sequence[Missing], unit: Any, period: Any) -> Table:
    """Pupils who are not regular, by class and name until it is sorted.

    They are worked out from the days of the whole school, so the pages are cut here.
    """
    filters = ((gettext("Unit"), str(unit)), (gettext("Period"), str(period)))
    return Table(rows, MISSING, NAMES_A_PAGE, filters=filters)
