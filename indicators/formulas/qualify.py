"""Which raw events are use (policy 2.4 with the readings of 2.10).

Minima that a raw event cannot show (25 % of a video, 20 characters, completed) are kinds
of their own, recorded only once they are reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .periods import Span


class Who(StrEnum):
    """Whose use a kind is: pupils and teachers are never one population."""

    LEARNER = "learner"
    TEACHER = "teacher"


class EventSource(StrEnum):
    """How an event came to be; only the first two are a person's own work in time."""

    ONLINE = "online"
    OFFLINE = "offline"
    LATE = "late"
    IMPORTED = "imported"
    DEMO = "demo"
    IMPERSONATED = "impersonated"
    ON_BEHALF = "on_behalf"


OWN = frozenset({EventSource.ONLINE, EventSource.OFFLINE})


@dataclass(frozen=True, slots=True)
class UsageKindRow:
    """A qualifying kind and its least length of one event, in force over a span."""

    kind: str
    who: Who
    min_seconds: int
    valid: Span
    citation: str


@dataclass(frozen=True, slots=True)
class RawEvent:
    """What of a raw event decides whether it counts; `local_date` is the server's day."""

    kind: str
    local_date: date
    seconds: int
    source: EventSource


def offline_source(happened_at: datetime, received_at: datetime, late_days: int) -> EventSource:
    """Offline work counts up to 7 × 24 hours late; the device's clock serves only here."""
    late = received_at - happened_at > timedelta(days=late_days)
    return EventSource.LATE if late else EventSource.OFFLINE


def qualifies(
    event: RawEvent, kinds: Iterable[UsageKindRow], who: Who, count_imported: bool
) -> bool:
    """Whether one event counts by itself; short ones are not added up."""
    counted = event.source in OWN or (count_imported and event.source is EventSource.IMPORTED)
    return counted and any(
        row.kind == event.kind
        and row.who is who
        and event.local_date in row.valid
        and event.seconds >= row.min_seconds
        for row in kinds
    )


def use_dates(
    events: Mapping[str, Iterable[RawEvent]],
    kinds: Iterable[UsageKindRow],
    who: Who,
    count_imported: bool,
) -> dict[str, frozenset[date]]:
    """The dates with a qualifying event of each person key; the slow road of a check."""
    rows = tuple(kinds)
    return {
        person: frozenset(
            event.local_date for event in own if qualifies(event, rows, who, count_imported)
        )
        for person, own in events.items()
    }
