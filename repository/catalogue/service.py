"""Use cases of the catalogue: describe, send for review, decide, withdraw.

Each commits at its end, unless `commit` says that it is a part of something larger. Rights are
asked by the caller; what no right may override (a second person, the order of states) here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import select

from repository.catalogue import queries, rules
from repository.catalogue.agents import service as agents
from repository.catalogue.agents.rules import ROLES
from repository.catalogue.events import (
    ChangesAsked,
    WorkChanged,
    WorkPublished,
    WorkWithdrawn,
)
from repository.catalogue.models import Step, Work
from repository.catalogue.rules import Refused
from repository.catalogue.tags.models import Tag
from repository.catalogue.touching import touch as touch
from repository.flow import running
from repository.flow.models import RETURNED, TAKEN_BACK, Review
from school.api import SchoolClass
from suite import audit, clock
from suite.db import db
from suite.edits import Conflict
from suite.events import publish as tell


@dataclass(frozen=True)
class Description:
    """What a person says of a work; `embargo_until` is the first free instant.

    People and bodies are given by name, as `agents.tie` takes them. `isbn`, `issn` and `ddc` are
    in the form of `catalogue.numbers`, `issued` is a year. `classes` and `tags` are ids; the
    classes count only for the audience "class".
    """

    title: str
    kind: str
    licence: str
    audience: str
    creators: tuple[str, ...] = ()
    subject_code: str | None = None
    grades: tuple[int, ...] = ()
    language: str = "vi"
    description: str = ""
    embargo_until: datetime | None = None
    editors: tuple[str, ...] = ()
    translators: tuple[str, ...] = ()
    illustrators: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    publisher: str = ""
    place: str = ""
    issued: int | None = None
    edition: str = ""
    edition_of_id: int | None = None
    series: str = ""
    series_number: str = ""
    extent: str = ""
    isbn: str = ""
    issn: str = ""
    ddc: str = ""
    keywords: tuple[str, ...] = ()
    source: str = ""
    coverage: str = ""
    rights: str = ""
    classes: tuple[int, ...] = ()
    tags: tuple[int, ...] = ()

    def people(self) -> dict[str, tuple[str, ...]]:
        """The names of each role."""
        publisher = (self.publisher,) if self.publisher.strip() else ()
        named = (self.creators, self.editors, self.translators, self.illustrators)
        return dict(zip(ROLES, (*named, self.contributors, publisher), strict=True))


# What is tied by rows of its own, and so no column; people come with their names.
_NAMED = ("creators", "editors", "translators", "illustrators", "contributors", "publisher")
TIED = frozenset({*_NAMED, "classes", "tags"})
COLUMNS = tuple(one.name for one in fields(Description) if one.name not in TIED)


def new_work(unit_id: int, depositor_id: int, description: Description) -> Work:
    """A draft without files. Does not commit."""
    now = clock.now()
    work = Work(
        unit_id=unit_id,
        depositor_id=depositor_id,
        state=rules.DRAFT,
        created_at=now,
        changed_at=now,
        creators=[],
        **_columns(description),
    )
    db.session.add(work)
    db.session.flush()
    _tie(work, description)
    note(work, "created", depositor_id)
    return work


def edit(work: Work, description: Description, actor_id: int, seen: int | None = None) -> None:
    """Describe a work anew; a published one is told to the index and the indicator.

    `seen` is the version that the editor started from; raises Conflict when somebody else saved
    since, and Refused.
    """
    db.session.refresh(work, ["state", "version", *COLUMNS], with_for_update=True)
    if seen is not None and work.version != seen:
        raise Conflict(work)
    if work.state == rules.WITHDRAWN:
        raise Refused("wrong_state")
    columns = _columns(description)
    changed = [name for name, value in columns.items() if getattr(work, name) != value]
    if work.state == rules.PUBLISHED:
        _complete(work, description)
    for name in changed:
        setattr(work, name, columns[name])
    changed += _tie(work, description)
    if changed:
        changed_by(work, actor_id, changed)
        db.session.commit()


def changed_by(work: Work, actor_id: int, names: Sequence[str], **detail: Any) -> None:
    """Note that these fields of a work, which is held, were changed. Does not commit."""
    work.version += 1
    note(work, "edited", actor_id, detail={"fields": sorted(names), **detail})
    touch(work)


def submit(work: Work, actor_id: int) -> None:
    """Send a draft for review. Raises Refused with everything that is lacking."""
    _lock(work)
    state = rules.move(work.state, "submit")
    _complete(work)
    work.state, work.submitted_at, work.reason = state, clock.now(), None
    note(work, "submitted", actor_id)
    running.begin(running.WORK, work.id, work, work.depositor_id)
    db.session.commit()


def offer(work: Work, actor_id: int) -> None:
    """Put the next version of a question set before the reviewers. Does not commit."""
    _lock(work)
    was, work.state = work.state, rules.move(work.state, "offer")
    work.depositor_id, work.submitted_at = actor_id, clock.now()
    work.withdrawn_at, work.reason = None, None
    _complete(work)
    if was == rules.PUBLISHED:
        work.index_wanted += 1
        tell(WorkChanged(work.id))
    note(work, "submitted", actor_id)
    running.begin(running.WORK, work.id, work, work.depositor_id)


def take_back(work: Work, actor_id: int, *, commit: bool = True) -> None:
    """Make a draft again of what nobody decided yet."""
    _lock(work)
    work.state = rules.move(work.state, "take_back")
    running.end(running.held(running.WORK, work.id), TAKEN_BACK)
    note(work, "taken_back", actor_id)
    if commit:
        db.session.commit()


def ask_changes(work: Work, reviewer_id: int, reason: str, *, position: int | None = None) -> None:
    """Give a work back with the reason, at whichever step. Raises Refused."""
    running.end(_decide(work, reviewer_id, "ask_changes", position), RETURNED)
    work.reason = _reasoned(reason)
    note(work, "changes_asked", reviewer_id, text=work.reason)
    tell(ChangesAsked(work.id))
    db.session.commit()


def approve(
    work: Work,
    reviewer_id: int,
    *,
    said: str = "",
    position: int | None = None,
    commit: bool = True,
) -> None:
    """Take the step of a work that waits; its last one publishes it.

    `position` is where its way stood when the reviewer looked: where somebody took that step
    meanwhile, the next is not taken unseen. Raises Refused.
    """
    review = _decide(work, reviewer_id, "approve", position)
    _complete(work)
    step, last = review.step, running.take(review, reviewer_id, note=said)
    if len(review.steps.split(",")) > 1 or not last:
        note(work, f"ok_{step}", reviewer_id, text=said or None)
        said = ""
    if last:
        _open(work, reviewer_id, said)
    if commit:
        db.session.commit()


def publish(work: Work, reviewer_id: int, *, commit: bool = True) -> None:
    """Open a work to its audience, by a second person. Raises Refused, also where more than one
    step is left."""
    review = _decide(work, reviewer_id, "publish")
    if not running.is_last(review):
        raise Refused("more_steps")
    approve(work, reviewer_id, commit=commit)


def _open(work: Work, reviewer_id: int, said: str) -> None:
    work.state = rules.move(work.state, "publish")
    work.published_at, work.reason = work.decided_at, None
    work.index_wanted += 1
    note(work, "published", reviewer_id, text=said or None)
    tell(WorkPublished(work.id))


def withdraw(work: Work, actor_id: int, reason: str, *, commit: bool = True) -> None:
    """Take a published work out; what it was and why it went stays. Raises Refused."""
    _lock(work)
    state, text = rules.move(work.state, "withdraw"), _reasoned(reason)
    work.state, work.withdrawn_at, work.reason = state, clock.now(), text
    work.index_wanted += 1
    note(work, "withdrawn", actor_id, text=text)
    tell(WorkWithdrawn(work.id))
    if commit:
        db.session.commit()


def put_back(work: Work, actor_id: int, withdrawn_at: datetime) -> None:
    """Take the withdrawal of that moment back. Raises Refused("wrong_state")."""
    db.session.refresh(work, ["state", "withdrawn_at"], with_for_update=True)
    if work.withdrawn_at != withdrawn_at:
        raise Refused("wrong_state")
    work.state = rules.move(work.state, "put_back")
    work.withdrawn_at, work.reason = None, None
    note(work, "put_back", actor_id)
    touch(work)
    db.session.commit()


def note(
    work: Work,
    action: str,
    person_id: int,
    *,
    text: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write a step of the work's way, for its page and for the audit."""
    now = clock.now()
    db.session.add(Step(work_id=work.id, action=action, person_id=person_id, at=now, note=text))
    audit.record(
        f"work.{action}",
        f"work:{work.id}",
        detail={"person": person_id, **({"note": text} if text else {}), **(detail or {})},
    )


def _lock(work: Work) -> None:
    """See the state that holds now, and let nobody else move it before we commit."""
    db.session.refresh(work, ["state"], with_for_update=True)


def _decide(work: Work, reviewer_id: int, action: str, position: int | None = None) -> Review:
    """The work's way, held at its waiting step; nothing of it is taken yet."""
    _lock(work)
    state = rules.move(work.state, action)
    rules.second_person(work.depositor_id, reviewer_id, "own_work")
    review = running.held(running.WORK, work.id)
    if position is not None and review.position != position:
        raise Refused("wrong_state")
    work.reviewer_id, work.decided_at = reviewer_id, clock.now()
    if action == "ask_changes":
        work.state = state
    return review


def _complete(work: Work, said: Description | None = None) -> None:
    licence = said.licence if said else work.licence
    codes = rules.lacking(
        title=said.title if said else work.title,
        licence=licence,
        allows_use=queries.allows_use(licence),
        files=queries.content_count(work.id),
        copies=queries.copy_count(work.id),
    )
    if codes:
        raise Refused(*codes)


def _reasoned(reason: str) -> str:
    text = reason.strip()
    if not text:
        raise Refused("no_reason")
    return text


def _columns(description: Description) -> dict[str, Any]:
    found = {name: getattr(description, name) for name in COLUMNS}
    found["grades"] = sorted(description.grades)
    found["keywords"] = list(description.keywords)
    return found


def _tie(work: Work, description: Description) -> list[str]:
    """People, classes and tags as they were said; the names of what changed."""
    changed = agents.tie(work, description.people())
    classes = description.classes if description.audience == rules.CLASS else ()
    if description.audience == rules.CLASS and not classes:
        raise Refused("no_class")
    if {row.id for row in work.classes} != set(classes):
        work.classes = list(
            db.session.scalars(
                select(SchoolClass).where(
                    SchoolClass.id.in_(classes), SchoolClass.school_id == work.unit_id
                )
            )
        )
        changed.append("classes")
    if {row.id for row in work.tags} != set(description.tags):
        work.tags = list(db.session.scalars(select(Tag).where(Tag.id.in_(description.tags))))
        changed.append("tags")
    return changed
