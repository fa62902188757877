"""The demonstration town: each room adds its part as a step, `flask demo load` runs them once.

Demonstration data live in a database of their own (the setting `demo`) and every page says so.
"""

from collections.abc import Callable

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select

from suite import jobs
from suite.audit import AuditEntry, record
from suite.db import db
from suite.settings import current_settings

Step = Callable[[], None]
LOADED = "demo.loaded"


class InUse(Exception):
    """The database holds other work than a demonstration town."""


_steps: dict[str, tuple[int, Step]] = {}
_notes: list[tuple[str, str]] = []


def step(order: int) -> Callable[[Step], Step]:
    """Register a part of the town; lower orders come first. A step may commit."""

    def register(run: Step) -> Step:
        _steps[f"{run.__module__}.{run.__name__}"] = (order, run)
        return run

    return register


def note(label: str, text: str) -> None:
    """Something to print when the town is loaded or found: a sign-in, an access code."""
    if (label, text) not in _notes:
        _notes.append((label, text))


def loaded() -> bool:
    """Whether the town stands already."""
    query = select(func.count(AuditEntry.id)).where(AuditEntry.action == LOADED)
    return bool(db.session.scalar(query))


def load() -> bool:
    """Build the town unless it stands; whether it was built. Runs the jobs it caused.

    Raises InUse for a database in which somebody has already worked.
    """
    if loaded():
        return False
    if db.session.scalar(select(AuditEntry.id).limit(1)) is not None:
        raise InUse
    for _order, run in sorted(_steps.values(), key=lambda pair: pair[0]):
        run()
        db.session.commit()
        jobs.drain()
    record(LOADED, "demo")
    db.session.commit()
    return True


@click.group("demo")
def group() -> None:
    """The demonstration town."""


@group.command("load")
@with_appcontext
def load_command() -> None:
    """Build the demonstration town in its own database, once."""
    if not current_settings().demo:
        raise click.ClickException("demonstration data need the setting LOPSO_DEMO=true")
    try:
        built = load()
    except InUse:
        raise click.ClickException(
            "this database is in use; the demonstration town needs one of its own"
        ) from None
    click.echo("demonstration town built" if built else "demonstration town found")
    for label, text in _notes:
        click.echo(f"  {label:<28} {text}")
