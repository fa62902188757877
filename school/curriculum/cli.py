"""`flask school load-programme`."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import with_appcontext

from school.curriculum import service
from school.curriculum.rules import ProgrammeError


@click.command("load-programme")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--version", default=service.VERSION, show_default=True, help="Name of the version.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def load_programme(folder: Path | None, version: str, as_json: bool) -> None:
    """Load the curriculum (hours.csv and topics.csv of FOLDER; by default GDPT 2018)."""
    try:
        done = service.load_programme(folder, version)
    except ProgrammeError as error:
        if as_json:
            click.echo(json.dumps({"ok": False, "faults": [asdict(f) for f in error.faults]}))
        else:
            click.echo(str(error), err=True)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps({"ok": True, **asdict(done)}))
    else:
        state = "loaded" if done.created else "already stands, unchanged"
        click.echo(f"{done.version}: {done.subjects} subjects, {done.nodes} nodes {state}")
