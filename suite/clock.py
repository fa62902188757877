"""The only clock of the house. Instants are aware UTC; days are those of Asia/Ho_Chi_Minh."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VN = ZoneInfo("Asia/Ho_Chi_Minh")

_stopped: list[datetime] = []


def now() -> datetime:
    """The present instant, aware UTC."""
    return _stopped[-1] if _stopped else datetime.now(UTC)


def local_date(instant: datetime) -> date:
    """The day in Viet Nam that holds `instant`. Raises ValueError for a naive value."""
    if instant.tzinfo is None:
        raise ValueError("a naive time has no place in the house")
    return instant.astimezone(VN).date()


def today() -> date:
    """The present day in Viet Nam."""
    return local_date(now())


def start_of(day: date) -> datetime:
    """The instant (UTC) at which `day` begins in Viet Nam."""
    return datetime.combine(day, time(), VN).astimezone(UTC)


def show(instant: datetime | None) -> str:
    """dd/mm/yyyy HH:mm in Viet Nam; an empty string for None."""
    return "" if instant is None else instant.astimezone(VN).strftime("%d/%m/%Y %H:%M")


def show_date(day: date | None) -> str:
    """dd/mm/yyyy; an empty string for None."""
    return "" if day is None else day.strftime("%d/%m/%Y")


def from_local(text: str) -> datetime:
    """An HTML datetime-local value, meant in Viet Nam, as UTC. Raises ValueError."""
    return datetime.fromisoformat(text).replace(tzinfo=VN).astimezone(UTC)


@contextmanager
def frozen(instant: datetime) -> Iterator[None]:
    """Stop the clock at `instant` (tests and demonstration data only)."""
    if instant.tzinfo is None:
        raise ValueError("a naive time has no place in the house")
    _stopped.append(instant.astimezone(UTC))
    try:
        yield
    finally:
        _stopped.pop()


def moved(by: timedelta) -> datetime:
    """The present instant moved by `by`."""
    return now() + by
