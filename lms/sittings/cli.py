"""`flask exams rehearse`: tries a sitting on this very machine and says whether it will hold."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import with_appcontext

from lms.exams.cli import group
from lms.sittings.rehearsal import checks, load, scene
from lms.sittings.rehearsal.checks import Finding
from lms.sittings.rehearsal.place import CannotRehearse, Place, place, served
from suite import migrate
from suite.db import db
from suite.settings import Settings, current_settings
from suite.settings import load as load_settings

ROOT = Path(__file__).resolve().parents[2]


@group.command("rehearse")
@click.option("--candidates", default=200, show_default=True, type=click.IntRange(1, 5000))
@click.option("--seconds", default=60, show_default=True, type=click.IntRange(3, 3600))
@click.option("--workers", default=0, help="Web workers; as many as processors when not given.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@with_appcontext
def rehearse(candidates: int, seconds: int, workers: int, as_json: bool) -> None:
    """Let invented candidates take an exam in a place of their own; exit status 1 when it would
    not hold. Nothing is left behind, and the school's own data are not touched."""
    workers = workers or os.cpu_count() or 1
    try:
        findings = _tried(current_settings(), candidates, seconds, workers)
    except CannotRehearse as error:
        click.echo(f"cannot rehearse: {error}", err=True)
        sys.exit(2)
    holds = all(one.level != "bad" for one in findings)
    if as_json:
        told = {"holds": holds, "candidates": candidates, "findings": [asdict(f) for f in findings]}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for one in findings:
            click.echo(
                f"{one.level.upper() if one.level != 'ok' else 'ok':<5}{one.name}: {one.detail}"
            )
        words = "It will hold." if holds else "It will not hold as it is."
        click.echo(f"{words} {candidates} candidates were tried for {seconds} seconds.")
    sys.exit(0 if holds else 1)


def _tried(settings: Settings, candidates: int, seconds: int, workers: int) -> list[Finding]:
    paper, minutes = scene.next_paper()
    first = [
        checks.memory(),
        checks.open_files(candidates),
        checks.clocks(),
        checks.encryption(settings),
        checks.processors(workers),
    ]
    db.session.rollback()
    with place(settings) as where:
        plan = scene.Plan(candidates, minutes, paper)
        outcome, kept, grown = _taken(where, plan, seconds, workers)
    saves = len(outcome.saves)
    lost = saves - kept[1]
    bad = outcome.failed or lost > 0 or kept[0] != candidates
    detail = f"{kept[0]} attempts, {kept[1]} answers kept, {outcome.failed} browsers failed"
    return [
        Finding("answers", "bad" if bad else "ok", detail),
        checks.timing("start, p95", load.percentile(outcome.starts, 0.95), checks.START_P95),
        checks.timing("save, p99", load.percentile(outcome.saves, 0.99), checks.SAVE_P99),
        checks.disk(settings, max(grown, 0) / max(saves, 1), candidates, minutes),
        *first,
    ]


def _taken(
    where: Place, plan: scene.Plan, seconds: int, workers: int
) -> tuple[load.Outcome, tuple[int, int], int]:
    """What the browsers met, what the database holds, and by how many bytes it grew."""
    from wsgi import create_app

    own = load_settings(
        data_dir=where.folder, database_url=where.url, secret_key=where.secret, demo=False
    )
    app = create_app(own)
    migrate.upgrade(app)
    with app.app_context():
        engine = db.engine
        words = scene.build(engine, plan, where.secret)
        before = scene.size(engine)
        with served(where, ROOT, workers) as port:
            outcome = load.run("127.0.0.1", port, words, seconds)
        kept, grown = scene.kept(engine), scene.size(engine) - before
        db.session.remove()
        engine.dispose()
    return outcome, kept, grown
