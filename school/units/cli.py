"""`flask school succeed` and `succeed-undo`: units that follow one another."""

import json
import sys
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TextIO

import click
from flask.cli import with_appcontext

from school.units import service
from school.units.models import OrgUnit, UnitChange
from school.units.succession import Decisions, succeed
from school.units.successions import ONE
from school.units.undoing import undo
from suite.db import db

DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.command("succeed")
@click.argument("olds", nargs=-1, required=True)
@click.option("--into", "news", multiple=True, required=True, help="Code of a unit that follows.")
@click.option(
    "--share", "shares", multiple=True, help="Its part (0.6), in the order of --into; else 1."
)
@click.option("--on", required=True, type=DAY, help="The day on which the new begins.")
@click.option(
    "--decisions",
    type=click.File(encoding="utf-8"),
    help='JSON, where several follow: {"classes": {"12": "CODE"}, "people": {}, "children": {}}.',
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def succession(
    olds: tuple[str, ...],
    news: tuple[str, ...],
    shares: tuple[str, ...],
    on: datetime,
    decisions: TextIO | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Let the units OLDS end on a day and others take over all they hold."""
    if shares and len(shares) != len(news):
        raise click.BadParameter("one for each --into", param_hint="--share")
    parts = [_part(share) for share in shares] or [ONE] * len(news)
    pairs = list(zip(map(_unit, news), parts, strict=True))
    decided = _decisions(decisions)
    outcome = succeed(
        [_unit(code) for code in olds], pairs, on.date(), decided=decided, dry_run=dry_run
    )
    faults = [{"code": fault.code, "name": fault.name} for fault in outcome.faults]
    if as_json:
        told: dict[str, object] = {"ok": not faults, "dry_run": dry_run, "counts": outcome.counts}
        told["change"] = outcome.change_id
        click.echo(json.dumps({**told, "renamed": outcome.renamed, "faults": faults}))
    else:
        for name, count in outcome.counts.items():
            click.echo(f"{name}: {count}")
        for fault in faults:
            click.echo(f"{fault['code']}: {fault['name']}", err=True)
        if outcome.change_id:
            click.echo(f"undo with: flask school succeed-undo {outcome.change_id}")
    sys.exit(1 if faults else 0)


@click.command("succeed-undo")
@click.argument("change_id", type=int)
@click.option("--dry-run", is_flag=True, help="Say what would happen, write nothing.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def succession_undo(change_id: int, dry_run: bool, as_json: bool) -> None:
    """Take back the succession or move CHANGE_ID, as long as nothing was built on it."""
    if db.session.get(UnitChange, change_id) is None:
        raise click.BadParameter(f"there is no change {change_id}", param_hint="CHANGE_ID")
    found = undo(change_id, dry_run=dry_run)
    built = [{"name": one.name, "reason": str(one.reason)} for one in found.built]
    ok = not built and not found.over
    if as_json:
        told = {"ok": ok, "dry_run": dry_run, "over": found.over, "counts": found.counts}
        click.echo(json.dumps({**told, "built": built}))
    else:
        for name, count in found.counts.items():
            click.echo(f"{name}: {count}")
        for one in built:
            click.echo(f"{one['name']}: {one['reason']}", err=True)
        if found.over:
            click.echo("it was undone before", err=True)
    sys.exit(0 if ok else 1)


def _unit(code: str) -> OrgUnit:
    unit = service.by_code(code)
    if unit is None:
        raise click.BadParameter(f"no unit has the code {code}")
    return unit


def _part(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise click.BadParameter(f"{text} is no part of 1", param_hint="--share") from None


def _decisions(file: TextIO | None) -> Decisions:
    if file is None:
        return Decisions()
    try:
        read = json.load(file)
        held = {
            name: {int(row): _unit(code).id for row, code in read.get(name, {}).items()}
            for name in ("children", "classes", "people")
        }
    except (ValueError, AttributeError, TypeError) as error:
        raise click.BadParameter(str(error), param_hint="--decisions") from None
    return Decisions(**held)
