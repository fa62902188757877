"""From looks to counts, day by day; done again it gives the same numbers.

The bookmark is the last look that was seen. Days with newer looks are counted anew as a whole, and
today and yesterday always, because on PostgreSQL a look may be committed after one with a higher
number.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import delete, func, insert, select

from repository.counting import rules
from repository.counting.models import CountBookmark, CountDay, CountEvent
from repository.counting.rules import Click, Key, Tallies, Tally
from suite import clock, jobs
from suite.db import db

# Looks are kept so long; counts of older days are never touched again.
KEPT = timedelta(days=62)
BATCH = 1000


def rollup() -> int:
    """Count what is new; the number of days. Commits by day."""
    mark = db.session.get(CountBookmark, 1) or CountBookmark(id=1, event_id=0)
    seen = mark.event_id
    top = db.session.scalar(select(func.max(CountEvent.id))) or 0
    newer = select(CountEvent.local_date).distinct().where(CountEvent.id > seen)
    today = clock.today()
    days = {*db.session.scalars(newer), today, today - timedelta(days=1)}
    done = count(days)
    mark = db.session.get(CountBookmark, 1) or CountBookmark(id=1, event_id=0)
    mark.event_id = max(seen, top)
    db.session.add(mark)
    db.session.commit()
    return done


def recompute() -> int:
    """Count every day anew of which the looks are still there; the number of days. Commits."""
    return count(set(db.session.scalars(select(CountEvent.local_date).distinct())))


def count(days: Iterable[date]) -> int:
    """Count days anew. Commits by day."""
    number = 0
    for day in sorted(days):
        if day < oldest():
            continue
        found = of_day(day)
        db.session.execute(delete(CountDay).where(CountDay.day == day))
        rows = [_row(key, tally) for key, tally in sorted(found.items())]
        for start in range(0, len(rows), BATCH):
            db.session.execute(insert(CountDay), rows[start : start + BATCH])
        db.session.commit()
        number += 1
    return number


def oldest() -> date:
    """The first day of which all looks are there."""
    return clock.today() - KEPT


def of_day(day: date) -> Tallies:
    """What the looks of a day count (one statement)."""
    return rules.of_day(day, clicks_of(day))


def clicks_of(day: date) -> list[Click]:
    """The looks of a day as the rules know them."""
    query = select(CountEvent).where(CountEvent.local_date == day).order_by(CountEvent.id)
    return [
        Click(
            row.at.astimezone(clock.VN), row.visitor, row.work_id, row.kind, row.place,
            (row.unit_id, row.class_id),
        )
        for row in db.session.scalars(query)
    ]  # fmt: skip


def kept_of(day: date) -> Tallies:
    """The counts that are kept of a day."""
    rows = db.session.scalars(select(CountDay).where(CountDay.day == day))
    return {Key(row.day, row.work_id, row.unit_id, row.class_id): _tally(row) for row in rows}


def differing() -> list[date]:
    """Days whose counts are not what their looks say; none, if all is well."""
    days = db.session.scalars(
        select(CountEvent.local_date)
        .distinct()
        .where(CountEvent.local_date < clock.today() - timedelta(days=1))
    )
    return sorted(day for day in days if day >= oldest() and of_day(day) != kept_of(day))


def _tally(row: CountDay) -> Tally:
    return Tally(
        row.total_investigations,
        row.unique_investigations,
        row.total_requests,
        row.unique_requests,
        row.links,
    )


def _row(key: Key, tally: Tally) -> dict[str, object]:
    return {
        "day": key.day,
        "work_id": key.work,
        "unit_id": key.unit,
        "class_id": key.group,
        "total_investigations": tally.total_investigations,
        "unique_investigations": tally.unique_investigations,
        "total_requests": tally.total_requests,
        "unique_requests": tally.unique_requests,
        "links": tally.links,
    }


@jobs.job("repository.count", queue="rollup", every=timedelta(minutes=10), heavy=True)
def run(_ctx: jobs.Context) -> dict[str, int]:
    """Count what is new."""
    return {"days": rollup()}


@jobs.job("repository.forget_looks", every=timedelta(days=1))
def forget(_ctx: jobs.Context) -> dict[str, int]:
    """Forget looks of more than two months ago; their counts stay."""
    old = delete(CountEvent).where(CountEvent.local_date < oldest())
    return {"forgotten": len(db.session.scalars(old.returning(CountEvent.id)).all())}
