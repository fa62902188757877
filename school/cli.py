"""`flask school`: what an installation needs before its first person can sign in."""

import sys

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from school.calendar.cli import year
from school.curriculum.cli import load_programme
from school.people import service as people
from school.people.models import ROLES, Person
from school.roster.usernames import Names
from school.units import rules, service
from suite.db import db


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
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--unit", "code", required=True, help="Code of the unit where the role is held.")
@with_appcontext
def add_person(full_name: str, role: str, code: str) -> None:
    """Add somebody with a role (the first administrator); prints the first password once."""
    unit = service.by_code(code)
    if unit is None:
        raise click.BadParameter(f"no unit has the code {code}", param_hint="--unit")
    username = Names(db.session.scalars(select(Person.username))).new(full_name)
    school_id = unit.id if unit.kind == "school" else None
    person = people.new_person(full_name, username, school_id=school_id)
    people.grant(person, role, unit.id)
    slip = people.reset_password(person)
    click.echo(f"user name {slip.username}  first password {slip.password}")


for _command in (year, load_programme):
    group.add_command(_command)
