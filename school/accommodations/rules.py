"""What accommodations give. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MOST_PERCENT, MOST_MINUTES = 200, 300


@dataclass(frozen=True)
class Granted:
    """One accommodation that holds: its kind, and of extra time how much of which."""

    kind: str
    percent: int | None = None
    minutes: int | None = None


class NotGranted(ValueError):
    """What cannot be granted; `code` says why: "how_much", "days"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(granted: Granted, starts_on: date, ends_on: date | None) -> None:
    """Raises NotGranted for extra time without one amount, or days that end before they begin."""
    amounts = [amount for amount in (granted.percent, granted.minutes) if amount is not None]
    if (len(amounts) == 1) != (granted.kind == "extra_time") or len(amounts) > 1:
        raise NotGranted("how_much")
    if granted.percent is not None and not 1 <= granted.percent <= MOST_PERCENT:
        raise NotGranted("how_much")
    if granted.minutes is not None and not 1 <= granted.minutes <= MOST_MINUTES:
        raise NotGranted("how_much")
    if ends_on is not None and ends_on <= starts_on:
        raise NotGranted("days")


def extra_minutes(minutes: int, granted: Iterable[Granted]) -> int:
    """The extra time for a test of `minutes`, in whole minutes rounded up; the most that any
    grants, for they are not added."""
    found = [0]
    for one in granted:
        if one.kind == "extra_time":
            found.append(one.minutes or -(-minutes * (one.percent or 0) // 100))
    return max(found)


def holds(starts_on: date, ends_on: date | None, day: date) -> bool:
    """Whether the half-open days [starts_on, ends_on) hold a day."""
    return starts_on <= day and (ends_on is None or day < ends_on)
