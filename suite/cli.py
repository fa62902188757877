"""Commands of the house itself: set up, run, look after."""

import json
import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from suite import migrate, scaffold, worker
from suite.db import db
from suite.hooks import registry
from suite.jobs import Job
from suite.serve import serve
from suite.settings import current_settings

OPEN_FILES = 16_384


@click.command("setup")
def setup_command() -> None:
    """Bring the database to its newest tables (house and plugins)."""
    migrate.upgrade(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo("database ready")


@click.command("worker")
@click.option("--queue", "queues", multiple=True, help="Only these queues; all when none is given.")
@click.option("--not-queue", "apart", multiple=True, help="All queues but these.")
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
def worker_command(queues: tuple[str, ...], apart: tuple[str, ...], once: bool) -> None:
    """Run jobs and deliver events."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    count = worker.work(app, queues, apart, once=once)
    click.echo(f"{count} jobs run")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def doctor_command(as_json: bool) -> None:
    """Look at what an installation stands on; exit status 1 when something is wrong."""
    findings = list(_findings())
    if as_json:
        click.echo(json.dumps([{"check": n, "ok": ok, "detail": d} for n, ok, d in findings]))
    else:
        for name, ok, detail in findings:
            click.echo(f"{'ok  ' if ok else 'BAD '} {name}: {detail}")
    sys.exit(0 if all(ok for _, ok, _ in findings) else 1)


Finding = tuple[str, bool, str]
_more: list[Callable[[], Finding]] = []


def finding(look: Callable[[], Finding]) -> Callable[[], Finding]:
    """Let a room add a check to `flask doctor`: its name, whether it is good, a detail."""
    _more.append(look)
    return look


def _findings() -> list[Finding]:
    settings = current_settings()
    if (fault := _unready()) is not None:
        return [fault]
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    waiting = db.session.scalar(select(func.count(Job.id)).where(Job.state == "waiting")) or 0
    failed = db.session.scalar(select(func.count(Job.id)).where(Job.state == "failed")) or 0
    return [
        ("database", True, db.engine.dialect.name),
        ("data folder", os.access(settings.data_dir, os.W_OK), str(settings.data_dir)),
        ("open files", soft >= 1024, f"{soft} (2,000 browsers want {OPEN_FILES})"),
        ("jobs", failed == 0, f"{waiting} waiting, {failed} failed"),
        ("plugins", True, ", ".join(registry().plugins) or "none"),
        *(look() for look in _more),
    ]


def _unready() -> Finding | None:
    """What keeps everything else from being looked at: no database, or one without tables."""
    try:
        db.session.execute(text("SELECT 1"))
        ready = inspect(db.session.connection()).has_table(Job.__tablename__)
    except DatabaseError as error:
        return "database", False, " ".join(str(error.orig).split())
    return None if ready else ("database", False, "it has no tables: run flask setup")


@click.group("plugins")
def plugins_group() -> None:
    """The plugins of this installation."""


@plugins_group.command("list")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def plugins_list(as_json: bool) -> None:
    """Name every plugin, its title and what kinds it brings."""
    rows = [
        {
            "name": plugin.name,
            "title": plugin.title,
            "kinds": {kind: [k.name for k in held] for kind, held in plugin.kinds.items()},
            "tables": bool(plugin.migrations),
        }
        for plugin in registry().plugins.values()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['name']:<16} {row['title']}")


@plugins_group.command("new")
@click.argument("name")
@click.option("--folder", default=".", type=click.Path(file_okay=False, path_type=Path))
def plugins_new(name: str, folder: Path) -> None:
    """Write a plugin as a package of its own, ready to be installed with pip."""
    try:
        made = scaffold.make(name, folder)
    except scaffold.ScaffoldError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"made {made}; install it with: pip install --no-deps -e {made}")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=os.cpu_count() or 1, show_default=True)
def serve_command(host: str, port: int, workers: int) -> None:
    """Start the web server and the job worker together, and stop them together."""
    sys.exit(serve(host, port, workers))


def init(app: Flask) -> None:
    """Add the commands to the app."""
    for command in (setup_command, worker_command, doctor_command, plugins_group, serve_command):
        app.cli.add_command(command)
