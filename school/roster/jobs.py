"""Long imports in the worker, with progress; forgetting first passwords that nobody fetched."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select

from school.access import may
from school.calendar.models import SchoolYear
from school.people.models import Person
from school.people.standing import who_is
from school.roster import service, slips, uploads
from school.roster.known import Option
from school.roster.models import ListImport
from school.roster.permissions import reach
from school.roster.texts import COUNTS, place_of, text_of
from school.units.models import OrgUnit
from suite import jobs
from suite.db import db
from suite.jobs import Job

NAME = "roster.import"
LONG = 1_000
"""More rows than these are imported by the worker."""
TOLD = 3


def _says(job: Job) -> str:
    counts: dict[str, int] = (job.result or {}).get("counts", {})
    told = [f"{count} {COUNTS[name]}" for name, count in counts.items() if count and name in COUNTS]
    return gettext("The list was imported: %(what)s.", what=", ".join(told) or gettext("nothing"))


def _result_url(job: Job) -> str | None:
    made = (job.result or {}).get("import")
    if made is None:
        return None
    return url_for("roster_imports.show", unit_id=job.payload["school_id"], import_id=made)


@jobs.job(
    NAME,
    title=lambda job: gettext("Import the list %(name)s", name=job.payload.get("file_name", "")),
    says=_says,
    result_url=_result_url,
)
def run(
    ctx: jobs.Context,
    school_id: int,
    year_id: int,
    person_id: int,
    token: str,
    file_name: str,
    leave_on: str | None,
    paths: list[str],
    withheld: list[str],
) -> dict[str, Any]:
    """Import an uploaded file as its preview showed it; done already, it is not done again."""
    done = db.session.scalar(select(ListImport).where(ListImport.job_id == ctx.job.id))
    if done is not None:
        return {"import": done.id, "counts": done.counts}
    leave_day = date.fromisoformat(leave_on) if leave_on else None
    option = Option(leave_day, tuple(paths), tuple(withheld))
    allowed = partial(_allowed, person_id, school_id, option)
    if not allowed():
        raise jobs.Failed(_refused())
    data = uploads.take(token, person_id, school_id)
    if data is None:
        raise jobs.Failed(gettext("The upload is no longer here: choose the file again."))
    ctx.progress(0, 0)
    outcome = service.run_file(
        db.session.get_one(OrgUnit, school_id),
        db.session.get_one(SchoolYear, year_id),
        data,
        dry_run=False,
        file_name=file_name,
        person_id=person_id or None,
        option=option,
        job=service.InJob(ctx.job.id, ctx.progress, allowed),
    )
    if any(fault.code == "not_allowed" for fault in outcome.faults):
        raise jobs.Failed(_refused())
    if outcome.faults:
        raise jobs.Failed(_faults(outcome))
    uploads.drop(token)
    return {"import": outcome.import_id, "counts": outcome.counts}


def _allowed(person_id: int, school_id: int, option: Option) -> bool:
    """Whether who started the import may do all of it still: the role may have ended since."""
    person = db.session.get(Person, person_id, populate_existing=True)
    unit = db.session.get_one(OrgUnit, school_id)
    if person is None or person.left_on is not None:
        return False
    who = who_is(person)
    paths, withheld = reach(who, unit)
    kept = set(option.paths) <= set(paths) and set(withheld) <= set(option.withheld)
    return kept and may(who, "roster.import", unit)


def _refused() -> str:
    return gettext("Nothing was imported: who started it may not import lists here any more.")


def _faults(outcome: service.Outcome) -> str:
    said = [f"{place_of(one)}: {text_of(one)}".lstrip(": ") for one in outcome.faults[:TOLD]]
    more = len(outcome.faults) - TOLD
    if more > 0:
        said.append(gettext("And %(more)s more.", more=more))
    why = gettext("Nothing was imported, because the school was changed meanwhile.")
    return " ".join([why, *said])


@jobs.job("roster.forget_slips", every=timedelta(hours=1))
def forget_slips(_ctx: jobs.Context) -> dict[str, int]:
    """First passwords that nobody fetched within a day are forgotten."""
    return {"forgotten": slips.forget()}
