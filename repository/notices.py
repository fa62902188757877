"""What the library tells people: what waits for review, and what became of what they gave."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.catalogue.events import ChangesAsked, WorkPublished
from repository.catalogue.models import Work
from repository.flow.events import ReviewWaits
from repository.flow.models import OPEN, Review
from repository.flow.taking import takers
from school.api import NoticeKind, Person, RoleGrant, To, notice_kind, notify, valid_today
from suite import web
from suite.db import db
from suite.events import subscribe

# Submitted and published in one breath (a folder taken in): nobody waited for it.
AT_ONCE = timedelta(seconds=5)


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


REVIEW = notice_kind(
    NoticeKind(
        "review_wanted",
        N_("A material waits for review"),
        N_("Waits for your review: %(title)s"),
        "clipboard-check",
    )
)
PUBLISHED = notice_kind(
    NoticeKind(
        "work_published",
        N_("Your material was published"),
        N_("Your material was published: %(title)s"),
        "book",
    )
)
CHANGES = notice_kind(
    NoticeKind(
        "changes_asked",
        N_("Changes are asked for in your material"),
        N_("Changes are asked for in your material: %(title)s"),
        "pencil",
    )
)


@subscribe(ReviewWaits)
def waits(event: ReviewWaits) -> None:
    """Who takes the step that waits is told, once for each step."""
    review = db.session.get(Review, event.review_id)
    work = _work(review.work_id) if review is not None and review.state == OPEN else None
    if review is not None and work is not None:
        to = [To(person.id) for person in takers(review)]
        _tell(REVIEW, work, to, f"review:{review.id}:{review.position}")


@subscribe(WorkPublished)
def published(event: WorkPublished) -> None:
    """Who gave the work is told."""
    work = _work(event.work_id)
    if work is None or work.submitted_at is None or work.published_at is None:
        return
    if work.published_at - work.submitted_at > AT_ONCE:
        key = f"published:{work.id}:{work.published_at.isoformat()}"
        _tell(PUBLISHED, work, [To(work.depositor_id)], key)


@subscribe(ChangesAsked)
def changes_asked(event: ChangesAsked) -> None:
    """Who gave the work is told."""
    work = _work(event.work_id)
    if work is not None and work.decided_at is not None:
        key = f"changes:{work.id}:{work.decided_at.isoformat()}"
        _tell(CHANGES, work, [To(work.depositor_id)], key)


def _work(work_id: int) -> Work | None:
    query = select(Work).where(Work.id == work_id).options(joinedload(Work.unit))
    return db.session.scalar(query)


def holding(work: Work, *roles: str) -> list[To]:
    """Who holds a role at the very unit of the work, but not who gave it."""
    query = (
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.unit_id == work.unit_id,
            RoleGrant.role.in_(roles),
            RoleGrant.person_id != work.depositor_id,
            Person.left_on.is_(None),
            valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
        )
    )
    return [To(person_id) for person_id in db.session.scalars(query.distinct())]


def _tell(kind: NoticeKind, work: Work, to: list[To], key: str) -> None:
    school_id = work.unit_id if work.unit.kind == "school" else None
    path = web.path_of("works.work", uid=work.uid)
    notify(kind, to, key=key, school_id=school_id, path=path, arguments={"title": work.title})
