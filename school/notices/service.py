"""Telling people: `notify` writes rows into the present transaction and never sends.

The pages' use cases commit; `notify` does not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite

from school.access import valid_today
from school.hooks import NOTICE_CHANNEL, NoticeChannel
from school.notices import rules
from school.notices.kinds import NoticeKind
from school.notices.models import WAITING, Notice, NoticeChoice, NoticeDelivery
from school.people.models import Guardianship, Person
from suite import clock, jobs
from suite.db import db
from suite.hooks import registry
from suite.jobs import Job

TOGETHER = 1000  # rows a statement
DELIVER = "notices.deliver"


@dataclass(frozen=True)
class To:
    """Who is told; a guardian about a child."""

    person_id: int
    about_id: int | None = None


def notify(
    kind: NoticeKind,
    to: Iterable[To],
    *,
    key: str,
    school_id: int | None,
    path: str = "",
    arguments: Mapping[str, str | int] | None = None,
) -> int:
    """Tell people something in the present transaction; how many are told anew.

    `key` (at most 90 characters) names what happened: told again, it reaches nobody twice.
    `path` is an address of the house. Raises ValueError for one that is not.
    """
    said = dict(arguments or {})
    return notify_each(kind, dict.fromkeys(to, said), key=key, school_id=school_id, path=path)


def notify_each(
    kind: NoticeKind,
    told: Mapping[To, Mapping[str, str | int]],
    *,
    key: str,
    school_id: int | None,
    path: str = "",
) -> int:
    """As `notify`, with arguments of each one's own; no more statements for it."""
    if path and (not path.startswith("/") or path.startswith("//")):
        raise ValueError(f"{path!r} is no address of the house")
    now = clock.now()
    common = {
        "school_id": school_id,
        "kind": kind.name,
        "text": kind.text,
        "path": path,
        "made_at": now,
    }
    fresh_ones = 0
    due: set[datetime] = set()
    for some in _portions(list(told.items())):
        rows = [{**common, **_addressed(one, key), "arguments": dict(said)} for one, said in some]
        fresh = _insert(rows)
        fresh_ones += len(fresh)
        due |= _spread(kind, fresh, now)
    wake(due)
    return fresh_ones


def guardians_of(pupil_ids: Iterable[int]) -> list[To]:
    """The guardians whom pupils have today, each about the own child; one statement."""
    row = Guardianship
    query = (
        select(row.guardian_id, row.pupil_id)
        .join(Person, Person.id == row.pupil_id)
        .where(
            row.pupil_id.in_(list(pupil_ids)),
            Person.left_on.is_(None),
            valid_today(row.valid_from, row.valid_to),
        )
        .order_by(row.id)
    )
    return [To(guardian, pupil) for guardian, pupil in db.session.execute(query)]


def channels() -> dict[str, NoticeChannel]:
    """The channels that are turned on here, by name."""
    held = registry().kinds(NOTICE_CHANNEL)
    return {name: channel for name, channel in held.items() if channel.is_on()}


def choices_of(person_ids: Sequence[int], channel: str) -> dict[int, rules.Choice]:
    """What people chose for a channel; who never chose is left out. One statement."""
    row = NoticeChoice
    query = select(row.person_id, row.mode, row.quiet_from, row.quiet_to).where(
        row.person_id.in_(person_ids), row.channel == channel
    )
    rows = db.session.execute(query)
    return {row[0]: rules.Choice(row[1], row[2], row[3]) for row in rows}


def wake(due: Iterable[datetime]) -> None:
    """Let the worker look at the outbox at these instants, unless it will anyway."""
    wanted = sorted(set(due))
    if not wanted:
        return
    planned = db.session.scalars(
        select(Job.run_after).where(Job.name == DELIVER, Job.state == "waiting")
    ).all()
    for at in wanted:
        if not any(at <= other <= at + timedelta(minutes=1) for other in planned):
            jobs.enqueue(DELIVER, after=at)
            planned = [*planned, at]


def _portions(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), TOGETHER):
        yield rows[start : start + TOGETHER]


def _addressed(one: To, key: str) -> dict[str, Any]:
    full = f"{key}:{one.about_id}" if one.about_id else key
    return {"person_id": one.person_id, "about_id": one.about_id, "key": full}


def _insert(rows: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """(notice, person) of those that were not told before."""
    lite = db.engine.dialect.name == "sqlite"
    make = sqlite.insert if lite else postgresql.insert
    once = make(Notice).on_conflict_do_nothing().returning(Notice.id, Notice.person_id)
    return [(row[0], row[1]) for row in db.session.execute(once, rows)]


def _spread(kind: NoticeKind, fresh: list[tuple[int, int]], made_at: datetime) -> set[datetime]:
    """Put notices into the outbox of each channel that reaches the person; when they are due."""
    people = [person_id for _, person_id in fresh]
    rows: list[dict[str, Any]] = []
    for name, channel in channels().items() if fresh else ():
        reached = channel.addresses_of(people)
        choices = choices_of(list(reached), name) if reached else {}
        for notice_id, person_id in fresh:
            choice = choices.get(person_id, rules.Choice())
            due = rules.due_at(choice, made_at, kind.urgent)
            if person_id in reached and due is not None:
                rows.append(
                    {
                        "notice_id": notice_id,
                        "person_id": person_id,
                        "channel": name,
                        "digest": rules.in_digest(choice, kind.urgent),
                        "due_at": due,
                        "state": WAITING,
                        "attempts": 0,
                    }
                )
    if rows:
        db.session.execute(insert(NoticeDelivery), rows)
    return {row["due_at"] for row in rows}
