"""Taking a decision over a list back as a whole, when it was carried out in error.

Its works return to where they stood before it: to the step that it took, or, of a withdrawal, into
the library. What was put on top of it (a later step, a new version, another work that became one
with it) comes first: then nothing is taken back, and the works are named. What is no longer as the
decision left it (withdrawn since, given back to its depositor) stays as it is, and the list says
so.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from repository.catalogue import rules as works
from repository.catalogue import service as catalogue
from repository.catalogue.events import WorkWithdrawn
from repository.catalogue.models import Step, Work
from repository.catalogue.rules import Refused
from repository.deposit.versions.models import PINNED, Version
from repository.flow.models import (
    APPROVE,
    APPROVED,
    DONE,
    OPEN,
    RETURNED,
    UNDONE,
    Decision,
    DecisionWork,
    Review,
)
from repository.flow.running import WORK
from repository.flow.taking import LEADERS
from repository.merging.models import WorkMerge
from school.api import Who, permission
from suite import audit, clock
from suite.db import db
from suite.edits import locked
from suite.events import publish as tell

DAYS = 30
MOST_NAMED = 5


class Built(Exception):
    """Something was put on top of the decision; `titles` names some of the works."""

    def __init__(self, titles: list[str]) -> None:
        super().__init__(", ".join(titles))
        self.titles = titles


@permission("flow.undo")
def _undo(who: Who, decision: Decision) -> bool:
    """Who carried it out, and who leads the unit; for DAYS days."""
    if decision.state != DONE or decision.done_at is None:
        return False
    if clock.now() - decision.done_at > timedelta(days=DAYS):
        return False
    return decision.done_by == who.person_id or who.holds(decision.unit.path, *LEADERS)


def undo(decision: Decision, who: Who, why: str) -> tuple[int, int]:
    """Take it back: (works that returned, works that stay as they are). Commits.

    Raises Built, and Refused("no_reason", "already_done", "nothing_left").
    """
    text = why.strip()
    if not text:
        raise Refused("no_reason")
    held = locked(Decision, decision.id)
    if held.state != DONE or held.done_at is None:
        raise Refused("already_done")
    rows = [row for row in held.rows if row.step is not None]
    ids = [row.work_id for row in rows]
    query = select(Work).where(Work.id.in_(ids)).order_by(Work.id).with_for_update(of=Work)
    db.session.scalars(query.execution_options(populate_existing=True)).all()
    returned = _approval(held, rows) if held.kind == APPROVE else _withdrawal(held, rows)
    if not returned:
        raise Refused("nothing_left")
    for row in rows:
        if row in returned:
            catalogue.note(row.work, "decision_undone", who.person_id or 0,
                           text=f"{held.number}: {text}")  # fmt: skip
        else:
            row.left_out = "moved_on"
    held.state, held.undone_why = UNDONE, text
    held.undone_by, held.undone_at = who.person_id, clock.now()
    detail = {"number": held.number, "works": len(returned), "why": text}
    audit.record("decision.undone", f"decision:{held.id}", detail=detail)
    db.session.commit()
    return len(returned), len(rows) - len(returned)


def _approval(decision: Decision, rows: list[DecisionWork]) -> list[DecisionWork]:
    reviews = _reviews([row.work_id for row in rows])
    stands, built = [], []
    for row in rows:
        review = reviews.get(row.work_id)
        taken = review.taken[-1] if review and review.taken else None
        gone = row.work.state not in (works.PUBLISHED, works.SUBMITTED)
        if gone or review is None or review.state == RETURNED:
            continue
        mine = taken is not None and (taken.step, taken.note) == (row.step, decision.number)
        if mine and review.state in (OPEN, APPROVED):
            stands.append((row, review))
        else:
            built.append(row)
    built += _renewed(decision, [row for row, _review in stands]) + _made_one(decision, rows)
    if built:
        raise Built(list(dict.fromkeys(row.title for row in built))[:MOST_NAMED])
    for row, review in stands:
        _back_to_its_step(row.work, review)
    return [row for row, _review in stands]


def _reviews(work_ids: Iterable[int]) -> dict[int, Review]:
    """The last way of each work, held."""
    query = select(Review).where(Review.kind == WORK, Review.ref.in_(list(work_ids)))
    rows = db.session.scalars(query.order_by(Review.id).with_for_update())
    return {row.ref: row for row in rows}


def _renewed(decision: Decision, rows: list[DecisionWork]) -> list[DecisionWork]:
    """Works whose file has had a new version since, or has one that waits."""
    query = select(Version.work_id).where(
        Version.work_id.in_([row.work_id for row in rows]),
        Version.at > decision.done_at,
        Version.state.in_((*PINNED, "waiting")),
    )
    held = set(db.session.scalars(query))
    return [row for row in rows if row.work_id in held]


def _made_one(decision: Decision, rows: list[DecisionWork]) -> list[DecisionWork]:
    """Works that became one with another since: what is in the one cannot be taken from it."""
    ids = [row.work_id for row in rows]
    query = select(WorkMerge.kept_id, WorkMerge.gone_id).where(
        WorkMerge.kept_id.in_(ids) | WorkMerge.gone_id.in_(ids),
        WorkMerge.at > decision.done_at,
        WorkMerge.undone_at.is_(None),
    )
    held = {one for pair in db.session.execute(query) for one in pair}
    return [row for row in rows if row.work_id in held]


def _back_to_its_step(work: Work, review: Review) -> None:
    """As it stood before the last step was taken; readers lose it with this transaction."""
    last = review.taken[-1]
    before = review.taken[-2] if len(review.taken) > 1 else None
    was_published = work.state == works.PUBLISHED
    review.state, review.position, review.step = OPEN, last.position, last.step
    review.last_by = before.person_id if before else None
    review.entered_at = clock.now()
    work.reviewer_id = before.person_id if before else None
    work.decided_at = before.at if before else None
    db.session.delete(last)
    if was_published:
        work.state, work.published_at = works.SUBMITTED, _published_before(work)
        work.index_wanted += 1
        tell(WorkWithdrawn(work.id))
    work.version += 1
    work.changed_at = clock.now()


def _published_before(work: Work) -> datetime | None:
    """When an earlier version of it was published; none for most."""
    query = select(Step.at).where(Step.work_id == work.id, Step.action == "published")
    found = db.session.scalars(query.order_by(Step.id.desc()).limit(2)).all()
    return found[1] if len(found) > 1 else None


def _withdrawal(decision: Decision, rows: list[DecisionWork]) -> list[DecisionWork]:
    done = []
    for row in rows:
        work, at = row.work, row.work.withdrawn_at
        if work.state != works.WITHDRAWN or at is None or at > (decision.done_at or at):
            continue
        work.state = works.move(work.state, "put_back")
        work.withdrawn_at, work.reason = None, None
        catalogue.touch(work)
        done.append(row)
    return done
