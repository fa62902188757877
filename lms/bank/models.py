"""The question bank.

lms_bank_item            a question of a school, of one kind and subject
  lms_bank_version       what it says; an edit makes a new version, old attempts keep theirs
  lms_bank_word          the folded words by which it is found
  lms_bank_band          what it shares with questions that say nearly the same
  lms_bank_use           what the attempts of one exam said about it
lms_bank_tally           how many questions there are of each sort, kept by triggers
lms_bank_stimulus        what several questions are asked about (câu hỏi chùm)
  lms_bank_stimulus_version
lms_bank_level_name      dated: how levels are called elsewhere, and which of ours that is
lms_bank_file            a picture that questions of a school show
lms_bank_share_table     dated: what a number of right statements earns of the points
lms_bank_import          what somebody pasted or uploaded, until it is taken in or two weeks old
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.api import CurriculumNode, OrgUnit, Person, Subject, SubjectGroup
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid

# Words are compared by their bytes on both databases, so that a prefix is a range of the index.
Word = String(24).with_variant(String(24, collation="C"), "postgresql")


DRAFTS = text("group_id IS NOT NULL AND approved_at IS NULL")
SHARED = text("shared_at IS NOT NULL AND retired_at IS NULL")


class Stimulus(Model):
    """A text that several questions are asked about; like a question, it has versions."""

    __tablename__ = "lms_bank_stimulus"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    current_number: Mapped[int] = mapped_column(default=1)

    versions: Mapped[list["StimulusVersion"]] = relationship(
        back_populates="stimulus", order_by="StimulusVersion.number"
    )


class StimulusVersion(Model):
    """`text` as questions have it: formulas between dollars, pictures as `![](file:uid)`."""

    __tablename__ = "lms_bank_stimulus_version"
    __table_args__ = (UniqueConstraint("stimulus_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    stimulus_id: Mapped[int] = mapped_column(ForeignKey(Stimulus.id))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id))

    stimulus: Mapped[Stimulus] = relationship(back_populates="versions")


class Item(Model):
    """`digest` is over stem, body and key, so that the same question is not taken in twice.

    `search_key` is the folded text of the current version; `indexed` the make of its rows in
    lms_bank_word and lms_bank_band (0: none yet). `level` is know, understand, apply or "" and
    `node_uid` its place in the curriculum. With `group_id` and without `approved_at` it is a draft
    of a subject group. `shared_at`: the schools of the commune may read it; `origin_id` is the
    question of another school that it was copied from. `stimulus_place` orders the questions on
    one stimulus. `of_sheet`: it is a line of one exam's answer sheet and no question of the bank;
    it is out of use from its first moment. Facility and discrimination are thousandths, found from
    use and never typed.
    """

    __tablename__ = "lms_bank_item"
    __table_args__ = (
        Index("ix_lms_bank_item_facets", "school_id", "retired_at", "subject_code", "grade",
              "topic", "level", "kind", "node_uid", "group_id", "approved_at", "author_id",
              "shared_at"),
        Index("ix_lms_bank_item_newest", "school_id", "retired_at", "id", "group_id", "approved_at",
              "author_id", "shared_at"),
        Index("ix_lms_bank_item_cell", "school_id", "subject_code", "node_uid", "kind", "level",
              "retired_at", "grade", "group_id", "approved_at", "stimulus_id", "stimulus_place"),
        Index("ix_lms_bank_item_facility", "school_id", "retired_at", "facility", "id", "group_id",
              "approved_at"),
        Index("ix_lms_bank_item_topic", "school_id", "topic", "id"),
        Index("ix_lms_bank_item_drafts", "school_id", "id", postgresql_where=DRAFTS,
              sqlite_where=DRAFTS),
        Index("ix_lms_bank_item_shared", "school_id", "id", postgresql_where=SHARED,
              sqlite_where=SHARED),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    subject_code: Mapped[str] = mapped_column(ForeignKey(Subject.code), index=True)
    grade: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(40))
    topic: Mapped[str] = mapped_column(String(120), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    search_key: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    current_number: Mapped[int] = mapped_column(default=1)
    level: Mapped[str] = mapped_column(String(10), default="")
    node_uid: Mapped[str | None] = mapped_column(ForeignKey(CurriculumNode.uid), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey(SubjectGroup.id), index=True)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    shared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("lms_bank_item.id"), index=True)
    stimulus_id: Mapped[int | None] = mapped_column(ForeignKey(Stimulus.id), index=True)
    stimulus_place: Mapped[int] = mapped_column(default=0)
    of_sheet: Mapped[bool] = mapped_column(default=False, server_default=false())
    indexed: Mapped[int] = mapped_column(default=0, index=True)
    uses: Mapped[int] = mapped_column(default=0)
    answers: Mapped[int] = mapped_column(default=0)
    facility: Mapped[int | None]
    discrimination: Mapped[int | None]
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    versions: Mapped[list["ItemVersion"]] = relationship(
        back_populates="item", order_by="ItemVersion.number"
    )
    stimulus: Mapped[Stimulus | None] = relationship()
    node: Mapped[CurriculumNode | None] = relationship()


class ItemWord(Model):
    """`school_id` is that of the question, so that a search stays within the schools it may."""

    __tablename__ = "lms_bank_word"
    __table_args__ = (
        Index("ix_lms_bank_word_of_item", "item_id", "word"),
        {"sqlite_with_rowid": False},
    )

    school_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(Word, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id), primary_key=True, autoincrement=False)


class ItemBand(Model):
    """One band of a question's signature (`lms.bank.alike`)."""

    __tablename__ = "lms_bank_band"
    __table_args__ = ({"sqlite_with_rowid": False},)

    school_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    band: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(
        ForeignKey(Item.id), primary_key=True, autoincrement=False, index=True
    )


class ItemTally(Model):
    """Add `number` over the rows of a sort: triggers on lms_bank_item write +1 and -1 and never
    wait for each other; `lms.bank.tally` adds them up from time to time. `band` is how hard
    questions were in use: easy, middle, hard or ""."""

    __tablename__ = "lms_bank_tally"
    __table_args__ = (
        Index("ix_lms_bank_tally_sort", "school_id", "retired", "draft", "shared", "subject_code",
              "grade", "topic", "level", "kind", "band", "number"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(BigInteger)
    retired: Mapped[bool]
    draft: Mapped[bool]
    shared: Mapped[bool]
    subject_code: Mapped[str] = mapped_column(String(20))
    grade: Mapped[int | None]
    topic: Mapped[str] = mapped_column(String(120))
    level: Mapped[str] = mapped_column(String(10))
    kind: Mapped[str] = mapped_column(String(40))
    band: Mapped[str] = mapped_column(String(6))
    number: Mapped[int]


class ItemUse(Model):
    """`facility` and `discrimination` in thousandths over the marked `answers` of one exam."""

    __tablename__ = "lms_bank_use"

    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id), primary_key=True)
    exam_uid: Mapped[str] = mapped_column(Uid, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    version: Mapped[int]
    answers: Mapped[int]
    facility: Mapped[int | None]
    discrimination: Mapped[int | None]
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LevelName(Model):
    """How a level is called in papers and in older banks of four levels; `label` is folded."""

    __tablename__ = "lms_bank_level_name"

    label: Mapped[str] = mapped_column(String(40), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    level: Mapped[str] = mapped_column(String(10))
    citation: Mapped[str] = mapped_column(String(300))


class ItemVersion(Model):
    """`body` is what a pupil may see, `key` what decides; neither is ever changed."""

    __tablename__ = "lms_bank_version"
    __table_args__ = (UniqueConstraint("item_id", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(Item.id), index=True)
    number: Mapped[int]
    stem: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    key: Mapped[dict[str, Any]] = mapped_column(Json)
    solution: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id))

    item: Mapped[Item] = relationship(back_populates="versions")
    author: Mapped[Person] = relationship()


class BankFile(Model):
    """Made anew from what was uploaded, so that nothing but the picture is in it; size in bytes."""

    __tablename__ = "lms_bank_file"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(100))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ShareTable(Model):
    """`shares` are decimals with spaces between: for none right, one right, and so on."""

    __tablename__ = "lms_bank_share_table"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    name_vi: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120))
    shares: Mapped[str] = mapped_column(String(200))
    citation: Mapped[str] = mapped_column(String(300))


class BankImport(Model):
    """`content` holds lines, questions and notes as `drafts.pack` writes them.

    `about` is subject, grade and topic, `choices` the ticks and keys as last sent. Once taken in,
    text and content are emptied and `outcome` says what became of it. One that was thrown away has
    the time in `taken_at` and {"dropped": true}; it keeps its text for an hour.
    """

    __tablename__ = "lms_bank_import"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    name: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    about: Mapped[dict[str, Any]] = mapped_column(Json)
    choices: Mapped[dict[str, Any] | None] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    taken_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[dict[str, Any] | None] = mapped_column(Json)
