"""The schoolwork of a pupil as a guardian reads it: `suite.contracts.ChildDesk`.

Who asks was seen to be the guardian; what is told is what the pupil sees: visible activities of
the classes of today, marks that were returned. Nothing here is a visit.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask import Flask
from flask_babel import gettext
from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, defer

from lms.courses import rules
from lms.courses.models import Activity, Course, Visit
from lms.grades.models import EMPTY, EXCUSED, Mark
from lms.grades.rules import shown_mark
from lms.hooks import ACTIVITY
from school.api import Enrolment, valid_today
from suite import clock, contracts, i18n
from suite.contracts import ChildItem, ChildWork
from suite.db import db
from suite.hooks import registry

AHEAD, BEHIND, RETURNED = timedelta(days=14), timedelta(days=30), timedelta(days=120)
MOST = 30


class Desk:
    """Fulfils ChildDesk."""

    def work(self, person_ids: Sequence[int]) -> Mapping[int, ChildWork]:
        """What these pupils have to do and got back; one statement."""
        due: defaultdict[int, list[ChildItem]] = defaultdict(list)
        back: defaultdict[int, list[ChildItem]] = defaultdict(list)
        for person_id, activity, visit, mark in db.session.execute(_asked(person_ids)):
            item = _item(activity, visit, mark)
            (back if item.state == "returned" else due)[person_id].append(item)
        return {one: ChildWork(due[one][:MOST], _newest(back[one])) for one in person_ids}


def init(app: Flask) -> None:
    """Fulfil the contract."""
    with app.app_context():
        contracts.provide(contracts.ChildDesk, Desk())


def _newest(items: list[ChildItem]) -> list[ChildItem]:
    return sorted(items, key=lambda one: one.returned_at or clock.now(), reverse=True)[:MOST]


def _asked(person_ids: Sequence[int]) -> Select[int, Activity, Visit, Mark]:
    """(pupil, activity, visit, mark): tasks with a date that is near, and what came back."""
    now = clock.now()
    near = and_(
        or_(Mark.id.is_(None), Mark.released_at.is_(None)),
        Activity.due_at > now - BEHIND,
        Activity.due_at <= now + AHEAD,
    )
    return (
        select(Enrolment.person_id, Activity, Visit, Mark)
        .join(Course, Course.class_id == Enrolment.class_id)
        .join(Activity, Activity.course_id == Course.id)
        .outerjoin(
            Visit,
            and_(Visit.activity_id == Activity.id, Visit.person_id == Enrolment.person_id),
        )
        .outerjoin(
            Mark, and_(Mark.activity_id == Activity.id, Mark.person_id == Enrolment.person_id)
        )
        .where(
            Enrolment.person_id.in_(person_ids),
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
            Activity.kind.in_(list(registry().kinds(ACTIVITY))),
            Activity.visible_from <= now,
            Course.archived_at.is_(None),
            or_(near, Mark.released_at > now - RETURNED),
        )
        .options(defer(Activity.settings), contains_eager(Activity.course))
        .order_by(Activity.due_at.is_(None), Activity.due_at, Activity.id)
    )


def _item(activity: Activity, visit: Visit | None, mark: Mark | None) -> ChildItem:
    returned = mark if mark is not None and mark.released_at is not None else None
    state: str = rules.pupil_state(
        opened=visit is not None,
        done=visit is not None and visit.done_at is not None,
        handed_in=visit is not None and visit.handed_in_at is not None,
        returned=returned is not None,
    )
    if state in ("new", "opened") and rules.is_late(activity.due_at, clock.now()):
        state = "overdue"
    return ChildItem(
        title=activity.title,
        course=activity.course.title,
        state=state,
        due_at=activity.due_at,
        returned_at=returned.released_at if returned else None,
        mark=_mark(returned),
        comment=returned.comment if returned else "",
    )


def _mark(mark: Mark | None) -> str:
    if mark is None or mark.state == EMPTY:
        return ""
    if mark.state == EXCUSED or mark.value is None:
        return gettext("excused")
    return shown_mark(mark.value, comma=i18n.language() == "vi")
