"""What the library says of its works to the outside.

repository_record   a published work under its permanent identifier, and what harvesters know of it
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import OrgUnit, Subject
from suite.db import BigId, Model, UtcDateTime


class Record(Model):
    """`code` is the permanent identifier and is never given again. `stamp` is when the public face
    last changed, none for what the public never saw; `shown` whether it was public then, with the
    unit, kind and subject that it had. The identifier of a work that was merged into another leads
    on to the record `next_id`."""

    __tablename__ = "repository_record"
    __table_args__ = (Index("ix_repository_record_stamp", "stamp", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), unique=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    stamp: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shown: Mapped[bool] = mapped_column(default=False)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(OrgUnit.id))
    kind: Mapped[str | None] = mapped_column(String(20))
    subject_code: Mapped[str | None] = mapped_column(ForeignKey(Subject.code))
    next_id: Mapped[int | None] = mapped_column(ForeignKey("repository_record.id"))

    work: Mapped[Work] = relationship()
    unit: Mapped[OrgUnit | None] = relationship()
