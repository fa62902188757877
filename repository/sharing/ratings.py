"""Ratings: stars of readers who opened a work, and words that somebody looked at first.

Nobody is named, to nobody. Callers hold a work that the present person may see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import contains_eager

from repository import keepers
from repository.catalogue.models import Work
from repository.catalogue.permissions import DEPOSITORS, REVIEWERS, decides
from repository.reading.models import Reading
from repository.sharing import rules
from repository.sharing.models import Rating, RatingOff, RatingReport
from school.api import NoticeKind, Who, notice_kind, permission, scope
from suite import audit, clock
from suite.db import db

MOST_SHOWN, MOST_WAITING = 30, 50


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


WORDS = notice_kind(
    NoticeKind(
        "words_wait",
        N_("Words of readers wait"),
        N_("Words of readers that wait for a decision: %(num)s"),
        "star",
    )
)


@dataclass(frozen=True)
class Rated:
    """How a work is rated, to one reader. `mean` None: too few; `own` the reader's rating; `may`
    whether the reader may rate; `words` are the ratings whose words are shown."""

    mean: Decimal | None
    number: int
    may: bool
    own: Rating | None
    words: Sequence[Rating]


def of_work(work: Work, who: Who) -> Rated | None:
    """How a work is rated; None where a school switched it off. At most two
    statements."""
    opened = select(Reading.id).where(
        Reading.work_id == work.id, Reading.person_id == who.person_id
    )
    number, total, off, has_opened = db.session.execute(
        select(
            func.count(Rating.id),
            func.coalesce(func.sum(Rating.stars), 0),
            _off(work, who).exists(),
            opened.exists(),
        ).where(Rating.work_id == work.id)
    ).one()
    if off:
        return None
    mine: ColumnElement[bool] = Rating.person_id == who.person_id
    query = select(Rating).where(Rating.work_id == work.id, or_(mine, Rating.state == rules.SHOWN))
    query = query.order_by(mine.desc(), Rating.changed_at.desc()).limit(MOST_SHOWN)
    rows = db.session.scalars(query).all() if number else []
    own = next((row for row in rows if row.person_id == who.person_id), None)
    return Rated(
        rules.mean(total, number),
        number if number >= rules.LEAST else 0,
        bool(has_opened) and who.person_id is not None,
        own,
        [row for row in rows if row.state == rules.SHOWN],
    )


def rate(work: Work, person_id: int, stars: int, words: str) -> Rating:
    """Give stars and words, or change them. Raises ValueError for stars that are none."""
    if not 1 <= stars <= rules.MOST_STARS:
        raise ValueError(stars)
    query = select(Rating).where(Rating.work_id == work.id, Rating.person_id == person_id)
    row = db.session.scalar(query.with_for_update())
    if row is None:
        row = Rating(work_id=work.id, person_id=person_id, words="", state=rules.NONE)
        db.session.add(row)
    row.state = rules.state_after(row.state, row.words, words)
    row.stars, row.words, row.changed_at = stars, words, clock.now()
    if row.state == rules.WAITING:
        _tell(work.unit_id, person_id)
    db.session.commit()
    return row


def take_back(work: Work, person_id: int) -> None:
    """Have no rating any more."""
    forget(select(Rating.id).where(Rating.work_id == work.id, Rating.person_id == person_id))
    db.session.commit()


def report(rating: Rating, person_id: int) -> None:
    """Take words from the page until somebody decides on them; once of each person."""
    if db.session.get(RatingReport, (rating.id, person_id)) is None:
        db.session.add(RatingReport(rating_id=rating.id, person_id=person_id, at=clock.now()))
        if rating.state == rules.SHOWN:
            rating.state = rules.WAITING
            _tell(rating.work.unit_id, person_id)
    db.session.commit()


def decide(rating: Rating, state: str, actor_id: int) -> None:
    """Show the words, or hide them."""
    rating.state, rating.decided_by, rating.decided_at = state, actor_id, clock.now()
    detail = {"person": actor_id, "work": rating.work_id}
    audit.record(f"rating.{state}", f"rating:{rating.id}", detail=detail)
    db.session.commit()


def switch(unit_id: int, actor_id: int, *, on: bool) -> None:
    """Want ratings at a unit, or want none."""
    db.session.execute(delete(RatingOff).where(RatingOff.unit_id == unit_id))
    if not on:
        db.session.add(RatingOff(unit_id=unit_id, person_id=actor_id, at=clock.now()))
    audit.record(
        "rating.on" if on else "rating.off", f"unit:{unit_id}", detail={"person": actor_id}
    )
    db.session.commit()


def is_off(work: Work, who: Who) -> bool:
    """Whether the school of the work or of the reader wants no ratings."""
    return bool(db.session.scalar(select(_off(work, who).exists())))


def off_units(unit_ids: Sequence[int]) -> set[int]:
    """Those of the units that want none."""
    query = select(RatingOff.unit_id).where(RatingOff.unit_id.in_(unit_ids))
    return set(db.session.scalars(query))


def may_rate(work: Work, who: Who) -> bool:
    """Whether a reader opened the work, and it may be rated."""
    opened = select(Reading.id).where(
        Reading.work_id == work.id, Reading.person_id == who.person_id
    )
    return db.session.scalar(opened.limit(1)) is not None and not is_off(work, who)


def waiting(who: Who) -> list[tuple[Rating, int]]:
    """Words on which `who` decides, with the number of reports; the oldest first."""
    units = {grant.unit_id for grant in who.grants if grant.role in DEPOSITORS}
    reports = (
        select(func.count())
        .where(RatingReport.rating_id == Rating.id)
        .correlate(Rating)
        .scalar_subquery()
    )
    query = _seen(select(Rating, reports).join(Rating.work), who)
    query = query.where(
        Rating.state == rules.WAITING,
        Rating.person_id != who.person_id,
        or_(Work.unit_id.in_(units), decides(who)),
    ).options(contains_eager(Rating.work))
    rows = db.session.execute(query.order_by(Rating.changed_at, Rating.id).limit(MOST_WAITING))
    return [(row, number) for row, number in rows]


def one(rating_id: int, who: Who) -> Rating | None:
    """A rating of a work that `who` may see."""
    query = _seen(select(Rating).join(Rating.work), who).where(Rating.id == rating_id)
    found: Rating | None = db.session.scalar(query.options(contains_eager(Rating.work)))
    return found


def forget(ids: Select[int]) -> None:
    """Delete ratings for good. No commit."""
    db.session.execute(delete(RatingReport).where(RatingReport.rating_id.in_(ids)))
    db.session.execute(delete(Rating).where(Rating.id.in_(ids)))


def forget_person(person_id: int) -> None:
    """Delete what a person rated and reported. No commit."""
    db.session.execute(delete(RatingReport).where(RatingReport.person_id == person_id))
    forget(select(Rating.id).where(Rating.person_id == person_id))


@permission("rating.decide")
def _decide(who: Who, rating: Rating | None) -> bool:
    """Staff of the work's unit and who reviews for it, but never on their own words."""
    if rating is None:
        return who.has(*DEPOSITORS)
    if rating.person_id == who.person_id:
        return False
    work = rating.work
    return who.at(work.unit_id, *DEPOSITORS) or who.holds(work.unit.path, *REVIEWERS)


def _tell(unit_id: int, person_id: int) -> None:
    """Who keeps the library learns once a day that words wait, and how many by then."""
    db.session.flush()
    waits = select(func.count(Rating.id)).join(Rating.work)
    waits = waits.where(Work.unit_id == unit_id, Rating.state == rules.WAITING)
    counts = {unit_id: db.session.scalar(waits) or 0}
    key = f"words:{clock.today().isoformat()}"
    keepers.tell(WORDS, counts, "ratings.index", key, without=person_id)


def _off(work: Work, who: Who) -> Select[Any]:
    units = [unit for unit in (work.unit_id, who.school_id) if unit is not None]
    return select(RatingOff.unit_id).where(RatingOff.unit_id.in_(units))


def _seen(query: Select[Any], who: Who) -> Select[Any]:
    visible = scope(select(Work.id).where(Work.id == Rating.work_id), who)
    return query.where(visible.correlate(Rating).exists())
