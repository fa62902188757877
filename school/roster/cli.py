"""`flask roster import`."""

import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from school.calendar.models import SchoolYear
from school.calendar.service import current_year
from school.roster import exporting, paper, service
from school.roster.oneroster import files
from school.roster.service import Outcome
from school.roster.sheets import MOST_BYTES
from school.roster.texts import COUNTS, place_of, text_of, told
from school.units.models import SCHOOL
from school.units.service import by_code
from suite.db import db


@click.group("roster")
def group() -> None:
    """Lists of pupils, teachers, classes and teaching."""


@group.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--school", "code", required=True, help="Code of the school.")
@click.option("--year", "year_name", help="School year (2026-2027); the present one by default.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option(
    "--slips",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write first passwords to this CSV file; without it new people get none yet.",
)
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def import_command(
    file: Path, code: str, year_name: str | None, dry_run: bool, slips: Path | None, as_json: bool
) -> None:
    """Import FILE (.xlsx, .xls, HTML or XML of Excel, CSV, OneRoster as ZIP or folder).

    All or nothing.
    """
    unit = by_code(code)
    if unit is None or unit.kind != SCHOOL:
        raise click.BadParameter(f"no school has the code {code}", param_hint="--school")
    year = _year(year_name)
    if file.is_dir():
        data = files.zipped(file)
    else:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    outcome = service.run_file(
        unit, year, data, dry_run=dry_run, passwords=slips is not None, file_name=file.name
    )
    if slips and outcome.slips and not dry_run:
        slips.touch(mode=0o600)
        slips.write_text(paper.slips_csv(outcome.slips), encoding="utf-8")
    _say(file, outcome, as_json)
    sys.exit(1 if outcome.faults else 0)


@group.command("export")
@click.option("--school", "code", required=True, help="Code of the school.")
@click.option("--year", "year_name", help="School year (2026-2027); the present one by default.")
@click.option("--format", "format_name", type=click.Choice(exporting.FORMATS), default="xlsx")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
@with_appcontext
def export_command(code: str, year_name: str | None, format_name: str, output: Path | None) -> None:
    """Export the lists of a school, so that any system can read them."""
    unit = by_code(code)
    if unit is None or unit.kind != SCHOOL:
        raise click.BadParameter(f"no school has the code {code}", param_hint="--school")
    name, data = exporting.export(unit, _year(year_name), format_name)
    target = output or Path(name)
    target.touch(mode=0o600)
    target.write_bytes(data)
    click.echo(str(target))


def _year(name: str | None) -> SchoolYear:
    if name is None:
        found = current_year()
    else:
        found = db.session.scalar(select(SchoolYear).where(SchoolYear.name == name))
    if found is None:
        raise click.BadParameter("there is no such school year", param_hint="--year")
    return found


def _say(file: Path, outcome: Outcome, as_json: bool) -> None:
    if as_json:
        body = {
            "ok": not outcome.faults,
            "dry_run": outcome.dry_run,
            "counts": outcome.counts,
            "faults": told(outcome.faults),
            "notes": told(outcome.notes),
        }
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    for fault in [*outcome.faults, *outcome.notes]:
        place = place_of(fault)
        click.echo(f"{file.name}: {place + ': ' if place else ''}{text_of(fault)}", err=True)
    for name, count in outcome.counts.items():
        if count:
            click.echo(f"{count:>7} {COUNTS[name]}")
