"""What the coverage asks of officers and librarians on the first page."""

from flask import url_for
from flask_babel import format_decimal, gettext, ngettext

from indicators.coverage import figures, page, rules
from indicators.coverage.choices import Choice
from indicators.coverage.lines import Line
from indicators.coverage.resolve import Place
from indicators.coverage.rules import Count
from indicators.coverage.units import key_of
from indicators.rollup.rules import Year

NAMED = 3


def of_officer(place: Place, year: Year, whole: Choice) -> list[dict[str, str]]:
    """The units below that have no figures yet, and those that stand below the line."""
    seen = page.build(place, year, whole, inside=False, charts=False)
    rows = [(unit.name, held[rules.REGULAR]) for unit, held in seen.children]
    silent = [name for name, line in rows if not line.applies]
    low = [name for name, line in rows if _below(line)]
    url = url_for("coverage.index", unit=place.unit.ref, period=whole.code)
    items = []
    if silent:
        label = ngettext(
            "%(num)s unit has no figures yet", "%(num)s units have no figures yet", len(silent)
        )
        items.append({"label": label, "note": _names(silent), "url": url, "icon": "inbox"})
    if low:
        label = ngettext(
            "%(num)s unit is below the line for regular learning",
            "%(num)s units are below the line for regular learning",
            len(low),
        )
        items.append({"label": label, "note": _names(low), "url": url, "icon": "flag"})
    return items


def _below(line: Line) -> bool:
    return line.goal is not None and line.goal.met is False


def _names(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")


def of_librarian(place: Place, year: Year, whole: Choice) -> list[dict[str, str]]:
    """How much of the programme has materials, with the way to what lacks them."""
    kept = figures.over_weeks(key_of(place.unit), year, [whole.counted])
    figure = kept.get((whole.counted.start, whole.counted.end), {})
    count = figure.get(rules.I3, Count(0, 0))
    if not count.den or count.num == count.den:
        return []
    label = gettext(
        "%(percent)s%% of the programme has materials",
        percent=format_decimal(count.share.percent or 0, "0.0"),
    )
    return [
        {
            "label": label,
            "note": gettext("See which topics still lack them"),
            "url": url_for("coverage.materials", unit=place.unit.ref, period=whole.code),
            "icon": "collection",
        }
    ]
