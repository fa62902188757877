"""The database's own clock, which judges every deadline."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, literal_column, select, type_coerce

from lms.exams.saving import NOW
from suite.db import UtcDateTime, db


def database_clock() -> ColumnElement[datetime]:
    """The database's own time, as part of a statement."""
    if db.engine.dialect.name == "sqlite":
        return type_coerce(literal_column(NOW), UtcDateTime)
    return type_coerce(func.clock_timestamp(), UtcDateTime)


def database_now() -> datetime:
    """The database's own time, read once."""
    return db.session.scalars(select(database_clock())).one()
