"""Uploads that go on where they were cut off.

repository_resumable   one file on its way: how much of it is on disk, until when it is kept, and
                       the upload of the library that came of it
"""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from repository.ingest.models import Upload
from repository.packs.models import PackImport
from school.api import OrgUnit, Person
from suite.db import BigId, Model, Uid, UtcDateTime, new_uid


class Resumable(Model):
    """`received` bytes of `size` are on disk for certain; what the file holds beyond them counts
    for nothing. `writer` is the request that may add more. `mark` tells the sender's browser which
    of its files it is; `said` is the metadata as it came. A class pack becomes an import, no
    upload."""

    __tablename__ = "repository_resumable"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    name: Mapped[str] = mapped_column(String(255))
    said: Mapped[str] = mapped_column(Text)
    mark: Mapped[str] = mapped_column(String(300))
    size: Mapped[int] = mapped_column(BigInteger)
    received: Mapped[int] = mapped_column(BigInteger)
    writer: Mapped[str] = mapped_column(String(40))
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    upload_id: Mapped[int | None] = mapped_column(ForeignKey(Upload.id))
    pack_id: Mapped[int | None] = mapped_column(ForeignKey(PackImport.id))
