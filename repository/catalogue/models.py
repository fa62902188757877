"""The catalogue.

repository_licence      which licences allow use, dated
repository_kind         what each kind of work does for a learner, dated
repository_work         of a unit; known outside by its uid
  repository_work_class of the audience "class": the classes that see it
  repository_work_agent people and bodies in their roles (catalogue/agents/models.py)
  repository_file       in order; its content is a row of suite_file
    repository_page     the text of each page
  repository_offer      the question set of the bank that the work stands for
  repository_alignment  to a node of the curriculum; counts once a second person confirmed it
  repository_step       what was done about it, by whom, when and why
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from repository.catalogue.agents.models import WorkAgent
from repository.catalogue.tags.models import Tag
from school.api import CurriculumNode, OrgUnit, Person, SchoolClass, Subject
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid
from suite.files import FileRow

ALIVE, DEAD = "alive", "dead"


class Licence(Model):
    """Whether a licence allows use in teaching, from a day until a day."""

    __tablename__ = "repository_licence"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    allows_use: Mapped[bool]
    position: Mapped[int]
    citation: Mapped[str] = mapped_column(String(300))


class WorkKind(Model):
    """What a kind of work does for a learner (policy 2.5): explain, practice or none."""

    __tablename__ = "repository_kind"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    role: Mapped[str] = mapped_column(String(10))
    position: Mapped[int]
    citation: Mapped[str] = mapped_column(String(300))


class Work(Model):
    """`embargo_until` is the first free instant. `index_wanted` counts what the index must learn
    and `index_done` what it has learned; a work on which they differ is left out of search.

    `creators` and `publisher` are what lists show of the people and bodies that are tied to it.
    `isbn` has 13 digits, `issn` eight signs, neither has hyphens; `ddc` is a number as "512.94".
    """

    __tablename__ = "repository_work"
    __table_args__ = (Index("ix_repository_work_unit_state", "unit_id", "state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    title: Mapped[str] = mapped_column(String(300))
    creators: Mapped[list[str]] = mapped_column(Json, default=list)
    kind: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[str | None] = mapped_column(ForeignKey(Subject.code), index=True)
    grades: Mapped[list[int]] = mapped_column(Json, default=list)
    language: Mapped[str] = mapped_column(String(20), default="vi")
    description: Mapped[str] = mapped_column(Text, default="")
    licence: Mapped[str] = mapped_column(String(30))
    audience: Mapped[str] = mapped_column(String(10))
    publisher: Mapped[str] = mapped_column(String(200), default="")
    place: Mapped[str] = mapped_column(String(100), default="")
    issued: Mapped[int | None]
    edition: Mapped[str] = mapped_column(String(100), default="")
    edition_of_id: Mapped[int | None] = mapped_column(ForeignKey("repository_work.id"), index=True)
    series: Mapped[str] = mapped_column(String(200), default="")
    series_number: Mapped[str] = mapped_column(String(40), default="")
    extent: Mapped[str] = mapped_column(String(100), default="")
    isbn: Mapped[str] = mapped_column(String(13), default="", index=True)
    issn: Mapped[str] = mapped_column(String(8), default="")
    ddc: Mapped[str] = mapped_column(String(20), default="")
    keywords: Mapped[list[str]] = mapped_column(Json, default=list)
    source: Mapped[str] = mapped_column(String(300), default="")
    coverage: Mapped[str] = mapped_column(String(200), default="")
    rights: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    embargo_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cover_sha256: Mapped[str | None] = mapped_column(ForeignKey(FileRow.sha256))

    state: Mapped[str] = mapped_column(String(15), index=True)
    depositor_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)

    index_wanted: Mapped[int] = mapped_column(default=0)
    index_done: Mapped[int] = mapped_column(default=0)

    unit: Mapped[OrgUnit] = relationship()
    subject: Mapped[Subject | None] = relationship()
    depositor: Mapped[Person] = relationship(foreign_keys=[depositor_id])
    reviewer: Mapped[Person | None] = relationship(foreign_keys=[reviewer_id])
    files: Mapped[list["WorkFile"]] = relationship(
        back_populates="work", order_by="WorkFile.position"
    )
    alignments: Mapped[list["Alignment"]] = relationship(
        back_populates="work", order_by="Alignment.id"
    )
    steps: Mapped[list["Step"]] = relationship(order_by="Step.id")
    offer: Mapped["Offer | None"] = relationship(back_populates="work")
    people: Mapped[list[WorkAgent]] = relationship(
        back_populates="work", order_by="WorkAgent.position"
    )
    tags: Mapped[list[Tag]] = relationship(
        secondary="repository_work_tag", order_by=(Tag.scheme_code, Tag.position)
    )
    classes: Mapped[list[SchoolClass]] = relationship(
        secondary="repository_work_class", order_by=SchoolClass.sort_key
    )


class WorkClass(Model):
    """A class whose pupils and teachers see the work while its audience is "class"."""

    __tablename__ = "repository_work_class"

    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey(SchoolClass.id), primary_key=True, index=True)


class WorkFile(Model):
    """`unit_id` repeats the work's owner: within it a content is kept once. `shown_sha256` is what
    viewers get instead of the file; `seconds` is how long it plays."""

    __tablename__ = "repository_file"
    __table_args__ = (
        UniqueConstraint("work_id", "sha256"),
        Index("ix_repository_file_content", "unit_id", "sha256"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    sha256: Mapped[str] = mapped_column(ForeignKey(FileRow.sha256))
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    format: Mapped[str] = mapped_column(String(40))
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int]
    locked: Mapped[bool] = mapped_column(default=False)
    warnings: Mapped[list[str]] = mapped_column(Json, default=list)
    shown_sha256: Mapped[str | None] = mapped_column(ForeignKey(FileRow.sha256))
    shown_type: Mapped[str | None] = mapped_column(String(40))
    seconds: Mapped[int | None]
    position: Mapped[int]
    health: Mapped[str] = mapped_column(String(15))
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    work: Mapped[Work] = relationship(back_populates="files")


class Offer(Model):
    """`ref` is what who offered the set calls it, `number` the version that was offered last."""

    __tablename__ = "repository_offer"

    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), primary_key=True)
    ref: Mapped[str] = mapped_column(String(80), unique=True)
    number: Mapped[int]
    questions: Mapped[int]

    work: Mapped[Work] = relationship(back_populates="offer")


class WorkPage(Model):
    """The text of one page; `label` is its printed name or heading, `read_by` is "ocr" where the
    text was read from a picture."""

    __tablename__ = "repository_page"
    __table_args__ = (UniqueConstraint("file_id", "page_no"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(WorkFile.id))
    page_no: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    read_by: Mapped[str | None] = mapped_column(String(10))


class Alignment(Model):
    """A work tied to a node of the curriculum."""

    __tablename__ = "repository_alignment"
    __table_args__ = (UniqueConstraint("work_id", "node_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id))
    node_id: Mapped[int] = mapped_column(ForeignKey(CurriculumNode.id), index=True)
    proposed_by: Mapped[int] = mapped_column(ForeignKey(Person.id))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    work: Mapped[Work] = relationship(back_populates="alignments")
    node: Mapped[CurriculumNode] = relationship()


class Step(Model):
    """One step of a work's way: created, submitted, changes_asked, published, withdrawn …"""

    __tablename__ = "repository_step"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey(Work.id), index=True)
    action: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str | None] = mapped_column(Text)

    person: Mapped[Person] = relationship()
