"""The audit of stored contents.

repository_fixity       how each content of the store was found when it was last read
repository_fixity_run   one reading of the whole store, with the place at which it is

The hash of a content is kept as `content` and without a foreign key: it is no reference that would
keep a content from being swept.
"""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from suite.db import BigId, Model, UtcDateTime


class Fixity(Model):
    """`found` is the number of bytes that were there; `since` when it was first found broken."""

    __tablename__ = "repository_fixity"

    content: Mapped[str] = mapped_column(String(64), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10), index=True)
    found: Mapped[int | None] = mapped_column(BigInteger)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    since: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FixityRun(Model):
    """Contents are read in the order of their hashes; those up to `bookmark` are done."""

    __tablename__ = "repository_fixity_run"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    bookmark: Mapped[str] = mapped_column(String(64), default="")
    checked: Mapped[int] = mapped_column(default=0)
    broken: Mapped[int] = mapped_column(default=0)
    bytes_read: Mapped[int] = mapped_column(BigInteger, default=0)
