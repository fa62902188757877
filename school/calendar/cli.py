"""`flask school year`."""

import json
import sys
from datetime import date, datetime

import click
from flask.cli import with_appcontext

from school.calendar import rules, service
from school.calendar.texts import text_of

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.command("year")
@click.argument("name")
@click.option("--start", required=True, type=DAY, help="First day of the year.")
@click.option("--weeks", type=int, help="How many weeks; by default those of the frame.")
@click.option(
    "--off", multiple=True, type=DAY, help="A day in a week that is off (repeatable); replaces Tết."
)
@click.option("--copy", is_flag=True, help="In the pattern of the year before it.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def year(
    name: str,
    start: datetime,
    weeks: int | None,
    off: tuple[datetime, ...],
    copy: bool,
    as_json: bool,
) -> None:
    """Make a school year (2026-2027) with its semesters and instructional weeks."""
    mondays: list[date] | None = [rules.monday_of(day.date()) for day in off] or None
    if copy and (off or weeks):
        raise click.UsageError("--copy takes weeks and days off from the year before")
    try:
        if copy:
            plan = service.next_year(start.date())
        else:
            plan = rules.default_year(name, start.date(), weeks=weeks, off=mondays)
        if plan.name != name:
            raise rules.CalendarError("name")
        row, new = service.make_year(plan)
    except rules.CalendarError as error:
        message = text_of(error)
        click.echo(
            json.dumps({"ok": False, "error": message}) if as_json else message, err=not as_json
        )
        sys.exit(1)
    if as_json:
        click.echo(json.dumps({"ok": True, "id": row.id, "new": new, "weeks": len(row.weeks)}))
    else:
        state = "made" if new else "already stands, unchanged"
        click.echo(f"{row.name}: {len(row.weeks)} weeks, {state}")
