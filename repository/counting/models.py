"""Counting by COUNTER 5.1.

repository_count_salt       the salt of a day; gone a day later, and with it the way back to people
repository_count_event      one row for each look at a work, by a visitor that is a salted hash
repository_count_day        what counts of a day: numbers alone
repository_count_bookmark   up to which event the days are counted
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from repository.catalogue.models import Work
from suite.db import BigId, Model, UtcDateTime


class CountSalt(Model):
    __tablename__ = "repository_count_salt"

    day: Mapped[date] = mapped_column(primary_key=True)
    salt: Mapped[str] = mapped_column(String(64))


class CountEvent(Model):
    """`kind` is investigation, request, part or link (`counting.rules`); `place` the address that
    was asked for, without its host. `unit_id` and `class_id` are those of a signed-in reader, 0 for
    others: no foreign keys, because they may go before the row."""

    __tablename__ = "repository_count_event"
    __table_args__ = (
        Index("ix_repository_count_event_day", "local_date", "id"),
        Index("ix_repository_count_event_visitor", "visitor", "work_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    local_date: Mapped[date]
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    kind: Mapped[str] = mapped_column(String(15))
    place: Mapped[str] = mapped_column(String(60))
    visitor: Mapped[str] = mapped_column(String(32))
    unit_id: Mapped[int] = mapped_column(BigInteger)
    class_id: Mapped[int] = mapped_column(BigInteger)


class CountDay(Model):
    __tablename__ = "repository_count_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), primary_key=True, index=True)
    unit_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    class_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    total_investigations: Mapped[int]
    unique_investigations: Mapped[int]
    total_requests: Mapped[int]
    unique_requests: Mapped[int]
    links: Mapped[int]


class CountBookmark(Model):
    __tablename__ = "repository_count_bookmark"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(BigInteger)
