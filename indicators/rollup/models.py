"""What the rollup makes of the ledger; all of it can be made again.

indicators_use     the days with a qualifying event, of a person in a school year, as bits
indicators_value   the figures of a unit over a period, as integers
indicators_stamp   from what the figures of a school and year were made
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from suite.db import BigId, Model, UtcDateTime


class UseDaysRow(Model):
    """`days` are the packed day bits over the grid of the year; `rules` the hash they obey."""

    __tablename__ = "indicators_use"

    person_key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    year_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    who: Mapped[str] = mapped_column(String(10), primary_key=True)
    days: Mapped[bytes] = mapped_column(LargeBinary)
    rules: Mapped[str] = mapped_column(String(64))


class Value(Model):
    """One figure. `level` is class, grade, school, commune or province; `grade` is 0 except for
    grades, whose `unit_id` is that of their school. `num` and `den` of I3 are made integers."""

    __tablename__ = "indicators_value"
    __table_args__ = (
        UniqueConstraint(
            "level", "unit_id", "grade", "starts_on", "ends_on", "period_kind", "indicator", "tier"
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    year_id: Mapped[int] = mapped_column(BigInteger, index=True)
    school_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    level: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int] = mapped_column(BigInteger)
    grade: Mapped[int] = mapped_column(SmallInteger, default=0)
    period_kind: Mapped[str] = mapped_column(String(10))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    indicator: Mapped[str] = mapped_column(String(10))
    tier: Mapped[str] = mapped_column(String(12))
    num: Mapped[int] = mapped_column(BigInteger)
    den: Mapped[int] = mapped_column(BigInteger)
    unknown: Mapped[int] = mapped_column(BigInteger, default=0)


class Stamp(Model):
    __tablename__ = "indicators_stamp"

    school_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    year_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    inputs: Mapped[str] = mapped_column(String(64))
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
