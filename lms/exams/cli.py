"""`flask exams`: figures of an exam from a shell."""

import json
import sys
from dataclasses import asdict

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from lms.exams import items, service
from lms.exams.models import Exam
from suite.db import db


@click.group("exams")
def group() -> None:
    """Exams and what their answers say."""


@group.command("analyse")
@click.argument("exam_uid")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@with_appcontext
def analyse(exam_uid: str, as_json: bool) -> None:
    """Facility and discrimination of each question of an exam."""
    exam = db.session.scalar(select(Exam).where(Exam.uid == exam_uid))
    if exam is None:
        click.echo(f"no exam has the uid {exam_uid}", err=True)
        sys.exit(1)
    service.settle(exam)
    rows = items.item_rows(exam)
    if as_json:
        told = {"exam": exam.uid, "title": exam.title, "items": [asdict(row) for row in rows]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{exam.title}: {rows[0].takers if rows else 0} attempts")
    click.echo(f"{'no':>3} {'facility':>9} {'discr.':>7} {'p-bis':>7} {'empty':>6}  question")
    for row in rows:
        found = row.figures
        shares = (found.facility, found.upper_lower, found.point_biserial)
        cells = ["–" if share is None else f"{share:.2f}" for share in shares]
        stem = " ".join(row.stem.split())[:60]
        click.echo(
            f"{row.number:>3} {cells[0]:>9} {cells[1]:>7} {cells[2]:>7} {row.empty:>6}  {stem}"
        )
