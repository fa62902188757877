"""What the first page tells pupils and teachers of their courses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, url_for
from flask_babel import gettext
from markupsafe import Markup
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, defer

from lms.courses.models import Activity, Course, Visit
from lms.courses.permissions import edits, studies
from lms.courses.queries import Line, line_of, to_open
from lms.grades.models import EMPTY, Mark
from school.api import STUDENT, TEACHER, Who, who
from suite import clock, web
from suite.db import db
from suite.hooks import registry

AHEAD = timedelta(days=7)
BEHIND = timedelta(days=14)
MOST = 8


@dataclass(frozen=True)
class Item:
    """A line of the first page, as the macro `today` shows it."""

    label: str
    url: str
    icon: str
    note: str
    when: str | None = None
    state: str | None = None
    tone: str = "neutral"


def init(app: Flask) -> None:
    """Fill the first page."""
    with app.app_context():
        registry().fill("home.today", student_piece)
        registry().fill("home.today", teacher_piece)


def student_piece() -> Markup | None:
    """What is due, what came back, what is new; one statement."""
    if not who().has(STUDENT):
        return None
    rows = _of_pupil(who())
    items = [item for row in rows if (item := _pupil_item(row[0], row[1], row[2]))]
    return _render(gettext("To learn today"), items)


def _of_pupil(me: Who) -> Sequence[Any]:
    now = clock.now()
    unfinished = and_(
        or_(Visit.id.is_(None), and_(Visit.handed_in_at.is_(None), Visit.done_at.is_(None))),
        or_(Mark.id.is_(None), Mark.released_at.is_(None)),
    )
    due = and_(unfinished, Activity.due_at > now - BEHIND, Activity.due_at <= now + AHEAD)
    new = and_(Visit.id.is_(None), Mark.id.is_(None), Activity.visible_from > now - BEHIND)
    back = and_(Mark.released_at.is_not(None), Mark.seen_at.is_(None))
    query = (
        select(Activity, Visit, Mark)
        .join(Activity.course)
        .outerjoin(Visit, and_(Visit.activity_id == Activity.id, Visit.person_id == me.person_id))
        .outerjoin(Mark, and_(Mark.activity_id == Activity.id, Mark.person_id == me.person_id))
        .where(studies(me), Activity.visible_from <= now, or_(due, new, back))
        .options(defer(Activity.settings), contains_eager(Activity.course))
        .order_by(Activity.due_at.is_(None), Activity.due_at, Activity.visible_from.desc())
        .limit(MOST * 3)
    )
    return db.session.execute(query).all()


def _pupil_item(activity: Activity, visit: Visit | None, mark: Mark | None) -> Item | None:
    line = line_of(activity)
    if line.url is None:
        return None
    state, tone = gettext("new"), "warning"
    if mark is not None and mark.released_at is not None:
        state, tone = gettext("marked"), "success"
    elif activity.due_at is not None and activity.due_at < clock.now():
        state, tone = gettext("overdue"), "danger"
    elif visit is not None:
        state, tone = gettext("to do"), "neutral"
    when = gettext("due %(when)s", when=clock.show(activity.due_at)) if activity.due_at else None
    return Item(activity.title, line.url, line.kind.icon, activity.course.title, when, state, tone)


def teacher_piece() -> Markup | None:
    """What waits to be marked and which courses are not open yet; two statements."""
    if not who().has(TEACHER):
        return None
    items = [item for row in _to_mark(who()) if (item := _mark_item(row[0], row[1]))]
    if waiting := to_open(who()):
        label = gettext("Open your courses")
        names = ", ".join(one.school_class.name for one in waiting[:5])
        url = url_for("courses.index")
        items.append(Item(label, url, "mortarboard", names))
    return _render(gettext("To teach today"), items)


def _to_mark(me: Who) -> Sequence[Any]:
    query = (
        select(Activity, func.count(Visit.id))
        .join(Activity.course)
        .join(Visit, Visit.activity_id == Activity.id)
        .outerjoin(
            Mark, and_(Mark.activity_id == Visit.activity_id, Mark.person_id == Visit.person_id)
        )
        .where(
            edits(me),
            Course.archived_at.is_(None),
            Visit.handed_in_at.is_not(None),
            or_(Mark.id.is_(None), Mark.state == EMPTY),
        )
        .group_by(Activity.id, Course.id)
        .options(defer(Activity.settings), contains_eager(Activity.course))
        .order_by(Activity.due_at.is_(None), Activity.due_at, Activity.id)
        .limit(MOST)
    )
    return db.session.execute(query).all()


def _mark_item(activity: Activity, number: int) -> Item | None:
    line = line_of(activity)
    if line.url is None:
        return None
    state = gettext("%(num)s to mark", num=number)
    return Item(
        activity.title,
        _mark_url(line),
        line.kind.icon,
        activity.course.title,
        state=state,
        tone="warning",
    )


def _mark_url(line: Line) -> str:
    """Straight to the marking where the kind has a page for it."""
    endpoint = getattr(line.kind, "mark_endpoint", None)
    return url_for(endpoint, activity_id=line.activity.id) if endpoint else line.url or ""


def _render(title: str, items: list[Item]) -> Markup:
    shown = items[:MOST]
    return web.piece("lms/courses/today.html", title=title, items=shown)
