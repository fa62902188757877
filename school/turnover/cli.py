"""`flask school turn-over`."""

import json
import sys
from typing import Any, NoReturn

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from school.calendar.models import SchoolYear
from school.turnover import lists, rules, service, undoing
from school.turnover.models import Turnover
from school.turnover.rules import Fault
from school.units.service import by_code
from suite.db import db

ERRORS = {
    "first": "no school year comes before this one",
    "early": "the school year is not over; try it with --dry-run",
    "never": "there is nothing to undo",
    "changed": "it cannot be undone: classes, pupils or teachers were changed since",
    "built": "it cannot be undone: something was built on the new classes",
}


@click.command("turn-over")
@click.option("--school", "code", required=True, help="Code of the school.")
@click.option("--to", "year_name", required=True, help="The year that comes: 2027-2028.")
@click.option(
    "--exceptions",
    type=click.File(encoding="utf-8-sig"),
    help="Lines of identifier;decision;class, kept with the turn.",
)
@click.option("--keep-homeroom/--new-homeroom", default=None)
@click.option("--keep-teaching/--new-teaching", default=None)
@click.option("--undo", "back", is_flag=True, help="Take the turn back.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def turn_over(
    code: str,
    year_name: str,
    exceptions: Any,
    keep_homeroom: bool | None,
    keep_teaching: bool | None,
    back: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Turn a school over into the year that comes: promote, repeat, leave, new classes."""
    try:
        row = _turn(code, year_name, as_json)
        if back:
            gone = undoing.undo(row, row.version)
            _say({"ok": True, "undone": True, "erased": gone}, as_json)
            return
        kept = {"keep_homeroom": keep_homeroom, "keep_teaching": keep_teaching}
        changed: dict[str, Any] = {n: v for n, v in kept.items() if v is not None}
        if exceptions is not None:
            changed["choices"] = _choices(row, exceptions.read())
        outcome = service.run(row, dry_run=dry_run, changed=changed)
    except rules.TurnError as error:
        _fail(ERRORS[error.code], as_json)
    except lists.LineFault as fault:
        _fail(f"{exceptions.name}: line {fault.line}: {fault.code}: {fault.text}", as_json)
    faults = [_fault(fault) for fault in outcome.faults]
    counts = outcome.counts
    _say({"ok": not faults, "dry_run": dry_run, "counts": counts, "faults": faults}, as_json)
    sys.exit(1 if faults else 0)


def _turn(code: str, year_name: str, as_json: bool) -> Turnover:
    school = by_code(code)
    if school is None or school.kind != "school":
        _fail(f"no school has the code {code}", as_json)
    year = db.session.scalar(select(SchoolYear).where(SchoolYear.name == year_name))
    if year is None:
        _fail(f"no school year is called {year_name}", as_json)
    return service.turnover_of(school, year)


def _choices(row: Turnover, text: str) -> dict[str, Any]:
    read = lists.read(lists.rows_of(text), lists.known_of(row), rules.REPEAT)
    return service.merged(row.choices, read)


def _fault(fault: Fault) -> dict[str, str | int]:
    about: dict[str, str | int] = {"class": fault.class_id, "person": fault.person_id}
    return {"code": fault.code, "name": fault.name, **about}


def _say(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told))
        return
    for name, value in told.items():
        held = value.items() if isinstance(value, dict) else [(name, value)]
        for label, one in held:
            click.echo(f"{label}: {one}")


def _fail(message: str, as_json: bool) -> NoReturn:
    click.echo(json.dumps({"ok": False, "error": message}) if as_json else message, err=not as_json)
    sys.exit(1)
