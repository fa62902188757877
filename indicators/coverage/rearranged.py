"""What the figures owe to a change of the tree: made anew soon, and at once where it was undone."""

from sqlalchemy import select

from indicators.coverage.compute import Bench, keep_sum
from indicators.rollup import jobs
from indicators.rollup.years import years
from school.api import OrgUnit, UnitChangeUndone, UnitSucceeded
from school.units.history import Paths
from school.units.models import SCHOOL
from suite import clock
from suite.db import db
from suite.events import subscribe


@subscribe(UnitSucceeded)
def succeeded(_event: UnitSucceeded) -> None:
    """Schools that ended, began or moved are no longer fresh."""
    jobs.ask()


@subscribe(UnitChangeUndone)
def undone(event: UnitChangeUndone) -> None:
    """A unit to which nothing points any more is not found by what stands below it."""
    query = select(OrgUnit).where(OrgUnit.id.in_(event.unit_ids), OrgUnit.kind != SCHOOL)
    units = list(db.session.scalars(query))
    schools = list(db.session.scalars(select(OrgUnit).where(OrgUnit.kind == SCHOOL)))
    paths, today = Paths(), clock.today()
    for year in years() if units else ():
        if year.period.start <= today:
            for unit in units:
                keep_sum(Bench(year, today), unit, schools, paths)
    jobs.ask()
