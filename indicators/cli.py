"""flask indicators …: the count from a shell, for people and for machines."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from indicators.coverage import check as checking
from indicators.coverage import compute as computing
from indicators.coverage import page as pages
from indicators.coverage import resolve
from indicators.coverage.choices import choices, choose
from indicators.formulas.csvrows import SeedError
from indicators.register import service as registers
from indicators.reports import sheets
from indicators.rollup import service as rolling
from indicators.rollup.years import year_on
from suite import clock

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object, no bar.")
SHOWN = 20


@contextmanager
def bar(label: str, as_json: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar for people; silence for machines and when nobody watches."""
    hidden = as_json or not sys.stderr.isatty()
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=hidden) as shown:

        def tell(done: int, total: int) -> None:
            shown.length = max(total, 1)
            shown.update(done - shown.pos)

        yield tell


def say(as_json: bool, result: dict[str, Any], text: str) -> None:
    """The result, for who asked."""
    click.echo(json.dumps(result, ensure_ascii=False, default=str) if as_json else text)


@click.group("indicators")
def group() -> None:
    """The online-learning coverage indicator."""


@group.command("load-parameters")
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@AS_JSON
@with_appcontext
def load_command(folder: Path | None, as_json: bool) -> None:
    """Load the dated rows: parameters, targets, kinds, licences."""
    try:
        changed = registers.load_parameters(folder or registers.FOLDER)
    except (SeedError, OSError) as error:
        raise click.ClickException(str(error)) from None
    say(as_json, changed, "\n".join(f"{name}: {n} rows" for name, n in changed.items()))


@group.command("rollup")
@click.option("--full", is_flag=True, help="Everybody, not only those with new events.")
@AS_JSON
@with_appcontext
def rollup_command(full: bool, as_json: bool) -> None:
    """Turn raw events into days of use."""
    with bar("rollup", as_json) as tell:
        rolled = rolling.rollup(full=full, progress=tell)
    say(as_json, asdict(rolled), f"{rolled.persons} people rolled up")


@group.command("compute")
@click.option("--changed", is_flag=True, help="Only schools whose figures are no longer fresh.")
@AS_JSON
@with_appcontext
def compute_command(changed: bool, as_json: bool) -> None:
    """Make and keep the figures of every unit and period."""
    make = computing.compute_changed if changed else computing.compute
    with bar("compute", as_json) as tell:
        schools = make(progress=tell)
    say(as_json, {"schools": schools}, f"figures of {schools} schools made")


@group.command("check")
@AS_JSON
@with_appcontext
def check_command(as_json: bool) -> None:
    """Make every kept figure again from the raw events; exit status 1 where one differs."""
    with bar("check", as_json) as tell:
        report = checking.check(progress=tell)
    result = {**asdict(report), "agrees": report.agrees}
    say(as_json, result, "\n".join(lines(report)))
    sys.exit(0 if report.agrees else 1)


def lines(report: checking.Report) -> Iterator[str]:
    """What a check found, for people."""
    yield f"{report.figures} figures made again from {report.events} raw events"
    for day in report.broken:
        yield f"BROKEN CHAIN on {day.day}: {day.sealed_rows} rows sealed, {day.found_rows} found"
    for one in report.differences[:SHOWN]:
        yield (
            f"DIFFERENT {one.level} {one.unit_id} {one.name} {one.starts_on} to {one.ends_on}:"
            f" kept {one.kept}, found {one.found}"
        )
    if len(report.differences) > SHOWN:
        yield f"... and {len(report.differences) - SHOWN} more"
    if report.pending:
        yield f"{report.pending} people have events that no rollup has seen: run rollup, compute"
    yield "all agree to the integer" if report.agrees else "NOT the same"


@group.command("export")
@click.argument("unit")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--period", default="year", show_default=True, help="year, s1, m2026-10, w2026-10-05")
@AS_JSON
@with_appcontext
def export_command(unit: str, target: Path, period: str, as_json: bool) -> None:
    """Write the figures of UNIT (school:3, class:12, commune:2) to TARGET, .csv or .xlsx.

    Communes and provinces come out as they may be published: small figures are hidden.
    """
    year, place = year_on(clock.today()), resolve.find(unit, None)
    choice = choose(choices(year, clock.today()), period) if year else None
    if place is None:
        raise click.ClickException(f"no unit is named {unit}")
    if year is None or choice is None:
        raise click.ClickException(f"no period that has begun is named {period}")
    inside = place.unit.school_id is not None
    made = pages.build(place, year, choice, inside=inside, charts=False)
    rows = sheets.table(made)
    kind = target.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise click.ClickException(f"{target}: the name must end in .csv or .xlsx")
    body = sheets.as_csv(rows) if kind == ".csv" else sheets.as_xlsx(rows, made)
    try:
        target.write_bytes(body)
    except OSError as error:
        raise click.ClickException(f"{target}: {error.strerror}") from None
    say(as_json, {"file": str(target), "rows": len(rows)}, f"{len(rows)} figures in {target}")
