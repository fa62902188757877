"""What the course pages show, in few statements each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import defer, joinedload

from lms.courses import rules
from lms.courses.models import Activity, Course, Section, Visit
from lms.courses.permissions import Standing
from lms.grades.models import EMPTY, Mark
from lms.hooks import ACTIVITY
from school.api import SchoolClass, Subject, TeachingAssignment, Who, valid_today
from suite import clock
from suite.db import db
from suite.hooks import registry


@dataclass(frozen=True)
class Counts:
    """How many of the class handed in, and how many of these wait for a mark."""

    handed_in: int = 0
    to_mark: int = 0


@dataclass(frozen=True)
class Line:
    """An activity as one line of a course page; `kind` is None when it is not installed."""

    activity: Activity
    kind: Any
    url: str | None
    edit_url: str | None
    visible: bool
    state: str | None
    mark: Mark | None
    counts: Counts | None
    overdue: bool


@dataclass
class Part:
    """A section with its lines."""

    section: Section
    lines: list[Line] = field(default_factory=list)


def to_open(who: Who) -> list[TeachingAssignment]:
    """Assignments of today for which there is no course yet."""
    query = (
        select(TeachingAssignment)
        .outerjoin(
            Course,
            and_(
                Course.class_id == TeachingAssignment.class_id,
                Course.subject_code == TeachingAssignment.subject_code,
            ),
        )
        .join(SchoolClass, SchoolClass.id == TeachingAssignment.class_id)
        .join(Subject, Subject.code == TeachingAssignment.subject_code)
        .where(
            TeachingAssignment.person_id == who.person_id,
            valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
            Course.id.is_(None),
        )
        .options(
            joinedload(TeachingAssignment.school_class), joinedload(TeachingAssignment.subject)
        )
        .order_by(SchoolClass.sort_key, Subject.code)
    )
    return list(db.session.scalars(query))


def outline(course: Course, stand: Standing, person_id: int | None) -> list[Part]:
    """The sections with what the person may see in them; five statements at most."""
    parts = {
        section.id: Part(section)
        for section in db.session.scalars(
            select(Section)
            .where(Section.course_id == course.id)
            .order_by(Section.position, Section.id)
        )
    }
    query = (
        select(Activity)
        .where(Activity.course_id == course.id)
        .options(defer(Activity.settings))
        .order_by(Activity.position, Activity.id)
    )
    if not stand.staff:
        query = query.where(Activity.visible_from <= clock.now())
    activities = list(db.session.scalars(query))
    ids = [activity.id for activity in activities]
    if stand.staff:
        lines = _staff_lines(activities, counts_of(ids), stand)
    else:
        lines = _pupil_lines(activities, ids, person_id)
    for line in lines:
        parts[line.activity.section_id].lines.append(line)
    return list(parts.values())


def counts_of(activity_ids: list[int]) -> dict[int, Counts]:
    """Handed in and to mark, by activity; one statement."""
    unmarked = or_(Mark.id.is_(None), Mark.state == EMPTY)
    rows = db.session.execute(
        select(
            Visit.activity_id,
            func.count(Visit.id),
            func.count(Visit.id).filter(unmarked),
        )
        .outerjoin(
            Mark, and_(Mark.activity_id == Visit.activity_id, Mark.person_id == Visit.person_id)
        )
        .where(Visit.activity_id.in_(activity_ids), Visit.handed_in_at.is_not(None))
        .group_by(Visit.activity_id)
    )
    return {row[0]: Counts(row[1], row[2]) for row in rows}


def line_of(activity: Activity, stand_edits: bool = False, **more: Any) -> Line:
    """A line with the addresses of its kind; without them when the kind is not installed."""
    kind = registry().kinds(ACTIVITY).get(activity.kind)
    plain: dict[str, Any] = {"state": None, "mark": None, "counts": None, "overdue": False}
    return Line(
        activity=activity,
        kind=kind,
        url=url_for(kind.view_endpoint, activity_id=activity.id) if kind else None,
        edit_url=(
            url_for(kind.edit_endpoint, activity_id=activity.id) if kind and stand_edits else None
        ),
        visible=rules.is_visible(activity.visible_from, clock.now()),
        **{**plain, **more},
    )


def _staff_lines(
    activities: Iterable[Activity], counts: Mapping[int, Counts], stand: Standing
) -> list[Line]:
    kinds = registry().kinds(ACTIVITY)
    lines = []
    for activity in activities:
        kind = kinds.get(activity.kind)
        graded = kind is not None and kind.graded
        counted = counts.get(activity.id, Counts()) if graded else counts.get(activity.id)
        lines.append(line_of(activity, stand.edits, counts=counted))
    return lines


def _pupil_lines(
    activities: Iterable[Activity], ids: list[int], person_id: int | None
) -> list[Line]:
    visits = {
        visit.activity_id: visit
        for visit in db.session.scalars(
            select(Visit).where(Visit.activity_id.in_(ids), Visit.person_id == person_id)
        )
    }
    marks = {
        mark.activity_id: mark
        for mark in db.session.scalars(
            select(Mark).where(
                Mark.activity_id.in_(ids),
                Mark.person_id == person_id,
                Mark.released_at.is_not(None),
            )
        )
    }
    return [_pupil_line(a, visits.get(a.id), marks.get(a.id)) for a in activities]


def _pupil_line(activity: Activity, visit: Visit | None, mark: Mark | None) -> Line:
    handed_in = visit is not None and visit.handed_in_at is not None
    state = rules.pupil_state(
        opened=visit is not None,
        done=visit is not None and visit.done_at is not None,
        handed_in=handed_in,
        returned=mark is not None and mark.state != EMPTY,
    )
    open_still = state in ("new", "opened")
    overdue = open_still and rules.is_late(activity.due_at, clock.now())
    return line_of(activity, state=state, mark=mark, overdue=overdue)
