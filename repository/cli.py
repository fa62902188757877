"""`flask library …`: import a folder, search, rebuild the index, check the files."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from rich.progress import Progress
from sqlalchemy import select

from repository.catalogue import health, queries, rules
from repository.catalogue.models import DEAD
from repository.catalogue.service import Description
from repository.deposit.lists.rules import NoList
from repository.deposit.lists.service import lines_of
from repository.deposit.lists.sources import Folder, Source, Zip
from repository.deposit.lists.taking import Plan, Told, refused
from repository.deposit.lists.taking import one as take_one
from repository.deposit.lists.texts import fault_text, said_of
from repository.hooks import FormatError
from repository.records import service as records
from repository.records.models import Record
from repository.records.rules import tidy
from repository.search import index_job
from repository.search.engine import BookHit, Fragment, Query
from repository.search.service import engine, everything
from school.api import OrgUnit, Person
from school.roster.sheets import Unreadable
from suite.db import db
from suite.settings import current_settings

# Classes are chosen work by work.
AUDIENCES = tuple(code for code in rules.AUDIENCES if code != rules.CLASS)


@click.group("library")
def group() -> None:
    """The digital library."""


@group.command("import")
@click.argument("place", type=click.Path(exists=True, path_type=Path))
@click.option("--school", "school_code", required=True, help="Code of the school or unit.")
@click.option("--as", "username", help="Who deposits; needed unless it is a dry run.")
@click.option("--publish-as", "reviewer", help="A second person who publishes what came in.")
@click.option(
    "--list",
    "list_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What is taken in and what is said of it (.xlsx, .xls, CSV).",
)
@click.option(
    "--kind",
    default="text",
    show_default=True,
    help="What a work is; a wrong code is answered with those that are known.",
)
@click.option("--licence", default="unknown", show_default=True, help="own, permission, cc-by …")
@click.option(
    "--audience",
    type=click.Choice(AUDIENCES),
    default=rules.SCHOOL,
    show_default=True,
    help="Who may read it.",
)
@click.option("--subject", default=None, help="Code of the subject: TOAN, TINHOC …")
@click.option("--grade", "grades", type=int, multiple=True, help="May be given several times.")
@click.option("--dry-run", is_flag=True, help="Read everything, keep nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
@with_appcontext
def import_command(
    place: Path,
    school_code: str,
    username: str | None,
    reviewer: str | None,
    list_file: Path | None,
    dry_run: bool,
    as_json: bool,
    **said: Any,
) -> None:
    """Take in every file of PLACE (a folder or a ZIP), or what a list names of it.

    Exit status 1 when something was refused.
    """
    unit = db.session.scalar(select(OrgUnit).where(OrgUnit.code == school_code))
    if unit is None:
        raise click.ClickException(f"no unit has the code {school_code}")
    if not dry_run and username is None:
        raise click.ClickException("say with --as who deposits, or try with --dry-run")
    plan = Plan(
        unit_id=unit.id,
        depositor_id=_person(username) if username else None,
        reviewer_id=_person(reviewer) if reviewer else None,
        usual=_usual(said),
        dry_run=dry_run,
        private=current_settings().links_private,
    )
    told = _run(place, list_file, plan, quiet=as_json)
    if as_json:
        click.echo(json.dumps([one.plain() for one in told], ensure_ascii=False))
    else:
        for one in told:
            click.echo(one.line())
        failed = sum(not one.taken for one in told)
        click.echo(f"{len(told) - failed} taken in, {failed} refused")
    sys.exit(0 if all(one.taken for one in told) else 1)


def _usual(said: dict[str, Any]) -> Description:
    if said["kind"] not in queries.kinds():
        raise click.ClickException(f"no kind {said['kind']}: {', '.join(queries.kinds())}")
    if said["licence"] not in queries.licences():
        raise click.ClickException(f"no licence {said['licence']}: {', '.join(queries.licences())}")
    if said["subject"] and said["subject"] not in queries.subjects():
        raise click.ClickException(f"no subject {said['subject']}: {', '.join(queries.subjects())}")
    return Description(title="", subject_code=said.pop("subject"), **said)


def _run(place: Path, list_file: Path | None, plan: Plan, *, quiet: bool) -> list[Told]:
    try:
        source: Source = Folder(place) if place.is_dir() else Zip(place)
        lines = lines_of(source, list_file.read_bytes() if list_file else None)
    except (FormatError, NoList, Unreadable) as error:
        raise click.ClickException(said_of(error.code)) from None
    told = []
    with Progress(transient=True, disable=quiet or not sys.stderr.isatty()) as progress:
        task = progress.add_task("library", total=len(lines))
        for line in lines:
            faulty = [fault_text(fault) for fault in line.faults]
            told.append(refused(line, faulty) if faulty else take_one(line, source, plan))
            db.session.commit()
            progress.advance(task)
    source.close()
    return told


def _person(username: str) -> int:
    found = db.session.scalar(select(Person.id).where(Person.username == username))
    if found is None:
        raise click.ClickException(f"nobody has the user name {username}")
    return found


@group.command("search")
@click.argument("text")
@click.option("--limit", default=10, show_default=True, help="At most so many works.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
@with_appcontext
def search_command(text: str, limit: int, as_json: bool) -> None:
    """Search everything that is published, without regard to rights."""
    result = everything(Query(text=text, allowed=frozenset(), per_page=limit))
    rows = [_row(hit) for hit in result.books]
    if as_json:
        found = {"works": result.total_books, "pages": result.total_pages, "found": rows}
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    click.echo(f"{result.total_books} works, {result.total_pages} pages")
    for row in rows:
        click.echo(f"{row['work']:>6}  {row['title']}")
        for page in row["pages"]:
            click.echo(f"        p. {page['page']}: {page['snippet']}")


def _row(hit: BookHit) -> dict[str, Any]:
    pages = [
        {"file": page.file_id, "page": page.page_no, "snippet": _shown(page.snippet)}
        for page in hit.pages
    ]
    title = "".join(part.text for part in hit.title)
    return {"work": hit.work_id, "title": title, "pages": pages, "hits": hit.page_count}


def _shown(snippet: Sequence[Fragment]) -> str:
    return "".join(f"[{part.text}]" if part.marked else part.text for part in snippet)


@group.command("reindex")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
@with_appcontext
def reindex_command(as_json: bool) -> None:
    """Make the search index anew from the database, while the old one serves."""
    number = index_job.rebuild()
    kept = engine()
    if as_json:
        click.echo(json.dumps({"engine": kept.name, "documents": number}))
    else:
        click.echo(f"{number} documents in the {kept.name} index")
    if kept.warn_size and number > kept.warn_size:
        click.echo(
            f"more than {kept.warn_size} documents: {kept.name} becomes slow, use tantivy", err=True
        )


@group.command("check")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
@with_appcontext
def check_command(as_json: bool) -> None:
    """Compare every file with its hash; exit status 1 when one is damaged or missing."""
    counts = health.check()
    click.echo(json.dumps(counts) if as_json else f"{counts['alive']} whole, {counts[DEAD]} bad")
    sys.exit(1 if counts[DEAD] else 0)


def _record(typed: str) -> Record:
    found = db.session.scalar(select(Record).where(Record.code == tidy(typed)))
    if found is None:
        raise click.ClickException(f"no work has the identifier {typed}")
    return found


@group.command("merge")
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
@with_appcontext
def merge_command(old: str, new: str, as_json: bool) -> None:
    """Let the permanent identifier OLD lead on to the work of NEW, after two became one."""
    first, second = _record(old), _record(new)
    try:
        records.merge(first, second)
    except records.Merged as error:
        raise click.ClickException(str(error)) from None
    told = {"from": first.code, "to": second.code}
    click.echo(json.dumps(told) if as_json else f"{first.code} leads on to {second.code}")
