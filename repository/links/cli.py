"""`flask library links`: look whether the links of the library are still there."""

import json
import sys

import click
from flask.cli import with_appcontext
from rich.progress import Progress
from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from repository.catalogue import rules as works
from repository.catalogue.models import Work
from repository.cli import group
from repository.links import checking, rules
from repository.links.models import Link
from suite.db import db


@group.command("links")
@click.option("--all", "every", is_flag=True, help="Those whose turn has not come, too.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for machines.")
@with_appcontext
def links_command(every: bool, as_json: bool) -> None:
    """Look at the links whose turn it is, at most five minutes long, and name the dead ones.

    Exit status 1 when one is dead.
    """
    ids = _all() if every else checking.due()
    with Progress(transient=True, disable=as_json or not sys.stderr.isatty()) as bar:
        task = bar.add_task("links", total=len(ids))
        counts = checking.Round().run(
            ids, lambda done, total: bar.update(task, completed=done, total=total)
        )
    dead = [
        {"work": row.work.uid, "title": row.work.title, "url": row.url, "why": row.code}
        for row in db.session.scalars(_dead())
    ]
    if as_json:
        click.echo(json.dumps({"looked": counts, "dead": dead}, ensure_ascii=False))
    else:
        for one in dead:
            click.echo(f"{one['why'] or 'dead':<12} {one['url']}  {one['title']}")
        looked = ", ".join(f"{number} {state}" for state, number in counts.items())
        click.echo(f"looked at {len(ids)}: {looked}; {len(dead)} dead in all")
    sys.exit(1 if dead else 0)


def _all() -> list[int]:
    query = select(Link.id).join(Work, Work.id == Link.work_id)
    return list(db.session.scalars(query.where(Work.state != works.WITHDRAWN)))


def _dead() -> Select[Link]:
    query = select(Link).join(Link.work).options(contains_eager(Link.work))
    query = query.where(Link.state == rules.DEAD, Work.state != works.WITHDRAWN)
    return query.order_by(Link.id)
