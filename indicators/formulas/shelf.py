"""What makes a resource usable on a date (policy 2.5 with the readings of 2.10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .periods import Span


class Role(StrEnum):
    """What a kind of resource does for a learner; a resource has one role or none."""

    EXPLAIN = "explain"
    PRACTICE = "practice"
    NONE = "none"


class HealthState(StrEnum):
    ALIVE = "alive"
    DEAD = "dead"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True, order=True)
class HealthCheck:
    """A check of a file or link on a day; `entry` grows with every check entered."""

    day: date
    entry: int
    state: HealthState
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class Resource:
    """Dated facts of one resource.

    `published` are the spans in which it was published, `approved_on` the day of its
    approval, `embargo_until` the first free day. `schools` None means seen by all.
    A `by_contract` question set stays in the bank and needs no health check.
    """

    id: int
    kind: str
    published: tuple[Span, ...]
    approved_on: date | None
    licence: str
    health: tuple[HealthCheck, ...] = ()
    embargo_until: date | None = None
    schools: frozenset[int] | None = None
    by_contract: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """A resource tied to a node; it counts once a second person has confirmed it."""

    resource: int
    node: int
    made_by: int
    confirmed_by: int | None = None
    confirmed_on: date | None = None

    def stands(self, on: date) -> bool:
        """Whether someone other than the maker had confirmed it by the date."""
        if self.confirmed_by is None or self.confirmed_on is None:
            return False
        return self.confirmed_by != self.made_by and self.confirmed_on <= on


def healthy(resource: Resource, on: date, max_days: int) -> bool:
    """The last check is no older than `max_days` and good.

    "Not checkable here" is good only when a person said so.
    """
    if resource.by_contract:
        return True
    last = max((check for check in resource.health if check.day <= on), default=None)
    if last is None or (on - last.day).days > max_days:
        return False
    if last.state is HealthState.NOT_CHECKABLE:
        return last.by_person
    return last.state is HealthState.ALIVE


def visible(resource: Resource, schools: frozenset[int]) -> bool:
    """Seen at a unit when any of its schools sees it."""
    return resource.schools is None or bool(resource.schools & schools)


def usable(resource: Resource, on: date, licences: frozenset[str], max_days: int) -> bool:
    """Published, approved, licensed, healthy and free of embargo on the date."""
    return (
        any(on in span for span in resource.published)
        and resource.approved_on is not None
        and resource.approved_on <= on
        and resource.licence in licences
        and (resource.embargo_until is None or resource.embargo_until <= on)
        and healthy(resource, on, max_days)
    )
