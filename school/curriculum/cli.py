"""`flask school load-programme`."""

import json
import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from school.curriculum import changing, service
from school.curriculum.rules import ProgrammeError


@click.command("load-programme")
@click.argument(
    "folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--version", default=service.VERSION, show_default=True, help="Name of the version.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def load_programme(folder: Path | None, version: str, as_json: bool) -> None:
    """Load the curriculum (hours.csv and topics.csv of FOLDER, or files whose names end so;
    by default GDPT 2018)."""
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


@click.command("change-programme")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--name", help="Name of the new version; by default the next number.")
@click.option("--reason", default="", help="Why; needed with --apply.")
@click.option("--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help="By default today.")
@click.option("--apply", "applies", is_flag=True, help="Keep it; without, only say what changes.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def change_programme(
    table: Path,
    name: str | None,
    reason: str,
    valid_from: datetime | None,
    applies: bool,
    as_json: bool,
) -> None:
    """Make a new version of the programme from TABLE (CSV: code, parent, level, title, periods,
    countable, source, replaces)."""
    former = changing.newest()
    if former is None or (applies and not reason.strip()):
        raise click.UsageError("load a programme first" if former is None else "give --reason")
    try:
        rows = changing.read_table(table.read_text(encoding="utf-8-sig"))
        found = changing.compare(rows)
        if applies:
            changing.apply(
                rows, former.id, name=name or changing.next_name(former.version), reason=reason,
                actor_id=None, valid_from=valid_from.date() if valid_from else None,
            )  # fmt: skip
    except (ProgrammeError, UnicodeDecodeError) as error:
        faults = [asdict(f) for f in error.faults] if isinstance(error, ProgrammeError) else []
        click.echo(json.dumps({"ok": False, "faults": faults}) if as_json else str(error), err=True)
        sys.exit(1)
    counts = {
        "added": len(found.added), "changed": len(found.changed), "moved": len(found.moved),
        "gone": len(found.gone), "replaced": len(found.replaced),
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps({"ok": True, "applied": applies, **counts}))
    else:
        told = ", ".join(f"{number} {word}" for word, number in counts.items())
        click.echo(f"{'applied' if applies else 'dry run'}: {told}")
