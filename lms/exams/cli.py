"""`flask exams`: figures of an exam from a shell."""

import json
import sys
from dataclasses import asdict
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from lms.analysis.report import Report, report_of
from lms.exams import service
from lms.exams.models import Exam
from suite.db import db


@click.group("exams")
def group() -> None:
    """Exams and what their answers say."""


@group.command("analyse")
@click.argument("exam_uid")
@click.option("--every", is_flag=True, help="All attempts, not only the first of each pupil.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@with_appcontext
def analyse(exam_uid: str, every: bool, as_json: bool) -> None:
    """Figures of an exam and of each of its questions."""
    exam = db.session.scalar(select(Exam).where(Exam.uid == exam_uid))
    if exam is None:
        click.echo(f"no exam has the uid {exam_uid}", err=True)
        sys.exit(1)
    service.settle(exam)
    found = report_of(exam, every=every)
    if as_json:
        click.echo(json.dumps(_told(found), ensure_ascii=False))
        return
    whole = found.figures
    click.echo(f"{exam.title}: {whole.count} attempts")
    click.echo(
        f"mean {_cell(found.scores.mean)}  median {_cell(found.scores.median)}"
        f"  deviation {_cell(found.scores.deviation)}  alpha {_cell(whole.consistency)}"
        f"  skewness {_cell(whole.skewness)}  kurtosis {_cell(whole.kurtosis)}"
    )
    click.echo(f"{'no':>3} {'facility':>9} {'discr.':>7} {'effic.':>7} {'empty':>6}  question")
    for row in found.items:
        one = row.figures
        cells = [_cell(value) for value in (one.facility, one.discrimination, one.efficiency)]
        stem = " ".join(row.stem.split())[:60]
        said = " ".join(hint.code for hint in row.hints)
        click.echo(
            f"{row.number:>3} {cells[0]:>9} {cells[1]:>7} {cells[2]:>7} {row.empty:>6}  {stem}"
            + (f"  [{said}]" if said else "")
        )


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _told(found: Report) -> dict[str, Any]:
    return {
        "exam": found.exam.uid,
        "title": found.exam.title,
        "most": found.most,
        "figures": asdict(found.figures),
        "scores": asdict(found.scores),
        "items": [asdict(row) for row in found.items],
        "classes": [asdict(one) for one in found.classes],
        "forms": [asdict(one) for one in found.forms],
    }
