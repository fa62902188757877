"""Sending what a list brought on to review, all at once."""

from typing import Any

from sqlalchemy import Select, select

from repository.catalogue import rules, service
from repository.catalogue.models import Work
from repository.deposit.lists.models import Deposit, DepositRow
from repository.flow.rules import MOST_LISTED as MOST
from suite.db import db


def send(row: Deposit, actor_id: int) -> tuple[int, int, int]:
    """Submit the drafts of a list, at most as many as a decision holds: how many were sent, how
    many lack something, how many are left for the next time. Commits each."""
    ids = list(db.session.scalars(_drafts(row, actor_id).with_only_columns(Work.id)))
    sent = lacking = 0
    for work_id in ids[:MOST]:
        try:
            service.submit(db.session.get_one(Work, work_id), actor_id)
        except rules.Refused:
            db.session.rollback()
            lacking += 1
        else:
            sent += 1
    return sent, lacking, len(ids[MOST:])


def waits(row: Deposit, actor_id: int) -> bool:
    """Whether a draft of the list can still be sent."""
    return db.session.scalar(_drafts(row, actor_id).with_only_columns(Work.id).limit(1)) is not None


def _drafts(row: Deposit, actor_id: int) -> Select[Any]:
    return (
        select(Work)
        .join(DepositRow, DepositRow.work_id == Work.id)
        .where(
            DepositRow.list_id == row.id,
            Work.state.in_(rules.OPEN_STATES),
            Work.depositor_id == actor_id,
        )
        .order_by(DepositRow.id)
    )
