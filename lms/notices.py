"""What the teaching wing tells people: work that is set, marks that are returned.

Rooms publish events; here it is decided who is told. The reminders of tomorrow are in
`lms.reminders`.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from lms.courses.events import Assigned, MarkChanged, Returned
from lms.courses.models import Activity, Course
from lms.hooks import ACTIVITY
from lms.marking.events import RequestAnswered, RequestMade
from school.api import (
    Enrolment,
    NoticeKind,
    Person,
    TeachingAssignment,
    To,
    guardians_of,
    notice_kind,
    notify,
    valid_today,
)
from suite import clock, jobs, web
from suite.db import db
from suite.events import subscribe
from suite.hooks import registry

LATER = "lms.work_set"


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


WORK_SET = notice_kind(
    NoticeKind(
        "work_set",
        N_("New work was set"),
        N_("New work in %(course)s: %(title)s"),
        "pencil-square",
    )
)
RETURNED = notice_kind(
    NoticeKind(
        "mark_returned",
        N_("Work came back marked"),
        N_("Marked and returned in %(course)s: %(title)s"),
        "journal-check",
    )
)
CHANGED = notice_kind(
    NoticeKind(
        "mark_changed",
        N_("A mark was changed"),
        N_("A mark that you have seen was changed in %(course)s: %(title)s"),
        "journal-check",
    )
)
ASKED = notice_kind(
    NoticeKind(
        "remark_asked",
        N_("A re-mark was asked for"),
        N_("A re-mark is asked for in %(course)s: %(title)s"),
        "journal-check",
    )
)
ANSWERED = notice_kind(
    NoticeKind(
        "remark_answered",
        N_("A request for a re-mark was answered"),
        N_("Your request for a re-mark was answered in %(course)s: %(title)s"),
        "journal-check",
    )
)


@subscribe(Assigned)
def work_set(event: Assigned) -> None:
    """Work was given to a class."""
    _tell_of_work(event.activity_id)


@jobs.job(LATER, atomic=True)
def work_set_later(_ctx: jobs.Context, activity_id: int) -> None:
    """The same for what pupils see only from a later time on."""
    _tell_of_work(activity_id)


def _tell_of_work(activity_id: int) -> None:
    activity = activity_of(activity_id)
    if activity is None or activity.visible_from is None:
        return
    if activity.visible_from > clock.now():
        jobs.enqueue(LATER, after=activity.visible_from, activity_id=activity_id)
        return
    tell(WORK_SET, activity, pupils_of_class(activity.course.class_id), f"set:{activity_id}")


@subscribe(Returned)
def mark_returned(event: Returned) -> None:
    """A pupil may see a mark: the pupil is told, and who has the care of the pupil."""
    _tell_of_mark(RETURNED, event, "returned")


@subscribe(MarkChanged)
def mark_changed(event: MarkChanged) -> None:
    """A mark is another one than the pupil could see before; told as its return was."""
    _tell_of_mark(CHANGED, event, "changed")


def _tell_of_mark(kind: NoticeKind, event: Returned | MarkChanged, word: str) -> None:
    activity = activity_of(event.activity_id)
    if activity is None:
        return
    key = f"{word}:{event.activity_id}:{event.pupil_id}:{event.number}"
    tell(kind, activity, [event.pupil_id], key)
    notify(
        kind,
        guardians_of([event.pupil_id]),
        key=key,
        school_id=activity.school_id,
        arguments=said_of(activity),
    )


@subscribe(RequestMade)
def remark_asked(event: RequestMade) -> None:
    """The teachers of the course are told, without a name, with the way to the requests."""
    activity = activity_of(event.activity_id)
    if activity is None:
        return
    notify(
        ASKED,
        [To(one) for one in teachers_of(activity.course)],
        key=f"remark:{event.request_id}",
        school_id=activity.school_id,
        path=web.path_of("requests.index", uid=event.exam_uid),
        arguments=said_of(activity),
    )


@subscribe(RequestAnswered)
def remark_answered(event: RequestAnswered) -> None:
    """The pupil is told that there is an answer."""
    activity = activity_of(event.activity_id)
    if activity is not None:
        tell(ANSWERED, activity, [event.pupil_id], f"remarked:{event.request_id}")


def teachers_of(course: Course) -> list[int]:
    """The ids of those who teach a course today."""
    query = select(TeachingAssignment.person_id).where(
        TeachingAssignment.class_id == course.class_id,
        TeachingAssignment.subject_code == course.subject_code,
        valid_today(TeachingAssignment.starts_on, TeachingAssignment.ends_on),
    )
    return sorted(set(db.session.scalars(query)))


def activity_of(activity_id: int) -> Activity | None:
    """An activity of a course that goes on, with the course."""
    query = select(Activity).join(Activity.course).where(Activity.id == activity_id)
    course = joinedload(Activity.course)
    return db.session.scalar(
        query.where(Course.archived_at.is_(None)).options(course, defer(Activity.settings))
    )


def pupils_of_class(class_id: int) -> list[int]:
    """The ids of the pupils who are in a class today; one statement."""
    query = (
        select(Enrolment.person_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.class_id == class_id,
            Person.left_on.is_(None),
            valid_today(Enrolment.starts_on, Enrolment.ends_on),
        )
    )
    return list(db.session.scalars(query.order_by(Enrolment.person_id)))


def tell(kind: NoticeKind, activity: Activity, pupils: Iterable[int], key: str, **more: str) -> int:
    """Tell pupils of an activity, with the way to it; how many are told anew."""
    return notify(
        kind,
        [To(one) for one in pupils],
        key=key,
        school_id=activity.school_id,
        path=path_to(activity),
        arguments={**said_of(activity), **more},
    )


def said_of(activity: Activity) -> dict[str, str]:
    """What notices say of an activity."""
    return {"course": activity.course.title, "title": activity.title}


def path_to(activity: Activity) -> str:
    """The page of an activity; of its course when the kind is not installed."""
    kind = registry().kinds(ACTIVITY).get(activity.kind)
    if kind is None:
        return web.path_of("courses.show", course_id=activity.course_id)
    return web.path_of(kind.view_endpoint, activity_id=activity.id)
