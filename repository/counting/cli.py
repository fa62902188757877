"""`flask library recount`."""

import json
import sys

import click
from flask.cli import with_appcontext

from repository.cli import group
from repository.counting import rollup


@group.command("recount")
@click.option("--check", is_flag=True, help="Change nothing; say which days differ.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
@with_appcontext
def recount_command(check: bool, as_json: bool) -> None:
    """Count anew what was read on every day of which the looks are still there; exit status 1 when
    --check finds a day that differs."""
    days = [day.isoformat() for day in rollup.differing()]
    done = 0 if check else rollup.recompute()
    if as_json:
        click.echo(json.dumps({"differing": days, "counted": done}))
    else:
        click.echo(f"{len(days)} days differed{': ' if days else ''}{', '.join(days)}")
    sys.exit(1 if check and days else 0)
