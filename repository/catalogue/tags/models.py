"""Schemes of tags beside the curriculum: digital competence, STEM, online safety.

repository_tag_scheme   dated, with the text that it comes from
  repository_tag        one tag, dated; known by scheme and code
    repository_work_tag a work that serves it
"""

from datetime import date

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from suite.db import BigId, Model


class TagScheme(Model):
    __tablename__ = "repository_tag_scheme"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    position: Mapped[int]
    citation: Mapped[str] = mapped_column(String(300))


class Tag(Model):
    """`slug` is scheme and code in one ("digital:4"): what addresses and the index know it by."""

    __tablename__ = "repository_tag"
    __table_args__ = (UniqueConstraint("scheme_code", "code", "valid_from"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    scheme_code: Mapped[str] = mapped_column(ForeignKey(TagScheme.code))
    code: Mapped[str] = mapped_column(String(20))
    name_vi: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    position: Mapped[int]
    citation: Mapped[str] = mapped_column(String(300))

    scheme: Mapped[TagScheme] = relationship()

    @property
    def slug(self) -> str:
        """Scheme and code in one."""
        return f"{self.scheme_code}:{self.code}"


class WorkTag(Model):
    __tablename__ = "repository_work_tag"

    work_id: Mapped[int] = mapped_column(ForeignKey("repository_work.id"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey(Tag.id), primary_key=True, index=True)
