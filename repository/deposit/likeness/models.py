"""By what texts that are nearly the same are found.

repository_sketch        of a file: the MinHash signature of its text
  repository_sketch_key  one number a band; files that share one may be alike
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from repository.catalogue.models import Work, WorkFile
from suite.db import Model, UtcDateTime


class Sketch(Model):
    """`signature` is None for a text too short to be told from others."""

    __tablename__ = "repository_sketch"

    file_id: Mapped[int] = mapped_column(ForeignKey(WorkFile.id), primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class SketchKey(Model):
    __tablename__ = "repository_sketch_key"
    __table_args__ = (Index("ix_repository_sketch_key_number", "number"),)

    file_id: Mapped[int] = mapped_column(ForeignKey(Sketch.file_id), primary_key=True)
    band: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
