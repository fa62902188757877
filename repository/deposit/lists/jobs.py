"""What the worker does with lists: tries them, takes them in."""

from collections.abc import Callable
from typing import Any

from flask import url_for
from flask_babel import gettext

from repository.catalogue.permissions import DEPOSITORS
from repository.deposit.lists import service
from repository.deposit.lists.models import (
    FAILED,
    NEW,
    REFUSED,
    SAME,
    TAKEN,
    TAKING,
    TRYING,
    Deposit,
)
from repository.deposit.lists.service import Progress
from school.api import Person, who_is
from suite import jobs
from suite.db import db

QUEUE = "library"


def _result_url(job: jobs.Job) -> str | None:
    row = db.session.get(Deposit, job.payload["list_id"])
    return url_for("lists.show", uid=row.uid) if row else None


def _tried(job: jobs.Job) -> str:
    found = job.result or {}
    return gettext(
        "%(good)s can be taken in, %(same)s are in the library already, %(bad)s have faults.",
        good=found.get(NEW, 0),
        same=found.get(SAME, 0),
        bad=found.get(REFUSED, 0),
    )


def _taken(job: jobs.Job) -> str:
    found = job.result or {}
    return gettext("%(num)s materials are drafts now.", num=found.get(TAKEN, 0))


@jobs.job(
    service.TRY,
    queue=QUEUE,
    title=lambda _job: gettext("Try a list of materials"),
    says=_tried,
    result_url=_result_url,
    heavy=True,
)
def try_list(ctx: jobs.Context, list_id: int) -> dict[str, Any]:
    """Read a list and try every row; nothing is kept."""
    return _run(ctx, list_id, TRYING, service.attempt)


@jobs.job(
    service.TAKE,
    queue=QUEUE,
    title=lambda _job: gettext("Take a list of materials in"),
    says=_taken,
    result_url=_result_url,
    heavy=True,
)
def take_list(ctx: jobs.Context, list_id: int) -> dict[str, Any]:
    """Take in what the trial found good; begun anew it goes on where it was."""
    return _run(ctx, list_id, TAKING, service.take)


def _run(
    ctx: jobs.Context,
    list_id: int,
    state: str,
    does: Callable[[Deposit, Progress], dict[str, int]],
) -> dict[str, int]:
    row = db.session.get_one(Deposit, list_id)
    if row.state != state:
        return service.counts(row)
    if not _allowed(row):
        row.state, row.code = FAILED, "not_allowed"
        db.session.commit()
        raise jobs.Failed(gettext("Who gave the list may not give materials here any more."))
    return does(row, ctx.progress)


def _allowed(row: Deposit) -> bool:
    person = db.session.get(Person, row.person_id, populate_existing=True)
    if person is None or person.left_on is not None:
        return False
    return who_is(person).at(row.unit_id, *DEPOSITORS)
