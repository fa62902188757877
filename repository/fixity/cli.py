"""`flask library fixity`: read every stored file again."""

import json
import sys
from typing import Any

import click
from flask.cli import with_appcontext
from rich.progress import Progress

from repository.cli import group
from repository.fixity import queries, service
from suite import clock, jobs


class Quiet(Exception):
    """An exam is being taken: the reading goes on another time."""


@group.command("fixity")
@click.option("--rate", type=click.IntRange(0), help="MB a second; 0: as fast as it goes.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
@with_appcontext
def fixity_command(rate: int | None, as_json: bool) -> None:
    """Compare every stored file with its hash, going on where the last reading was interrupted.

    Exit status 1 when one is damaged or missing, 3 when exams interrupted it.
    """
    given = None if rate is None else rate * 2**20
    try:
        _guard()
        with Progress(transient=True, disable=as_json or not sys.stderr.isatty()) as bar:
            task = bar.add_task("files", total=None)

            def progress(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)
                _guard()

            run = service.audit(progress, rate=given)
    except Quiet:
        click.echo("exams are being taken: the reading goes on when it is called again", err=True)
        sys.exit(3)
    _tell(run.checked, queries.broken_contents(), as_json)


def _guard() -> None:
    if jobs.quiet_until() is not None:
        raise Quiet


def _tell(checked: int, broken: list[queries.BrokenContent], as_json: bool) -> None:
    if as_json:
        rows: list[dict[str, Any]] = [one.plain() for one in broken]
        click.echo(json.dumps({"checked": checked, "broken": rows}, ensure_ascii=False))
    else:
        for one in broken:
            since = clock.show(one.since)
            click.echo(f"{one.outcome:<10} {one.content}  {since}  {', '.join(one.titles)}")
        click.echo(f"{checked} files read, {len(broken)} damaged or missing")
    sys.exit(1 if broken else 0)
