"""How the map moved: its weights on the last day told of each month, kept by a job.

A row says no more than what the dated facts say for its day, so anybody can draw the map of that
day again; `differs` does, and finds a row that was made otherwise.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select

from repository import usage
from repository.map import rules
from repository.map.drawing import drawn
from repository.map.models import MapMonth
from repository.map.rules import Moved, Weights
from repository.usage import LeafMap
from school.api import OrgUnit, current_year, valid_today
from suite import clock, jobs
from suite.db import db, read_first

TOGETHER = 50


def keep(unit_ids: Iterable[int], day: date) -> int:
    """Keep how the maps of units stand on a day as that of its month; how many. Commits."""
    wanted = list(unit_ids)
    for start in range(0, len(wanted), TOGETHER):
        read_first()
        made = usage.leaf_maps(wanted[start : start + TOGETHER], day)
        weights = [(one, _weights(one)) for one in made if one.leaves]
        db.session.commit()
        for one, texts in weights:
            _put(one, texts)
        db.session.commit()
    return len(wanted)


def _weights(found: LeafMap) -> dict[str, list[str]]:
    rows = drawn(found).fields
    return {f"{f.root.subject_code}.{f.root.grade}": rules.written(f.weights) for f in rows}


def _put(found: LeafMap, weights: dict[str, list[str]]) -> None:
    month = found.day.replace(day=1)
    row = db.session.get(MapMonth, (found.unit_id, month))
    row = row or MapMonth(unit_id=found.unit_id, month=month)
    row.day, row.weights, row.made_at = found.day, weights, clock.now()
    row.programme_id = found.programme_id
    db.session.add(row)


def since(unit_id: int, day: date) -> list[MapMonth]:
    """The months of a unit kept since a day, oldest first (one statement)."""
    query = select(MapMonth).where(MapMonth.unit_id == unit_id, MapMonth.day >= day)
    return list(db.session.scalars(query.order_by(MapMonth.month)))


def fields(rows: Iterable[MapMonth]) -> set[tuple[str, int]]:
    """The subjects × grades that kept months tell of."""
    return {_field(code) for row in rows for code in row.weights}


def over(rows: Iterable[MapMonth], subject: str = "", grade: int = 0) -> list[Moved]:
    """The weights of kept months, of everything or of one subject or grade."""
    kept: dict[object, Weights] = {}
    for row in rows:
        parts = {_field(code): rules.read(texts) for code, texts in row.weights.items()}
        kept[row.day] = rules.whole(
            part
            for (name, number), part in parts.items()
            if subject in ("", name) and grade in (0, number)
        )
    return rules.moves(kept)


def _field(code: str) -> tuple[str, int]:
    subject, _, grade = code.rpartition(".")
    return subject, int(grade)


def differs(row: MapMonth) -> bool:
    """Whether the dated facts say anything else of the day than what was kept."""
    (found,) = usage.leaf_maps([row.unit_id], row.day)
    return _weights(found) != row.weights


@jobs.job("repository.map_months", queue="rollup", every=timedelta(days=1), heavy=True)
def run(_ctx: jobs.Context) -> dict[str, int]:
    """Keep the map of every unit as of yesterday, the last day that is over, and as of the ends of
    earlier months of the school year where none is kept."""
    today = valid_today(OrgUnit.valid_from, OrgUnit.valid_to)
    ids = list(db.session.scalars(select(OrgUnit.id).where(today).order_by(OrgUnit.id)))
    yesterday = clock.today() - timedelta(days=1)
    year = current_year()
    begun = year.starts_on if year and year.starts_on <= yesterday else yesterday
    held = set(db.session.scalars(select(MapMonth.month).distinct()))
    for day in rules.ends(begun, yesterday):
        if day.replace(day=1) not in held:
            keep(ids, day)
    return {"units": keep(ids, yesterday)}
