"""The worker's part: tries to sign in are forgotten after a while."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, tuple_
from sqlalchemy.orm import aliased

from school.calendar.models import SchoolYear
from school.people.models import SignIn
from school.signin.models import DeviceSession
from suite import clock
from suite.db import db
from suite.jobs import Context, job

KEPT = timedelta(days=90)
AT_ONCE = 2000
EVER = datetime(1970, 1, 1, tzinfo=UTC)


@job("signin.sweep", every=timedelta(days=1))
def sweep(ctx: Context) -> dict[str, int]:
    """Forget what is older than KEPT, but for everybody's first sign-in of each school year.

    The first one shows that the account was in use in that year, which the coverage asks.
    Sessions are forgotten once nobody used them for as long.
    """
    doomed = select(SignIn.id).where(_gone(clock.now() - KEPT)).limit(AT_ONCE)
    forgotten = 0
    while ids := db.session.scalars(doomed).all():
        db.session.execute(delete(SignIn).where(SignIn.id.in_(ids)))
        forgotten += len(ids)
        ctx.progress(forgotten, 0)
    old = delete(DeviceSession).where(DeviceSession.seen_at < clock.now() - KEPT)
    sessions = int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]
    return {"forgotten": forgotten, "sessions": sessions}


def _gone(before: datetime) -> ColumnElement[bool]:
    days = db.session.scalars(select(SchoolYear.starts_on).order_by(SchoolYear.starts_on))
    starts = [start for start in map(clock.start_of, days) if start < before]
    years = [_not_first(start, end) for start, end in pairwise([EVER, *starts, before])]
    return or_(and_(~SignIn.worked, SignIn.at < before), *years)


def _not_first(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Sign-ins between two instants that were not the person's first one there."""
    first = aliased(SignIn)
    earlier = exists().where(
        first.person_id == SignIn.person_id,
        first.worked,
        first.at >= start,
        tuple_(first.at, first.id) < tuple_(SignIn.at, SignIn.id),
    )
    return and_(SignIn.worked, SignIn.at >= start, SignIn.at < end, earlier)
