"""What is made of the ledger; all of it can be made again.

indicators_use     the days with a qualifying event, of a person in a school year, as bits
indicators_value   the figures of a unit over a period, as integers
indicators_stamp   from what the figures of a school and year were made
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from suite.db import BigId, Json, Model, UtcDateTime


class UseDaysRow(Model):
    """`days` are the packed day bits over the grid of the year; `rules` the hash they obey."""

    __tablename__ = "indicators_use"

    person_key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    year_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    who: Mapped[str] = mapped_column(String(10), primary_key=True)
    days: Mapped[bytes] = mapped_column(LargeBinary)
    rules: Mapped[str] = mapped_column(String(64))


class Value(Model):
    """The figures of a unit over a period [starts_on, ends_on).

    `level` is class, grade, school, commune or province; `grade` is 0 except for grades, whose
    `unit_id` is that of their school. `figures` maps "I2.regular" to [num, den, unknown].
    """

    __tablename__ = "indicators_value"
    __table_args__ = (
        UniqueConstraint("level", "unit_id", "grade", "year_id", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    year_id: Mapped[int] = mapped_column(BigInteger, index=True)
    school_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    level: Mapped[str] = mapped_column(String(10))
    unit_id: Mapped[int] = mapped_column(BigInteger)
    grade: Mapped[int] = mapped_column(SmallInteger, default=0)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    figures: Mapped[dict[str, list[int]]] = mapped_column(Json)


class Stamp(Model):
    """The figures of a school and year are fresh while `inputs` is what they would be made of."""

    __tablename__ = "indicators_stamp"

    school_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    year_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    inputs: Mapped[str] = mapped_column(String(64))
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
