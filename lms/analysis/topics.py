"""What a class and each pupil can do by topic and level, and practice made of what is weak."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from lms.analysis.answers import Answers, answers_of
from lms.analysis.figures import mean
from lms.bank.models import Item
from lms.courses.models import Activity
from lms.courses.outline import new_activity
from lms.exams import choosing, creating, papers
from lms.exams.models import AT_HOME, Candidate, Exam
from lms.exams.permissions import ACTIVITY_KIND
from school.api import Person
from suite import audit
from suite.db import db

WEAK = 0.5
MOST_DRAWN, MINUTES = 20, 30


@dataclass(frozen=True)
class Line:
    """A topic or level: how many questions ask for it, and the mean share of their points; `by`
    is that share by person."""

    name: str
    questions: int
    share: float | None
    by: dict[int, float]


@dataclass(frozen=True)
class Topics:
    """By topic and, where questions have one, by cognitive level; `people` by name."""

    topics: list[Line]
    levels: list[Line]
    people: list[Person]


def topics_of(exam: Exam, seen: Sequence[int] | None = None) -> Topics:
    """Shares by topic and level; five statements, six where only the pupils of some activities
    are `seen`."""
    found = answers_of(exam)
    if seen is not None:
        pupils = select(Candidate.person_id).where(
            Candidate.exam_id == exam.id, Candidate.activity_id.in_(seen)
        )
        mine = set(db.session.scalars(pupils))
        found = found.of(lambda taker: taker.person_id in mine)
    ids = [taker.person_id for taker in found.takers]
    people = db.session.scalars(
        select(Person).where(Person.id.in_(ids)).order_by(Person.sort_key, Person.id)
    ).all()
    levels = [getattr(question.item, "level", None) or "" for question in found.counted]
    names = [question.item.topic for question in found.counted]
    return Topics(_lines(found, names), _lines(found, levels) if any(levels) else [], list(people))


def _lines(found: Answers, names: Sequence[str]) -> list[Line]:
    """One line for each name, in the order of the exam; `names` are those of the questions."""
    lines = []
    for name in dict.fromkeys(names):
        chosen = [one.id for one, had in zip(found.counted, names, strict=True) if had == name]
        whole = sum(found.possible[one] for one in chosen) * 100
        by = {
            taker.person_id: sum(found.points[one][n] for one in chosen) / whole
            for n, taker in enumerate(found.takers)
            if whole
        }
        lines.append(Line(name, len(chosen), mean(list(by.values())), by))
    return lines


def weak(lines: Sequence[Line], person_id: int | None = None) -> list[str]:
    """The names whose share lies below WEAK, of the class or of one pupil, the weakest first."""
    shares = [
        (share, line.name)
        for line in lines
        if (share := line.share if person_id is None else line.by.get(person_id)) is not None
    ]
    return [name for share, name in sorted(shares) if share < WEAK and name]


def practice(exam: Exam, names: Sequence[str], count: int, title: str, author_id: int) -> Exam:
    """A draft exam at home, in the same section, of questions of these topics that the exam did
    not ask, as many of each as there are; committed. Raises ValueError when there are none."""
    here = db.session.get_one(Activity, exam.activity_id)
    activity = new_activity(here.course_id, here.section_id, ACTIVITY_KIND, title, {})
    made = creating.new_exam(activity, MINUTES, author_id, mode=AT_HOME)
    asked = {question.item_id for question in exam.questions}
    drawn: list[int] = []
    each = max(1, count // len(names)) if names else 0
    for name in names:
        free = choosing.usable(made, name).with_only_columns(Item.id)
        ids = [one for one in db.session.scalars(free) if one not in asked | set(drawn)]
        drawn += papers.sample(ids, min(each, len(ids)))
    if not drawn:
        db.session.rollback()
        raise ValueError("the bank has no other question of these topics")
    detail = {"of": exam.uid, "topics": list(names)}
    audit.record("exam.practice", f"exam:{made.uid}", detail=detail)
    db.session.commit()
    choosing.choose(made.id, drawn)
    return made
