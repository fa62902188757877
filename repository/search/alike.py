"""More like this: works that share title words, subject, grades or topics of the programme."""

from typing import Any

from sqlalchemy import func, select

from repository.catalogue import queries
from repository.catalogue.models import Alignment, Work
from repository.catalogue.permissions import is_open, tokens
from repository.search.engine import Traits
from repository.search.service import engine
from school.api import Who, scope
from suite.db import db

SHOWN, _PROPOSED = 4, 24
# A topic that a second person confirmed for both says more than a word of the title.
TOPIC_ALIKE = 6.0


def alike(work: Work, who: Who) -> list[Work]:
    """At most four open works that `who` may read, the most alike first; four statements."""
    traits = Traits(work.id, work.title, work.subject_code or "", tuple(work.grades))
    scores = {other: score for score, other in engine().alike(traits, tokens(who), _PROPOSED)}
    for other, shared in _of_same_topics(work, who).items():
        scores[other] = scores.get(other, 0.0) + TOPIC_ALIKE * shared
    best = sorted(scores, key=lambda other: (-scores[other], other))[:_PROPOSED]
    works = queries.works_for(best, who, is_open())
    return [works[other] for other in best if other in works][:SHOWN]


def _of_same_topics(work: Work, who: Who) -> dict[int, int]:
    """Works the reader sees with the number of confirmed topics that they share with it."""
    nodes = [row.node_id for row in work.alignments if row.confirmed_at is not None]
    if not nodes:
        return {}
    number = func.count(Alignment.id)
    joined = select(Work.id, number).join(Alignment, Alignment.work_id == Work.id)
    query: Any = joined.where(
        Alignment.node_id.in_(nodes), Alignment.confirmed_at.is_not(None), Work.id != work.id
    )
    query = query.where(is_open()).group_by(Work.id).order_by(number.desc(), Work.id)
    rows = db.session.execute(scope(query, who).limit(_PROPOSED)).all()
    return {row[0]: row[1] for row in rows}
