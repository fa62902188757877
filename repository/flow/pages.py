"""What the page of a work shows of its way: steps, who is next, decisions, previews."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository import beside
from repository.catalogue import rules
from repository.catalogue.models import Work
from repository.flow import decisions, queue
from repository.flow import rules as flow_rules
from repository.flow.labels import STEPS
from repository.flow.models import Decision, Review, Taken
from repository.flow.running import WORK
from repository.flow.taking import takers
from school.api import Who, may, scope
from suite.db import db


@dataclass(frozen=True)
class Place:
    """A step of a way: `taken` by whom, or waiting, or still ahead."""

    code: str
    taken: Taken | None
    waits: bool


@dataclass(frozen=True)
class OfWork:
    """`way` is empty for who is outside and where there is one step only, as it was before there
    were steps; `next_names` take the step that waits; `onward` leads to the next work of the
    queue, of which `rest` wait, for who came from there."""

    position: int = 0
    last: bool = True
    way: list[Place] = field(default_factory=list)
    next_names: list[str] = field(default_factory=list)
    decided: list[tuple[Decision, bool]] = field(default_factory=list)
    makes_previews: bool = False
    onward: str = ""
    rest: int = 0


def of_work(
    work: Work, who: Who, args: Mapping[str, str], *, inside: bool, reviews: bool
) -> OfWork:
    """All of it; a statement for readers, at most five for who reviews."""
    if not inside:
        return OfWork(decided=_decided(work, who) if work.published_at else [])
    review = _review(work) if work.state == rules.SUBMITTED else None
    begun = work.published_at is not None or (review is not None and review.position > 0)
    steps = flow_rules.parted(review.steps) if review else ()
    asked = queue.asked_for(args) if reviews and review and "queue" in args else None
    return OfWork(
        position=review.position if review else 0,
        last=review is None or review.position + 1 >= len(steps),
        way=_way(review, steps) if review and len(steps) > 1 else [],
        next_names=_names(review) if review and not reviews else [],
        decided=_decided(work, who) if begun else [],
        makes_previews=may(who, "flow.preview", work),
        onward=url_for("flow.onward", after=work.uid, **asked.given) if asked else "",
        rest=queue.number(who, asked) if asked else 0,
    )


def words() -> dict[str, Mapping[str, object]]:
    """The words that the parts of the page use."""
    return {"steps": STEPS}


def _review(work: Work) -> Review | None:
    query = select(Review).where(Review.kind == WORK, Review.ref == work.id)
    query = query.where(Review.state == "open")
    query = query.options(joinedload(Review.taken).joinedload(Taken.person))
    return db.session.scalars(query).unique().one_or_none()


def _way(review: Review, steps: tuple[str, ...]) -> list[Place]:
    taken = {one.position: one for one in review.taken}
    return [
        Place(code, taken.get(number), number == review.position)
        for number, code in enumerate(steps)
    ]


def _names(review: Review) -> list[str]:
    return [person.full_name for person in takers(review)]


def _decided(work: Work, who: Who) -> list[tuple[Decision, bool]]:
    """The decisions on a work, and whether `who` may open each."""
    found = decisions.of_work(work.id) if beside.DECISIONS in beside.beside(work) else []
    if not found:
        return []
    ids = [one.id for one in found]
    seen = set(
        db.session.scalars(
            scope(select(Decision).where(Decision.id.in_(ids)), who).with_only_columns(Decision.id)
        )
    )
    return [(one, one.id in seen) for one in found]
