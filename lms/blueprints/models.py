"""Blueprints (ma trận đề) and what is made of them.

lms_blueprint          of a school: parts of the paper, and rows of topics with numbers of questions
  lms_blueprint_paper  the exam that was drawn from it
lms_blueprint_preset   dated: formats of papers, with their citation
lms_blueprint_print    a printed set of papers of an exam, kept to be opened later
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.exams.models import Exam
from school.api import OrgUnit, Person, Subject
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid
from suite.files import FileRow


class Blueprint(Model):
    """`parts` is [{"kind", "title", "points"}] (points a decimal text for one question), `rows`
    [{"node": uid or "", "topic", "unit", "asks": {level: text}, "cells": {"<part>.<level>":
    number}}]; `lms.blueprints.rules.Plan` reads them."""

    __tablename__ = "lms_blueprint"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    school_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    title: Mapped[str] = mapped_column(String(200))
    subject_code: Mapped[str] = mapped_column(ForeignKey(Subject.code))
    grade: Mapped[int | None]
    minutes: Mapped[int]
    preset: Mapped[str] = mapped_column(String(30), default="")
    parts: Mapped[list[Any]] = mapped_column(Json)
    rows: Mapped[list[Any]] = mapped_column(Json)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship()
    school: Mapped[OrgUnit] = relationship()


class BlueprintPaper(Model):
    __tablename__ = "lms_blueprint_paper"

    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), primary_key=True)
    blueprint_id: Mapped[int] = mapped_column(ForeignKey(Blueprint.id), index=True)


class Preset(Model):
    """`parts` is "kind:number:points" with spaces between, `levels` and `shares` are "40:30:30"
    and "3:2:2:3": shares of the points by level, points by part. `subjects` are codes with spaces
    between (empty: any)."""

    __tablename__ = "lms_blueprint_preset"

    code: Mapped[str] = mapped_column(String(30), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    subjects: Mapped[str] = mapped_column(String(300))
    minutes: Mapped[int]
    parts: Mapped[str] = mapped_column(String(300))
    levels: Mapped[str] = mapped_column(String(40))
    shares: Mapped[str] = mapped_column(String(40))
    citation: Mapped[str] = mapped_column(Text)


class Print(Model):
    """`what` is paper.pdf, paper.docx …; the file is kept while the row stands."""

    __tablename__ = "lms_blueprint_print"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey(Exam.id), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    what: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(ForeignKey(FileRow.sha256), index=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
