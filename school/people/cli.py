"""`flask people`: what is done to a person from the shell."""

import json
import sys
from dataclasses import asdict

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from school.people import erasing
from school.people.models import Person
from suite.db import db


@click.group("people")
def group() -> None:
    """One person."""


@group.command("erase")
@click.argument("username")
@click.option("--yes", is_flag=True, help="Really do it; without it only the count is shown.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@with_appcontext
def erase(username: str, yes: bool, as_json: bool) -> None:
    """Erase who a person was; marks and counts stay, of a pseudonym."""
    person = db.session.scalar(select(Person).where(Person.username == username.strip().lower()))
    if person is None:
        raise click.BadParameter(f"no account is named {username}", param_hint="USERNAME")
    try:
        found = erasing.erase(person) if yes else erasing.preview(person)
    except erasing.CannotErase:
        click.echo(f"{username} is an administrator: end that role first", err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps({"erased": yes, "now": person.username, **asdict(found)}))
        return
    for name, number in asdict(found).items():
        click.echo(f"{name.replace('_', ' ')}: {number}")
    click.echo(f"erased; now {person.username}" if yes else "nothing was changed; add --yes")
