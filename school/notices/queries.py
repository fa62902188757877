"""Whose notices are whose, decided at query time, and what the pages show of them."""

from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload

from school.access import Who, scope, scoper
from school.notices.models import FAILED, SENT, Notice, NoticeDelivery
from school.people.models import Guardianship
from school.whose import valid_on
from suite import clock
from suite.db import db

MOST_COUNTED = 100
Asked = int | BindParameter[int] | None


def of_person(person_id: Asked, today: Any = None) -> Select[Notice]:
    """The notices of a person; about a child only while the person is its guardian. Person and day
    may be parameters that the statement is told later."""
    day = clock.today() if today is None else today
    guards = exists(
        select(Guardianship.id).where(
            Guardianship.guardian_id == Notice.person_id,
            Guardianship.pupil_id == Notice.about_id,
            valid_on(day, Guardianship.valid_from, Guardianship.valid_to),
        )
    )
    own = Notice.person_id == person_id
    return select(Notice).where(own, or_(Notice.about_id.is_(None), guards))


@scoper(Notice)
def _notices(query: Select[Any], who: Who) -> Select[Any]:
    return query.where(Notice.id.in_(of_person(who.person_id).with_only_columns(Notice.id)))


def unread(person_id: Asked, today: Any = None) -> ScalarSelect[int]:
    """How many notices are unread, counted up to MOST_COUNTED; to be a part of a statement."""
    some = of_person(person_id, today).where(Notice.read_at.is_(None)).limit(MOST_COUNTED)
    ids = some.with_only_columns(Notice.id).subquery()
    return select(func.count()).select_from(ids).scalar_subquery()


def unread_count(person_id: int) -> int:
    """The same at once."""
    return db.session.scalar(select(unread(person_id))) or 0


def listed(who: Who) -> Select[Notice]:
    """The notices of a person, newest first, each with the child it is about."""
    return of_person(who.person_id).options(joinedload(Notice.about)).order_by(Notice.id.desc())


def one_of(who: Who, notice_id: int) -> Notice | None:
    """A notice of the person, or None."""
    found: Notice | None = db.session.scalar(
        scope(select(Notice).where(Notice.id == notice_id), who)
    )
    return found


def last_delivery(person_id: int, channel: str) -> NoticeDelivery | None:
    """The newest delivery through a channel that ended well or badly."""
    row = NoticeDelivery
    query = select(row).where(
        row.person_id == person_id, row.channel == channel, row.state.in_((SENT, FAILED))
    )
    return db.session.scalar(query.order_by(row.id.desc()).limit(1))
