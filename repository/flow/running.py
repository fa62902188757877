"""A thing's way through the steps of its unit; what other rooms call.

    review = running.begin("version", version.id, work, person_id)   when it is sent
    running.take(review, person_id, note=...)                        True when it was the last step
    running.end(review, RETURNED)                                    given back, taken back

Nothing here commits or asks for roles: `taking.takes(who)` says whose step it is (a clause for
lists, `running.waits_for(who, kind, ref)` for one thing). What no role overrides is refused here:
nobody decides about what they gave, and nobody takes two steps in a row unless the unit allowed it
when the way began. Who stands next in line is told after the commit (`repository.notices`).
"""

from sqlalchemy import Select, select

from repository.catalogue.models import Work
from repository.catalogue.rules import Refused
from repository.flow import rules
from repository.flow.events import ReviewWaits
from repository.flow.models import APPROVED, OPEN, REPLACED, Flow, Review, Taken
from repository.flow.taking import takes
from school.api import Who
from suite import clock
from suite.db import db
from suite.events import publish as tell

WORK = "work"


def steps_of(unit_id: int) -> tuple[tuple[str, ...], bool]:
    """(the steps that a unit wants now, whether one person may take two in a row)."""
    row = db.session.get(Flow, unit_id)
    return (rules.parted(row.steps), row.twice) if row else (rules.USUAL, False)


def begin(kind: str, ref: int, work: Work, depositor_id: int) -> Review:
    """Send a thing on its way by the steps of the work's unit as they are now; a way that it was
    on already ends."""
    for old in db.session.scalars(_open(kind, ref).with_for_update()):
        old.state, old.step = REPLACED, ""
    db.session.flush()
    steps, twice = steps_of(work.unit_id)
    now = clock.now()
    review = Review(
        kind=kind, ref=ref, work_id=work.id, depositor_id=depositor_id, steps=rules.joined(steps),
        twice=twice, position=0, step=steps[0], state=OPEN, begun_at=now, entered_at=now,
    )  # fmt: skip
    db.session.add(review)
    db.session.flush()
    tell(ReviewWaits(review.id))
    return review


def held(kind: str, ref: int) -> Review:
    """The open way of a thing as it is now, held until the transaction ends. Raises
    Refused("wrong_state")."""
    query = _open(kind, ref).with_for_update().execution_options(populate_existing=True)
    review = db.session.scalar(query)
    if review is None:
        raise Refused("wrong_state")
    return review


def take(review: Review, person_id: int, *, note: str | None = None) -> bool:
    """Take the step that waits; whether it was the last. Raises Refused: own_work, same_person."""
    if review.state != OPEN:
        raise Refused("wrong_state")
    rules.check_taker(
        person_id, depositor_id=review.depositor_id, last_by=review.last_by, twice=review.twice
    )
    now, steps = clock.now(), rules.parted(review.steps)
    db.session.add(
        Taken(
            review_id=review.id, position=review.position, step=review.step, person_id=person_id,
            at=now, note=note or None,
        )
    )  # fmt: skip
    review.position += 1
    review.step = rules.after(steps, review.position)
    review.last_by, review.entered_at = person_id, now
    if not review.step:
        review.state = APPROVED
        return True
    db.session.flush()
    tell(ReviewWaits(review.id))
    return False


def is_last(review: Review) -> bool:
    """Whether the step that waits is the last."""
    return review.position + 1 >= len(rules.parted(review.steps))


def end(review: Review, state: str) -> None:
    """Leave the way before its end: RETURNED, TAKEN_BACK."""
    review.state, review.step = state, ""


def waits_for(who: Who, kind: str, ref: int) -> bool:
    """Whether the step that waits is one of `who`."""
    query = select(Review.id).join(Work).where(Review.kind == kind, Review.ref == ref, takes(who))
    return db.session.scalar(query) is not None


def current(kind: str, ref: int) -> Review | None:
    """The open way of a thing."""
    return db.session.scalar(_open(kind, ref))


def _open(kind: str, ref: int) -> Select[Review]:
    return select(Review).where(Review.kind == kind, Review.ref == ref, Review.state == OPEN)
