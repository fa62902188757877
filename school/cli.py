"""`flask school`: what an installation needs before its first person can sign in."""

import sys
from datetime import datetime

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from school.calendar.cli import year
from school.curriculum.cli import change_programme, load_programme
from school.people import service as people
from school.people.models import Person
from school.people.rules import GRANTED_AT, GrantError, check_grant
from school.roster.usernames import Names
from school.turnover.cli import turn_over
from school.units import rules, service
from school.units.cli import succession, succession_undo
from suite import clock
from suite.db import db

CLI_GRANT_FAULTS = {
    "role": "this role is not given by hand",
    "unit": "this role is not held at a unit of that kind",
    "until": "this role needs its end: --until",
    "dates": "the end lies before the beginning",
}


@click.group("school")
def group() -> None:
    """Units, years, programme and first people."""


@group.command("add-unit")
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice(list(rules.UNDER)), required=True)
@click.option("--under", help="Code of the unit above.")
@click.option("--stage", type=click.Choice(list(rules.GRADES)))
@with_appcontext
def add_unit(code: str, name: str, kind: str, under: str | None, stage: str | None) -> None:
    """Add a province, a commune or a school."""
    parent = service.by_code(under) if under else None
    if under and parent is None:
        raise click.BadParameter(f"no unit has the code {under}", param_hint="--under")
    try:
        row = service.add_unit(kind, code, name, parent=parent, stage=stage)
    except rules.UnitError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    click.echo(f"{row.code}: {row.name}")


@group.command("add-person")
@click.argument("full_name")
@click.option("--role", type=click.Choice(list(GRANTED_AT)), required=True)
@click.option("--unit", "code", required=True, help="Code of the unit where the role is held.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]), help="Day after its last.")
@with_appcontext
def add_person(full_name: str, role: str, code: str, until: datetime | None) -> None:
    """Add somebody with a role (the first administrator); prints the first password once."""
    unit = service.by_code(code)
    if unit is None:
        raise click.BadParameter(f"no unit has the code {code}", param_hint="--unit")
    since, end = clock.today(), until.date() if until else None
    try:
        check_grant(role, unit.kind, since, end)
    except GrantError as error:
        raise click.BadParameter(CLI_GRANT_FAULTS[error.code], param_hint="--role") from None
    username = Names(db.session.scalars(select(Person.username))).new(full_name)
    school_id = unit.id if unit.kind == "school" else None
    person = people.new_person(full_name, username, school_id=school_id)
    people.grant(person, role, unit.id, since=since, until=end)
    slip = people.reset_password(person)
    click.echo(f"user name {slip.username}  first password {slip.password}")


for _command in (year, load_programme, change_programme, turn_over, succession, succession_undo):
    group.add_command(_command)
