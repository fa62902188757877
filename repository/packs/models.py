"""Class packs.

repository_licence_copy  whether a licence allows that copies are handed on, dated
repository_pack          works that somebody chose, and the ZIP that was made of them
repository_pack_import   a pack that somebody brought: waiting, tried, done or refused
repository_pack_origin   where a work came from that came in a pack
repository_pack_key      with what a unit signs its packs
repository_pack_sender   keys of others that a unit knows
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.models import Work
from school.api import OrgUnit, Person
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid
from suite.files import FileRow

MAKING, READY, EXPIRED = "making", "ready", "expired"
WAITING, TRIED, DONE, REFUSED = "waiting", "tried", "done", "refused"


class LicenceCopy(Model):
    """Whether copies of works under a licence may be handed on, from a day until a day."""

    __tablename__ = "repository_licence_copy"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    may_copy: Mapped[bool]
    citation: Mapped[str] = mapped_column(String(300))


class Pack(Model):
    """`parts` are the works in order, as `choosing.Part` has them; `left_out` are {"title",
    "code"}."""

    __tablename__ = "repository_pack"
    __table_args__ = (Index("ix_repository_pack_mine", "owner_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    owner_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(String(4000), default="")
    reach: Mapped[str] = mapped_column(String(10))
    parts: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str | None] = mapped_column(ForeignKey(FileRow.sha256))
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    works: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    job_id: Mapped[int | None] = mapped_column(BigInteger)

    unit: Mapped[OrgUnit] = relationship()


class PackImport(Model):
    """The pack waits beside the store under `uid` until it is taken in or forgotten. `lines` say
    of each work what became of it, or would; `key` is the public key that signed it."""

    __tablename__ = "repository_pack_import"
    __table_args__ = (Index("ix_repository_pack_import_mine", "person_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int] = mapped_column(BigInteger)
    submit: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), index=True)
    code: Mapped[str | None] = mapped_column(String(40))
    params: Mapped[dict[str, Any] | None] = mapped_column(Json)
    title: Mapped[str] = mapped_column(String(200), default="")
    origin: Mapped[str] = mapped_column(String(200), default="")
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    key: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    job_id: Mapped[int | None] = mapped_column(BigInteger)


class PackKey(Model):
    """The key with which a unit signs its packs; `sealed` is the private half (`suite.sealing`),
    `public` 64 hexadecimal digits."""

    __tablename__ = "repository_pack_key"

    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), primary_key=True)
    public: Mapped[str] = mapped_column(String(64), unique=True)
    sealed: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PackSender(Model):
    """A key that somebody of the unit has compared with its owner, by another way than the pack."""

    __tablename__ = "repository_pack_sender"

    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), primary_key=True)
    public: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship()


class PackOrigin(Model):
    """What the pack says of a work: it is told, not proved."""

    __tablename__ = "repository_pack_origin"

    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), primary_key=True)
    work_uid: Mapped[str] = mapped_column(Uid, index=True)
    pack_uid: Mapped[str] = mapped_column(Uid)
    pack_title: Mapped[str] = mapped_column(String(200))
    unit_name: Mapped[str] = mapped_column(String(200))
    rights_holder: Mapped[str] = mapped_column(String(400))
    licence: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
