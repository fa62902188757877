"""What a school decided about the headers of its lists.

list_mapping  a header by its signature: the kind of list and the field of each column
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from suite.db import BigId, Model
from suite.types import Json, UtcDateTime


class ListMapping(Model):
    __tablename__ = "school_list_mapping"
    __table_args__ = (UniqueConstraint("school_id", "signature"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school_unit.id"), index=True)
    signature: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    fields: Mapped[dict[str, Any]] = mapped_column(Json)
    kept_by: Mapped[int | None] = mapped_column(ForeignKey("school_person.id"))
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
