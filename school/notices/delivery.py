"""The outbox: what is due goes out, one message for a person and channel at a time.

A message is claimed in one transaction, sent in none, and noted in the next. Whoever ends in
between has it sent once more, under the same key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import force_locale
from sqlalchemy import ColumnElement, Select, func, or_, select, update

from school.hooks import NoticeChannel, Permanent, Temporary
from school.notices import letters, queries, rules
from school.notices.models import (
    DROPPED,
    FAILED,
    SENT,
    WAITING,
    Notice,
    NoticeDelivery,
)
from school.notices.service import channels, choices_of, wake
from school.people.models import Person
from suite import clock, i18n
from suite.db import db, new_uid

CLAIMED = timedelta(minutes=10)
OLDEST = timedelta(days=14)
MOST_IN_ONE = 200
DOWN_AFTER = 3  # messages in a row that could not be sent: the channel itself is down
LATER = timedelta(minutes=5)
LONG, OFTEN = timedelta(hours=12), 4


@dataclass(frozen=True)
class Claimed:
    """Deliveries that go out together."""

    person_id: int
    channel: str
    message: str
    digest: bool
    attempts: int
    ids: tuple[int, ...]


def deliver(progress: Callable[[int], None] = lambda _count: None) -> dict[str, int]:
    """Send what is due; how many messages went out and how many did not. Commits."""
    counts = {"sent": 0, "not_sent": 0}
    failing: dict[str, int] = {}
    on = channels()
    while on and (row := _next(list(on))) is not None:
        channel = row.channel
        claimed = _claim(row)
        if claimed is None:
            continue
        worked = _send(on[channel], claimed)
        counts["sent" if worked else "not_sent"] += 1
        failing[channel] = 0 if worked else failing.get(channel, 0) + 1
        if failing[channel] >= DOWN_AFTER:
            del on[channel]
            wake([clock.now() + LATER])
            db.session.commit()
        progress(counts["sent"] + counts["not_sent"])
    return counts


def _next(names: Sequence[str]) -> NoticeDelivery | None:
    """The oldest delivery that is due, held until the transaction ends."""
    query = (
        select(NoticeDelivery)
        .where(
            NoticeDelivery.state == WAITING,
            NoticeDelivery.due_at <= clock.now(),
            NoticeDelivery.channel.in_(names),
        )
        .order_by(NoticeDelivery.due_at, NoticeDelivery.id)
        .limit(1)
    )
    found = db.session.scalar(query.with_for_update(skip_locked=True))
    if found is None:
        db.session.rollback()
    return found


def _claim(row: NoticeDelivery) -> Claimed | None:
    """Take what goes out with a delivery; None when it must wait or is not wanted. Commits."""
    now = clock.now()
    choice = choices_of([row.person_id], row.channel).get(row.person_id, rules.Choice())
    _drop_unwanted(row, choice)
    rows = list(db.session.scalars(_together(row, now)))
    until = rules.held_until(now, choice, row.digest, _last_digest(row)) if rows else None
    claimed = Claimed(
        row.person_id,
        row.channel,
        row.message or new_uid(),
        row.digest,
        max((one.attempts for one in rows), default=0) + 1,
        tuple(one.id for one in rows),
    )
    if until is not None:
        _set(claimed, due_at=until)
        wake([until])
    elif rows:
        _set(claimed, due_at=now + CLAIMED, message=claimed.message, attempts=claimed.attempts)
    db.session.commit()
    return claimed if rows and until is None else None


def _together(row: NoticeDelivery, now: datetime) -> Select[NoticeDelivery]:
    same = NoticeDelivery
    message = same.message.is_(None) if row.message is None else same.message == row.message
    return (
        select(same)
        .where(
            same.person_id == row.person_id,
            same.channel == row.channel,
            same.state == WAITING,
            same.digest == row.digest,
            same.due_at <= now,
            message,
        )
        .order_by(same.id)
        .limit(MOST_IN_ONE)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _drop_unwanted(row: NoticeDelivery, choice: rules.Choice) -> None:
    """Forget what was read meanwhile, is old, is no longer one's business or no longer wanted."""
    wanted = queries.of_person(row.person_id).where(
        Notice.read_at.is_(None), Notice.made_at > clock.now() - OLDEST
    )
    gone: ColumnElement[bool] = NoticeDelivery.notice_id.not_in(wanted.with_only_columns(Notice.id))
    here = select(Person.id).where(Person.id == row.person_id, Person.left_on.is_(None))
    if choice.mode == rules.OFF or db.session.scalar(here) is None:
        gone = or_(gone, NoticeDelivery.id > 0)
    db.session.execute(
        update(NoticeDelivery)
        .where(
            NoticeDelivery.person_id == row.person_id,
            NoticeDelivery.channel == row.channel,
            NoticeDelivery.state == WAITING,
            gone,
        )
        .values(state=DROPPED)
        .execution_options(synchronize_session=False)
    )


def _last_digest(row: NoticeDelivery) -> datetime | None:
    """When a digest last went out to the person."""
    return db.session.scalar(
        select(func.max(NoticeDelivery.sent_at)).where(
            NoticeDelivery.person_id == row.person_id,
            NoticeDelivery.channel == row.channel,
            NoticeDelivery.state == SENT,
            NoticeDelivery.digest,
        )
    )


def _send(channel: NoticeChannel, claimed: Claimed) -> bool:
    """Send a message and note what became of it. Commits."""
    notices = db.session.scalars(
        select(Notice)
        .join(NoticeDelivery, NoticeDelivery.notice_id == Notice.id)
        .where(NoticeDelivery.id.in_(claimed.ids))
        .order_by(Notice.id)
    ).all()
    to = channel.addresses_of([claimed.person_id]).get(claimed.person_id)
    language = db.session.scalar(select(Person.language).where(Person.id == claimed.person_id))
    with force_locale(i18n.known(language)):
        message = letters.letter(to or "", notices, claimed.message)
    db.session.commit()  # no transaction is open while others are waited for
    if to is None:
        _note(claimed, DROPPED, "no verified address")
        return True
    try:
        channel.send(message)
    except Temporary as error:
        _again(claimed, str(error))
        return False
    except Permanent as error:
        _note(claimed, FAILED, str(error))
        return True
    _note(claimed, SENT)
    return True


def _again(claimed: Claimed, error: str) -> None:
    choice = choices_of([claimed.person_id], claimed.channel).get(claimed.person_id)
    due = rules.again_at(clock.now(), claimed.attempts, choice or rules.Choice())
    if due is None:
        _note(claimed, FAILED, error)
        return
    _set(claimed, due_at=due, error=error[:300])
    wake([due])
    db.session.commit()


def _note(claimed: Claimed, state: str, error: str | None = None) -> None:
    sent_at = clock.now() if state == SENT else None
    _set(claimed, state=state, sent_at=sent_at, error=error and error[:300])
    db.session.commit()


def _set(claimed: Claimed, **values: object) -> None:
    db.session.execute(
        update(NoticeDelivery)
        .where(NoticeDelivery.id.in_(claimed.ids))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def waiting() -> tuple[int, int]:
    """How many deliveries wait through channels that are on, and how many of them should not:
    due since long, or tried again and again."""
    row = NoticeDelivery
    stuck = or_(row.due_at < clock.now() - LONG, row.attempts >= OFTEN)
    query = select(func.count(row.id), func.count(row.id).filter(stuck)).where(
        row.state == WAITING, row.channel.in_(list(channels()))
    )
    found = db.session.execute(query).one()
    return found[0], found[1]
