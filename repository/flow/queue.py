"""What waits for somebody: the list, what it is narrowed to, and the next work of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from sqlalchemy import Select, String, and_, cast, func, or_, select

from repository.catalogue import labels as of_works
from repository.catalogue import queries
from repository.catalogue.labels import label
from repository.catalogue.listing import ABOUT, PER_PAGE, TITLE
from repository.catalogue.models import Work
from repository.flow import labels
from repository.flow.models import OPEN, Review
from repository.flow.running import WORK
from school.api import Person, Subject, Who, subject_name
from suite import clock
from suite.db import db
from suite.lists import Column, Listing

GRADES = [str(grade) for grade in range(1, 13)]


@dataclass(frozen=True)
class Asked:
    """What the queue is narrowed to, by code; empty values do not narrow."""

    kind: str = ""
    subject: str = ""
    grade: str = ""
    step: str = ""
    since: str = ""

    @property
    def given(self) -> dict[str, Any]:
        """What is asked for, to make an address of."""
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True)
class Choices:
    """What occurs in the queue: codes with their words."""

    kinds: dict[str, str]
    subjects: dict[str, str]
    steps: dict[str, str]


@dataclass(frozen=True)
class Waiting:
    """A work and its way."""

    work: Work
    review: Review


def asked_for(args: Mapping[str, str]) -> Asked:
    """What an address or a form asks for; what no code looks like does not narrow."""
    names = ("kind", "subject", "grade", "step", "since")
    given = {name: args.get(name, "")[:40] for name in names}
    return Asked(**{name: value for name, value in given.items() if value.isprintable()})


def query(who: Who, asked: Asked) -> Select[Any]:
    """The works whose step waits for `who`, the longest waiting first."""
    found = queries.to_review(who)
    if asked.kind:
        found = found.where(Work.kind == asked.kind)
    if asked.subject:
        found = found.where(Work.subject_code == asked.subject)
    if asked.grade in GRADES:
        found = found.where(_of_grade(asked.grade))
    if asked.step:
        found = found.where(Review.step == asked.step)
    if asked.since in labels.SINCE:
        before = clock.now() - timedelta(days=int(asked.since))
        found = found.where(Work.submitted_at <= before)
    return found


def _of_grade(grade: str) -> Any:
    """Whether the list of grades, as both databases write JSON, holds one."""
    inner = func.replace(func.replace(cast(Work.grades, String), "[", ", "), "]", ",")
    return inner.contains(f" {grade},")


def listing(who: Who, asked: Asked, choices: Choices) -> Listing:
    """The queue as a list to sort, with its file."""
    return Listing(
        query(who, asked).join(Person, Person.id == Work.depositor_id),
        COLUMNS,
        (Work.submitted_at, Work.id),
        dress=_dressed,
        per_page=PER_PAGE,
        usual="sent",
        filters=_in_words(asked, choices),
    )


def _dressed(works: list[Work]) -> list[Waiting]:
    found = select(Review).where(
        Review.work_id.in_([work.id for work in works]), Review.kind == WORK, Review.state == OPEN
    )
    ways = {review.work_id: review for review in db.session.scalars(found)}
    return [Waiting(work, ways[work.id]) for work in works if work.id in ways]


def _of(column: Column) -> Column:
    """A column of works as one of what waits."""
    return Column(column.key, column.label, lambda row: column.value(row.work), column.sort)


COLUMNS = (
    _of(TITLE),
    Column("from", lazy_gettext("From whom"), lambda row: row.work.depositor.full_name,
           (Person.sort_key,)),
    *(_of(column) for column in ABOUT),
    Column("step", lazy_gettext("Step"), lambda row: label(labels.STEPS, row.review.step)),
    Column("sent", lazy_gettext("Sent for review"), lambda row: clock.show(row.work.submitted_at),
           (Work.submitted_at,)),
)  # fmt: skip


def choices(who: Who) -> Choices:
    """The kinds, subjects and steps of what waits; two statements."""
    columns = (Work.kind, Work.subject_code, Review.step)
    found = query(who, Asked()).order_by(None).with_only_columns(*columns).distinct()
    rows = db.session.execute(found).all()
    kinds, steps = {row[0] for row in rows}, {row[2] for row in rows}
    codes = select(Subject).where(Subject.code.in_({row[1] for row in rows if row[1]}))
    subjects = db.session.scalars(codes.order_by(Subject.code))
    return Choices(
        _words(of_works.KINDS, kinds),
        {one.code: subject_name(one) for one in subjects},
        _words(labels.STEPS, steps),
    )


def _words(known: Mapping[str, Any], codes: set[str]) -> dict[str, str]:
    """Codes that occur with their words, in the order of the words' table; others at the end."""
    order = [*known, *sorted(codes - set(known))]
    return {code: str(known.get(code, code)) for code in order if code in codes}


def _in_words(asked: Asked, choices: Choices) -> tuple[tuple[str, str], ...]:
    return (
        (gettext("Kind"), choices.kinds.get(asked.kind, "")),
        (gettext("Subject"), choices.subjects.get(asked.subject, "")),
        (gettext("Grade"), asked.grade if asked.grade in GRADES else ""),
        (gettext("Step"), choices.steps.get(asked.step, "")),
        (gettext("Waiting"), str(labels.SINCE.get(asked.since, ""))),
    )


def next_after(who: Who, asked: Asked, uid: str) -> str | None:
    """The uid of the work that waits next after another one, which need not wait any more."""
    found = query(who, asked)
    row = db.session.execute(select(Work.submitted_at, Work.id).where(Work.uid == uid)).first()
    if row is not None and row[0] is not None:
        later = and_(Work.submitted_at == row[0], Work.id > row[1])
        found = found.where(or_(Work.submitted_at > row[0], later))
    return db.session.scalar(found.with_only_columns(Work.uid).limit(1))


def number(who: Who, asked: Asked) -> int:
    """How many works wait."""
    rows = query(who, asked).order_by(None).with_only_columns(Work.id).subquery()
    return db.session.scalar(select(func.count()).select_from(rows)) or 0
