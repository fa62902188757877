"""Who is counted, and where: one person once, in one class (policy 2.2 and 2.10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .bits import WeekGrid
from .periods import Span
from .use import UseDays


@dataclass(frozen=True, slots=True)
class Stay:
    """One enrolment or teaching assignment: a unit (class or school) and its dates."""

    unit: int
    span: Span
    is_main: bool = True


@dataclass(frozen=True, slots=True)
class PersonDates:
    """What is known of one person: stays anywhere in the tree, suspensions, days of use."""

    stays: tuple[Stay, ...]
    suspended: tuple[Span, ...] = ()
    events: frozenset[date] = frozenset()
    is_test: bool = False


def unit_on(stays: Iterable[Stay], day: date) -> int | None:
    """The unit that a person counts in on a day; None when nowhere enrolled.

    Of several the main one, then the older, then the lower number (to be repeatable).
    """
    active = [stay for stay in stays if day in stay.span]
    if not active:
        return None
    first = min(active, key=lambda stay: (not stay.is_main, stay.span.start, stay.unit))
    return first.unit


def use_days(person: PersonDates, grid: WeekGrid) -> UseDays:
    """Day bits of a person; a test account is enrolled on no day, so it is never counted."""
    if person.is_test:
        return UseDays(0, 0, 0)
    return UseDays(
        enrolled=grid.of_spans(stay.span for stay in person.stays),
        suspended=grid.of_spans(person.suspended),
        events=grid.of_days(person.events),
    )
