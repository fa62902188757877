"""People and bodies under authority control, each kept by a unit.

repository_agent         one person or body with all the spellings of the name
  repository_work_agent  what they are to a work: author, translator, publisher …
repository_agent_merge   two that were one, with all that is needed to part them again
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from school.api import OrgUnit, Person
from suite.db import BigId, Json, Model, Uid, UtcDateTime, new_uid

if TYPE_CHECKING:
    from repository.catalogue.models import Work

PERSON, BODY = "person", "body"


class Agent(Model):
    """`search` are all spellings without marks, each between two line ends. `key` is the name
    without marks, its words in the order of the alphabet: it is the same for doubles. `dates` tell
    two of one name apart. One that was merged names who took its place."""

    __tablename__ = "repository_agent"
    __table_args__ = (Index("ix_repository_agent_unit_key", "unit_id", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    uid: Mapped[str] = mapped_column(Uid, default=new_uid, unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(OrgUnit.id))
    kind: Mapped[str] = mapped_column(String(10), default=PERSON)
    name: Mapped[str] = mapped_column(String(200))
    dates: Mapped[str] = mapped_column(String(40), default="")
    variants: Mapped[list[str]] = mapped_column(Json, default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[str] = mapped_column(String(600))
    key: Mapped[str] = mapped_column(String(200))
    search: Mapped[str] = mapped_column(Text)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("repository_agent.id"))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[OrgUnit] = relationship()

    @property
    def label(self) -> str:
        """The name, with the dates where there are any."""
        return f"{self.name} ({self.dates})" if self.dates else self.name


class WorkAgent(Model):
    """Somebody in a role; `position` is their place among those of the work."""

    __tablename__ = "repository_work_agent"
    __table_args__ = (UniqueConstraint("work_id", "agent_id", "role"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("repository_work.id"))
    agent_id: Mapped[int] = mapped_column(ForeignKey(Agent.id), index=True)
    role: Mapped[str] = mapped_column(String(15))
    position: Mapped[int]

    agent: Mapped[Agent] = relationship()
    work: Mapped["Work"] = relationship(back_populates="people")


class AgentMerge(Model):
    """`moved` are the ties that went over: {"id", "work", "role", "position"}; an id of null was
    dropped because the one that stays had the same role already."""

    __tablename__ = "repository_agent_merge"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey(Agent.id), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey(Agent.id), index=True)
    moved: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    by_id: Mapped[int] = mapped_column(ForeignKey(Person.id))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    kept: Mapped[Agent] = relationship(foreign_keys=[kept_id])
    gone: Mapped[Agent] = relationship(foreign_keys=[gone_id])
    by: Mapped[Person] = relationship()
