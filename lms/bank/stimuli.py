"""Stimuli: texts that several questions are asked about, with versions like the questions."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from lms.bank.models import Item, ItemVersion, Stimulus, StimulusVersion
from lms.bank.service import Changed
from school.api import Who, scope
from suite import audit, clock
from suite.db import db


def current(stimulus: Stimulus) -> StimulusVersion:
    """The version that new exams get."""
    return next(one for one in stimulus.versions if one.number == stimulus.current_number)


def make(school_id: int, text: str, author_id: int) -> Stimulus:
    """A new stimulus; flushed, not committed."""
    now = clock.now()
    row = Stimulus(school_id=school_id, author_id=author_id, created_at=now)
    row.versions = [StimulusVersion(number=1, text=text, created_at=now, author_id=author_id)]
    db.session.add(row)
    db.session.flush()
    return row


def add(school_id: int, text: str, author_id: int) -> Stimulus:
    """A new stimulus. Commits."""
    row = make(school_id, text, author_id)
    audit.record("bank.stimulus", f"stimulus:{row.uid}")
    db.session.commit()
    return row


def change(stimulus: Stimulus, seen: int, text: str, author_id: int) -> None:
    """Make a new version of a stimulus seen as version `seen`. Commits. Raises Changed.

    Exams whose papers are made keep the version that they have.
    """
    db.session.refresh(stimulus, with_for_update={"key_share": True})
    if stimulus.current_number != seen:
        db.session.rollback()
        raise Changed
    if text != current(stimulus).text:
        stimulus.current_number = seen + 1
        stimulus.versions.append(
            StimulusVersion(number=seen + 1, text=text, created_at=clock.now(), author_id=author_id)
        )
        audit.record("bank.stimulus", f"stimulus:{stimulus.uid}", detail={"version": seen + 1})
    db.session.commit()


def stimulus_of(who: Who, uid: str, own: Sequence[int]) -> Stimulus | None:
    """A stimulus of one of the `own` schools, or one of a question that `who` may see."""
    seen = scope(select(Item), who).with_only_columns(Item.stimulus_id)
    query = select(Stimulus).where(
        Stimulus.uid == uid, Stimulus.school_id.in_(own) | Stimulus.id.in_(seen)
    )
    return db.session.scalar(query.options(selectinload(Stimulus.versions)))


def questions(who: Who, stimulus: Stimulus) -> list[tuple[Item, ItemVersion]]:
    """The questions in use on a stimulus that `who` may see, in their order; one statement."""
    both: tuple[Any, ...] = (Item, ItemVersion)
    query = (
        scope(select(*both), who)
        .join(
            ItemVersion,
            (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
        )
        .where(Item.stimulus_id == stimulus.id, Item.retired_at.is_(None))
        .order_by(Item.stimulus_place, Item.id)
    )
    return [(item, version) for item, version in db.session.execute(query)]


def detach(item: Item) -> None:
    """Let a question stand by itself. Commits."""
    item.stimulus_id, item.stimulus_place = None, 0
    audit.record("bank.stimulus_off", f"item:{item.id}")
    db.session.commit()


def move(who: Who, stimulus: Stimulus, item: Item, by: int) -> None:
    """Put a question one place up (-1) or down (1) on its stimulus. Commits."""
    order = [one for one, _version in questions(who, stimulus)]
    at = next((n for n, one in enumerate(order) if one.id == item.id), None)
    if at is not None and 0 <= at + by < len(order):
        order[at], order[at + by] = order[at + by], order[at]
    for place, one in enumerate(order, 1):
        one.stimulus_place = place
    db.session.commit()
