"""The coverage on the first page: the number, its trend, and who is not covered."""

from datetime import date

from flask import url_for
from flask_babel import format_decimal, gettext, ngettext
from markupsafe import Markup

from indicators.conditions.service import said_of, unanswered
from indicators.coverage import duties, figures, resolve
from indicators.coverage.choices import Choice, choices
from indicators.coverage.permissions import inside
from indicators.coverage.rules import REGULAR, Count, Figures
from indicators.coverage.units import CLASS, Unit, key_of
from indicators.formulas.periods import WEEK, to_date, week_of
from indicators.formulas.targets import Indicator
from indicators.register.service import register
from indicators.rollup.rules import Year
from indicators.rollup.years import year_on, years
from school import access
from school.api import LIBRARIAN, OFFICERS, OVERSEERS, STUDENT, TEACHER, Who
from suite import clock, web


def piece() -> Markup | None:
    """The piece for heads, officers and librarians, and for the homeroom teacher of a class."""
    who = access.who()
    if not who.has(*OVERSEERS, *OFFICERS, LIBRARIAN, TEACHER, STUDENT):
        return None
    today = clock.today()
    year = year_on(today, years())
    if year is None or today not in year.period:
        return None
    if who.has(*OVERSEERS, *OFFICERS):
        ref = resolve.first_of(who, year)
    else:
        own = resolve.homeroom(who, year)
        ref = f"class:{own.id}" if own else None
    items = _items(ref, year, who, today) if ref else []
    items += _of_office(who, year, today)
    items += _ask_oneself(who)
    if not items:
        return None
    return web.piece("indicators/coverage/today.html", items=items)


def _of_office(who: Who, year: Year, today: date) -> list[dict[str, str]]:
    ref = resolve.first_of(who, year) if who.has(*OFFICERS, LIBRARIAN) else None
    place = resolve.find(ref, who) if ref else None
    whole = next(iter(choices(year, today)), None)
    if place is None or whole is None:
        return []
    if who.has(*OFFICERS):
        return duties.of_officer(place, year, whole)
    return duties.of_librarian(place, year, whole)


def _items(ref: str, year: Year, who: Who, today: date) -> list[dict[str, str]]:
    place = resolve.find(ref, who)
    if place is None:
        return []
    term = year.term_of(today)
    now, before = to_date(term, week_of(today)), to_date(term, week_of(today - WEEK))
    whole = next(iter(choices(year, today)))
    kept = figures.over_weeks(key_of(place.unit), year, [now, before, whole.counted])
    figure = kept.get((whole.counted.start, whole.counted.end), {})
    count = figure.get(REGULAR, Count(0, 0))
    if not count.den:
        return []
    if not inside(who, place.unit.school_id) and not _may_show(count, today):
        return []
    trend = _trend(kept.get((now.start, now.end), {}), kept.get((before.start, before.end), {}))
    target = register().target(Indicator.I2, year.target_year)
    met = count.share.meets(target.line) if target else None
    words = [place.unit.name, f"{count.num} / {count.den}", trend]
    items = [
        {
            "label": gettext(
                "%(percent)s%% of students learn online regularly",
                percent=format_decimal(count.share.percent or 0, "0.0"),
            ),
            "note": " · ".join(filter(None, words)),
            "url": url_for("coverage.index", unit=place.unit.ref),
            "icon": "graph-up",
            "state": "" if met is None else gettext("reached") if met else gettext("not yet"),
            "tone": "success" if met else "warning",
        }
    ]
    if inside(who, place.unit.school_id):
        items += _to_do(place.unit, count, whole)
    return items


def _ask_oneself(who: Who) -> list[dict[str, str]]:
    """The two questions, for pupils and teachers about whom nobody has answered them yet."""
    person_id = who.person_id or 0
    if not who.has(STUDENT, TEACHER):
        return []
    said = said_of([person_id]).get(person_id)
    if said is not None and said.device and said.line:
        return []
    label = gettext("Say whether you can learn online from home")
    return [{"label": label, "url": url_for("conditions.mine"), "icon": "laptop"}]


def _may_show(count: Count, today: date) -> bool:
    """Outside the school a small figure is not printed."""
    params = register().suppression(today)
    few = range(1, params.small + 1)
    return count.den >= params.k and count.num not in few and count.den - count.num not in few


def _trend(now: Figures, before: Figures) -> str:
    """How the running figure of the term moved since last week, in tenths of a percent."""
    new, old = (held.get(REGULAR, Count(0, 0)).share for held in (now, before))
    if new.percent is None or old.percent is None or new.ratio is None or old.ratio is None:
        return ""
    if new.ratio == old.ratio:
        return gettext("the same as last week")
    size = format_decimal(abs(new.percent - old.percent), "0.0")
    if new.ratio > old.ratio:
        return gettext("up %(points)s points since last week", points=size)
    return gettext("down %(points)s points since last week", points=size)


def _to_do(unit: Unit, count: Count, whole: Choice) -> list[dict[str, str]]:
    items = []
    missing = count.den - count.num
    if missing:
        items.append(
            {
                "label": ngettext(
                    "%(num)s student is not covered", "%(num)s students are not covered", missing
                ),
                "url": url_for("coverage.names", unit=unit.ref, period=whole.code),
                "icon": "person-x",
            }
        )
    unknown = unanswered(unit.id) if unit.level == CLASS else 0
    if unknown:
        items.append(
            {
                "label": gettext("Say who has a device and a line at home"),
                "note": ngettext(
                    "%(num)s student without an answer",
                    "%(num)s students without an answer",
                    unknown,
                ),
                "url": url_for("conditions.table", class_id=unit.id),
                "icon": "ui-checks",
            }
        )
    return items
