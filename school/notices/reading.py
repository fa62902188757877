"""Reading notices; each use case commits once."""

from sqlalchemy import update

from school.notices.models import Notice
from suite import clock
from suite.db import db


def read(notice: Notice) -> None:
    """Mark one as read. Commits."""
    if notice.read_at is None:
        notice.read_at = clock.now()
        db.session.commit()


def read_all(person_id: int | None) -> None:
    """Mark all of a person as read. Commits."""
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )
    db.session.commit()
