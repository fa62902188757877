"""`flask library import-pack`: take in a class pack that lies on this machine."""

import json
import sys
from pathlib import Path

import click
from flask.cli import with_appcontext
from rich.progress import Progress
from sqlalchemy import select

from repository.cli import group
from repository.packs import labels
from repository.packs.bringing import LEFT, Brought, Plan, bring
from repository.packs.opening import PackRefused
from repository.packs.signature import fingerprint
from school.api import OrgUnit, Person
from suite.db import db


@group.command("import-pack")
@click.argument("pack", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--school", "school_code", required=True, help="Code of the school or unit.")
@click.option("--as", "username", required=True, help="Who deposits the works.")
@click.option("--publish-as", "reviewer", help="A second person who publishes what came in.")
@click.option("--submit", is_flag=True, help="Send what came in for review.")
@click.option("--dry-run", is_flag=True, help="Read everything, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
@with_appcontext
def import_pack(
    pack: Path,
    school_code: str,
    username: str,
    reviewer: str | None,
    submit: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take in PACK; exit status 1 when it, or a work of it, was not taken in."""
    unit = db.session.scalar(select(OrgUnit.id).where(OrgUnit.code == school_code))
    if unit is None:
        raise click.ClickException(f"no unit has the code {school_code}")
    second = _person(reviewer) if reviewer else None
    plan = Plan(unit, _person(username), not dry_run, submit, second)
    with Progress(transient=True, disable=as_json or not sys.stderr.isatty()) as bar:
        task = bar.add_task("pack", total=None)
        try:
            brought = bring(pack, plan, lambda n, of: bar.update(task, completed=n, total=of))
        except PackRefused as refused:
            raise click.ClickException(labels.why(refused.code, refused.params)) from refused
    _tell(brought, as_json)
    sys.exit(1 if any(line.outcome == LEFT for line in brought.lines) else 0)


def _tell(brought: Brought, as_json: bool) -> None:
    if as_json:
        rows = [line.plain() for line in brought.lines]
        said = {"title": brought.title, "from": brought.unit_name, "key": brought.key,
                "works": rows}  # fmt: skip
        click.echo(json.dumps(said, ensure_ascii=False))
        return
    click.echo(f"{brought.title} ({brought.unit_name})")
    click.echo(f"signed by {fingerprint(brought.key)}" if brought.key else "not signed")
    for line in brought.lines:
        click.echo("  ".join(filter(None, [f"{line.outcome:<6}", line.title, line.note])))


def _person(username: str) -> int:
    found = db.session.scalar(select(Person.id).where(Person.username == username))
    if found is None:
        raise click.ClickException(f"nobody has the user name {username}")
    return found
