"""What a person is given at tests because of a disability or an illness.

school_accommodation   of a person, from a day until a day

The reason is health data of a child: it is sealed, and only who grants may read it.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, ForeignKey, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.people.models import Person
from school.units.models import OrgUnit
from suite.db import BigId, Model, UtcDateTime

EXTRA_TIME, LARGE_PRINT, HIGH_CONTRAST = "extra_time", "large_print", "high_contrast"
SEPARATE_ROOM, READER = "separate_room", "reader"
KINDS = (EXTRA_TIME, LARGE_PRINT, HIGH_CONTRAST, SEPARATE_ROOM, READER)


class Accommodation(Model):
    """`percent` and `minutes` belong to extra time: one of them is given."""

    __tablename__ = "school_accommodation"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    percent: Mapped[int | None] = mapped_column(SmallInteger)
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason_sealed: Mapped[str] = mapped_column(Text, default="")
    granted_by_id: Mapped[int] = mapped_column(BigInteger)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(BigInteger)

    person: Mapped[Person] = relationship()

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, as people say it."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None
