"""`flask bank import` and `flask bank export`."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from lms.bank import carrying, export, intake, texts
from lms.bank.models import Item, ItemVersion
from lms.bank.preview import Row, preview
from lms.bank.service import About
from lms.bank.taking import take_in
from lms.formats.registry import FORMATS
from school.api import OrgUnit, Person, Subject
from suite.db import db

WAYS_OUT = ("docx", *FORMATS)
WAYS_IN = ("word", "text", *FORMATS)


@click.group("bank")
def group() -> None:
    """Questions in and out."""


def _school(code: str) -> OrgUnit:
    unit = db.session.scalar(select(OrgUnit).where(OrgUnit.code == code, OrgUnit.kind == "school"))
    if unit is None:
        raise click.BadParameter(f"no school has the code {code}", param_hint="--school")
    return unit


def _subject(code: str) -> Subject:
    found = db.session.get(Subject, code)
    if found is None:
        raise click.BadParameter(f"no subject has the code {code}", param_hint="--subject")
    return found


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--school", "code", required=True, help="Code of the school.")
@click.option("--subject", required=True, help="Code of the subject (TOAN).")
@click.option("--author", required=True, help="User name of the teacher who takes them in.")
@click.option("--grade", type=click.IntRange(1, 12))
@click.option("--topic", default="", help="A topic for all of them.")
@click.option("--format", "way", type=click.Choice(WAYS_IN), help="Default: by what is in it.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def import_command(
    file: Path,
    code: str,
    subject: str,
    author: str,
    grade: int | None,
    topic: str,
    way: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import the questions of FILE into the bank of a school.

    Taken in is what the preview page would tick by itself. What was altered or left out is
    named on the error output with its line; the exit status is 1 when something was left out.
    """
    unit, row = _school(code), _subject(subject)
    person = db.session.scalar(select(Person).where(Person.username == author))
    if person is None or person.school_id != unit.id:
        raise click.BadParameter(f"nobody of {code} has that user name", param_hint="--author")
    try:
        read = intake.from_file(file.name, file.read_bytes(), way)
    except intake.NotRead as error:
        raise click.ClickException(f"{file.name}: {texts.not_read_text(error)}") from None
    draft = intake.keep(read, unit.id, person.id, file.name, {})
    shown = preview(draft)
    rows = shown.rows
    named = [
        _told(file.name, one) for one in rows if one.known is None and (one.codes or one.notes)
    ]
    notes = [texts.note_text(note.code, dict(note.params)) for note in shown.notes]
    added = sum(one.ticked for one in rows)
    if dry_run:
        intake.forget(draft)
    else:
        about = About(unit.id, row.code, grade, topic)
        added = take_in(draft.id, about, person.id)["added"]
    held = sum(one.known is not None for one in rows)
    left = len(rows) - held - added
    counts = {"dry_run": dry_run, "added": added, "known": held, "left": left}
    _say(file.name, counts, named, notes, as_json)
    sys.exit(1 if left or not rows else 0)


def _told(name: str, row: Row) -> dict[str, Any]:
    words = [texts.note_text(note.code, dict(note.params)) for note in row.notes]
    words += [texts.problem_text(one) for one in row.codes]
    return {
        "file": name,
        "line": row.question.first_line,
        "question": row.question.label or row.question.number,
        "state": row.state,
        "taken": row.ticked,
        "codes": [note.code for note in row.notes] + row.codes,
        "why": words,
    }


def _say(
    name: str,
    counts: dict[str, Any],
    named: list[dict[str, Any]],
    notes: list[str],
    as_json: bool,
) -> None:
    if as_json:
        body = {"ok": not counts["left"], **counts, "questions": named, "notes": notes}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    for note in notes:
        click.echo(f"{name}: {note}", err=True)
    for one in named:
        place = f"{name}:{one['line']}: {one['question'] or '?'}"
        state = one["state"] if one["taken"] else "left out"
        click.echo(f"{place}: {state}: {' '.join(one['why'])}", err=True)
    click.echo(f"{counts['added']:>7} {'would be ' if counts['dry_run'] else ''}taken in")
    click.echo(f"{counts['known']:>7} were there already")
    click.echo(f"{counts['left']:>7} left out")


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--school", "code", required=True, help="Code of the school.")
@click.option("--subject", required=True, help="Code of the subject (TOAN).")
@click.option("--topic", default="", help="Only this topic.")
@click.option("--format", "way", type=click.Choice(WAYS_OUT), help="Default: docx or txt by name.")
@click.option("--json", "as_json", is_flag=True)
@with_appcontext
def export_command(
    file: Path, code: str, subject: str, topic: str, way: str | None, as_json: bool
) -> None:
    """Write the questions in use to FILE; what the format cannot hold is named."""
    way = way or file.suffix.removeprefix(".")
    if way not in ("txt", *WAYS_OUT):
        raise click.BadParameter("choose --format for this ending", param_hint="FILE")
    query = (
        select(Item, ItemVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .where(
            ItemVersion.number == Item.current_number,
            Item.school_id == _school(code).id,
            Item.subject_code == _subject(subject).code,
            Item.retired_at.is_(None),
        )
        .order_by(Item.id)
    )
    rows = db.session.execute(query.where(Item.topic == topic) if topic else query)
    if way in WAYS_OUT:
        _written(file, way, [(item, version) for item, version in rows], as_json)
        return
    parsed = export.as_parsed((item.kind, version) for item, version in rows)
    file.write_bytes(export.as_text(parsed).encode())
    doubtful = export.unfaithful(parsed)
    if as_json:
        click.echo(json.dumps({"written": len(parsed), "doubtful": doubtful}))
        return
    for number in doubtful:
        click.echo(f"{file.name}: question {number} would be read in another way", err=True)
    click.echo(f"{len(parsed):>7} written")


def _written(file: Path, way: str, rows: carrying.Rows, as_json: bool) -> None:
    made = carrying.written(way, rows, tried=True)
    told = carrying.told(made, len(rows))
    file.write_bytes(made.data)
    losses = [
        {"code": code, "questions": numbers, "why": texts.loss_text(code, {})}
        for code, numbers in told.losses
    ]
    if as_json:
        body = {"written": told.going, "left": told.whole - told.going, "losses": losses}
        click.echo(json.dumps(body, ensure_ascii=False))
        return
    for one in losses:
        click.echo(f"{file.name}: questions {', '.join(one['questions'])}: {one['why']}", err=True)
    click.echo(f"{told.going:>7} written")
    click.echo(f"{told.whole - told.going:>7} left out")
