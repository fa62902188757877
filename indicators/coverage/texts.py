"""What the figures are called, for people; the words of the plan where it has them."""

from flask_babel import gettext, lazy_gettext

from indicators.coverage import rules
from indicators.coverage.choices import YEAR, Choice
from indicators.coverage.units import CLASS, GRADE, Unit
from indicators.formulas.periods import PeriodKind
from indicators.rollup.rules import Year

TITLES = {
    rules.I2["regular"]: lazy_gettext("Students who learn online regularly"),
    rules.I2["reached"]: lazy_gettext("Students reached"),
    rules.I2["daily"]: lazy_gettext("Students who learn online daily"),
    rules.I1S: lazy_gettext("Students with the conditions to learn online"),
    rules.I1T: lazy_gettext("Teachers with the conditions to teach online"),
    rules.I2T["regular"]: lazy_gettext("Teachers who use the platform regularly"),
    rules.I2T["reached"]: lazy_gettext("Teachers reached"),
    rules.I2T["daily"]: lazy_gettext("Teachers who use the platform daily"),
    rules.I3: lazy_gettext("Curriculum content that has materials"),
    rules.I3_DIRECT: lazy_gettext("Materials aligned to the content itself"),
    rules.I3_PUPILS: lazy_gettext("Weighted by the students of each grade"),
    rules.I3_COARSE: lazy_gettext("Curriculum content not broken down"),
    rules.REPORTING: lazy_gettext("Students in schools that use the platform"),
}
SHORT = {
    rules.I2["regular"]: "I2",
    rules.I1S: "I1S",
    rules.I1T: "I1T",
    rules.I3: "I3",
}
NOTES = {
    rules.I2["regular"]: lazy_gettext("used it in at least half of their weeks"),
    rules.I2["reached"]: lazy_gettext("used it at least once"),
    rules.I2["daily"]: lazy_gettext("at least 3 days a week in half of the weeks"),
    rules.I1S: lazy_gettext("device, line and account"),
    rules.I1T: lazy_gettext("device, line and account"),
    rules.I3: lazy_gettext("by periods of the curriculum"),
}
LEVELS = {
    CLASS: lazy_gettext("Class"),
    GRADE: lazy_gettext("Grade"),
    "school": lazy_gettext("School"),
    "commune": lazy_gettext("Commune"),
    "province": lazy_gettext("Province"),
}


def unit_name(unit: Unit) -> str:
    """A unit as a sentence begins with it."""
    if unit.level == CLASS:
        return gettext("Class %(name)s", name=unit.name)
    if unit.level == GRADE:
        return gettext("Grade %(number)s", number=unit.grade)
    return unit.name


def choice_name(choice: Choice, year: Year) -> str:
    """A report period as people say it."""
    period = choice.period
    if choice.code == YEAR:
        return gettext("School year %(name)s", name=year.name)
    if period.kind is PeriodKind.SEMESTER:
        return gettext("Semester %(number)s", number=choice.number)
    if period.kind is PeriodKind.MONTH:
        return gettext("Month %(month)s", month=f"{period.start:%m/%Y}")
    return gettext(
        "Week %(number)s (%(start)s to %(end)s)",
        number=choice.number,
        start=f"{period.start:%d/%m}",
        end=f"{period.last_day:%d/%m}",
    )
