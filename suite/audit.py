"""The audit log: one append-only table, written in the same transaction as what it tells of.

`actor_id` and `on_behalf_id` are the ids of persons, whom the cellar does not know.
"""

from datetime import datetime
from typing import Any

from flask import g, has_request_context
from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from suite import clock
from suite.db import BigId, Json, Model, UtcDateTime, db


class AuditEntry(Model):
    __tablename__ = "suite_audit"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    on_behalf_id: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str] = mapped_column(String(60), index=True)
    thing: Mapped[str] = mapped_column(String(120), index=True)
    detail: Mapped[dict[str, Any] | None] = mapped_column(Json)
    request_id: Mapped[str | None] = mapped_column(String(36))


def record(action: str, thing: str, *, detail: dict[str, Any] | None = None) -> None:
    """Note that the present actor did `action` to `thing` ("person:12"). Does not commit."""
    seen = g if has_request_context() else None
    db.session.add(
        AuditEntry(
            at=clock.now(),
            actor_id=seen.get("actor_id") if seen else None,
            on_behalf_id=seen.get("on_behalf_id") if seen else None,
            action=action,
            thing=thing,
            detail=detail,
            request_id=seen.get("request_id") if seen else None,
        )
    )
