"""How an exam is marked by hand: the plan and the markers. Each use case commits once."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import delete, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from lms.courses.models import Course
from lms.exams.models import Attempt, Exam
from lms.marking.models import SECOND, THIRD, HandMark, Marker, Plan
from school.api import TEACHER, Person, RoleGrant, TeachingAssignment, valid_today
from school.people.models import MARKER
from suite import audit, edits
from suite.db import db

APART, STEP = Decimal("0.50"), Decimal("0.25")  # what a new plan proposes


class BadPlan(Exception):
    """A plan that cannot be; `code` is second_missing, same, teaches or begun."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Wish:
    """What a teacher chose; `second` and `third` are ids of persons."""

    blind: bool
    two_markers: bool
    most_apart: Decimal
    step: Decimal
    second: int | None
    third: int | None
    requests_until: datetime | None


def plan_of(exam: Exam) -> Plan:
    """The plan of an exam; a new one, not added, when nobody has made any."""
    found = db.session.scalar(select(Plan).where(Plan.exam_id == exam.id))
    return found or Plan(
        school_id=exam.school_id,
        exam_id=exam.id,
        blind=False,
        two_markers=False,
        most_apart=APART,
        step=STEP,
        seed=exam.uid.replace("-", "")[:32],
        requests_until=None,
        version=0,
    )


def markers_of(plan: Plan) -> dict[int, Person]:
    """Who was named, by place."""
    if not plan.two_markers:
        return {}
    query = select(Marker).where(Marker.exam_id == plan.exam_id).options(joinedload(Marker.person))
    return {one.place: one.person for one in db.session.scalars(query)}


def eligible(exam: Exam) -> list[Person]:
    """Teachers and markers of the school of the course today who do not teach it; an exam under
    way when its school ended keeps the old one."""
    school = select(Course.school_id).where(Course.id == exam.course_id).scalar_subquery()
    teaches = exists().where(
        TeachingAssignment.person_id == Person.id,
        TeachingAssignment.class_id == Course.class_id,
        TeachingAssignment.subject_code == Course.subject_code,
        Course.id == exam.course_id,
        valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
    )
    holds = exists().where(
        RoleGrant.person_id == Person.id,
        RoleGrant.unit_id == school,
        RoleGrant.role.in_((TEACHER, MARKER)),
        valid_today(RoleGrant.valid_from, RoleGrant.valid_to),
    )
    query = select(Person).where(holds, ~teaches, Person.left_on.is_(None))
    return list(db.session.scalars(query.order_by(Person.sort_key, Person.id)))


def begun(exam_id: int) -> bool:
    """Whether an answer was marked by hand."""
    query = select(HandMark.id).join(Attempt, Attempt.id == HandMark.attempt_id)
    return db.session.scalar(query.where(Attempt.exam_id == exam_id).limit(1)) is not None


def keep_plan(exam: Exam, wish: Wish, seen: int) -> Plan:
    """Keep the plan and name the markers. Raises BadPlan and edits.Conflict.

    Who marks and by which rule stays once an answer is marked, so that all are marked alike.
    """
    plan = plan_of(exam)
    if plan.version or not _first(plan):
        plan = edits.claim(Plan, plan_of(exam).id, seen)
    _check(exam, plan, wish)
    plan.blind, plan.two_markers = wish.blind, wish.two_markers
    plan.most_apart, plan.step = wish.most_apart, wish.step
    plan.requests_until = wish.requests_until
    db.session.execute(delete(Marker).where(Marker.exam_id == exam.id))
    for place, person_id in ((SECOND, wish.second), (THIRD, wish.third)):
        if wish.two_markers and person_id is not None:
            db.session.add(
                Marker(school_id=exam.school_id, exam_id=exam.id, person_id=person_id, place=place)
            )
    detail = {"two": wish.two_markers, "second": wish.second, "third": wish.third}
    audit.record("marking.plan", f"exam:{exam.uid}", detail=detail)
    db.session.commit()
    return plan


def _first(plan: Plan) -> bool:
    """Whether a new plan was taken in; not when somebody else made one in the same moment."""
    plan.seed, plan.version = secrets.token_hex(16), 1
    try:
        with db.session.begin_nested():
            db.session.add(plan)
    except IntegrityError:
        return False
    return True


def _check(exam: Exam, plan: Plan, wish: Wish) -> None:
    code = None
    named = [one for one in (wish.second, wish.third) if one is not None]
    old = (plan.two_markers, plan.most_apart, plan.step)
    new = (wish.two_markers, wish.most_apart, wish.step)
    if wish.two_markers and wish.second is None:
        code = "second_missing"
    elif len(set(named)) < len(named):
        code = "same"
    elif not set(named) <= {one.id for one in eligible(exam)}:
        code = "teaches"
    elif old != new and begun(exam.id):
        code = "begun"
    if code:
        db.session.rollback()
        raise BadPlan(code)


def asks_open(plan: Plan, at: datetime) -> bool:
    """Whether pupils may ask now that an answer be marked again."""
    return plan.requests_until is not None and at <= plan.requests_until
