"""Column types that keep the house's promises the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.types import TypeDecorator
from uuid_utils import uuid7

BigId = BigInteger().with_variant(Integer(), "sqlite")
Json = JSON
Uid = String(36)

HUNDREDTH = Decimal("0.01")


def new_uid() -> str:
    """A UUIDv7 as text: what travels between installations is known by it."""
    return str(uuid7())


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC instants; a naive value is refused when it is bound."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time has no place in the house")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Hundredths(TypeDecorator[Decimal]):
    """A Decimal with two places, half up, stored as integer hundredths."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise ValueError("a mark is never a float")
        return int(Decimal(value).quantize(HUNDREDTH, ROUND_HALF_UP) * 100)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100
