"""I1: who has the conditions to learn online (policy 2.3 with the readings of 2.10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .periods import ReportPeriod
from .share import NOTHING, Share


class Condition(StrEnum):
    """What is attested; software is computed and never attested."""

    DEVICE = "device"
    LINE = "line"


class Answer(StrEnum):
    """`SHARED` is access in the school's computer room only."""

    YES = "yes"
    NO = "no"
    SHARED = "shared"


class Source(StrEnum):
    SELF = "self"
    PARENT = "parent"
    HOMEROOM = "homeroom"


RANK = {Source.SELF: 0, Source.PARENT: 1, Source.HOMEROOM: 1}


class Verdict(StrEnum):
    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ConditionParams:
    """Days that an attestation and an observation hold; whether shared devices count."""

    valid_days: int
    observed_days: int
    allow_shared_device: bool


@dataclass(frozen=True, slots=True)
class Attestation:
    """One answer of a day; `entry` grows with every row entered."""

    condition: Condition
    answer: Answer
    source: Source
    day: date
    entry: int


@dataclass(frozen=True, slots=True)
class Readiness:
    """Each condition true, false or unknown (None)."""

    device: bool | None
    line: bool | None
    software: bool | None

    @property
    def verdict(self) -> Verdict:
        """Met when all are true, not met when any is false, else unknown."""
        parts = (self.device, self.line, self.software)
        if False in parts:
            return Verdict.NOT_MET
        return Verdict.UNKNOWN if None in parts else Verdict.MET


HEADCOUNT_ONLY = Readiness(None, None, None)


@dataclass(frozen=True, slots=True)
class ReadinessCount:
    """Met and unknown persons over one population; unknown counts as not met."""

    met: Share = NOTHING
    unknown: Share = NOTHING

    def __add__(self, other: ReadinessCount) -> ReadinessCount:
        """Join two units that have no person in common."""
        return ReadinessCount(self.met + other.met, self.unknown + other.unknown)


def holds(since: date, on: date, days: int) -> bool:
    """Whether something of day d still holds on a day: [d, d + days)."""
    return 0 <= (on - since).days < days


def deciding(
    attestations: Iterable[Attestation], condition: Condition, census: date, params: ConditionParams
) -> Attestation | None:
    """The valid attestation that decides: by rank, then the latest day, then the last row."""
    valid = [
        row
        for row in attestations
        if row.condition is condition and holds(row.day, census, params.valid_days)
    ]
    return max(valid, key=lambda row: (RANK[row.source], row.day, row.entry), default=None)


def attested(row: Attestation | None, params: ConditionParams) -> bool | None:
    """The truth of an attestation; a shared device counts only by parameter."""
    if row is None:
        return None
    if row.answer is Answer.SHARED:
        return params.allow_shared_device
    return row.answer is Answer.YES


def has_software(
    activated_on: date | None,
    sign_ins: Iterable[date],
    year_start: date,
    period: ReportPeriod,
) -> bool:
    """Account activated, and an own sign-in from the start of the school year to the end."""
    if activated_on is None or activated_on >= period.end:
        return False
    return any(year_start <= day < period.end for day in sign_ins)


def readiness(
    attestations: Iterable[Attestation],
    observed: Iterable[date],
    software: bool,
    census: date,
    params: ConditionParams,
) -> Readiness:
    """The three conditions of one person at the census.

    `observed` are days with a qualifying event from a network outside the school; such a
    day sets device and line to true over any "no", and never to false.
    """
    if any(holds(day, census, params.observed_days) for day in observed):
        return Readiness(True, True, software)
    rows = list(attestations)
    if not rows:
        return Readiness(None, None, software)
    device = deciding(rows, Condition.DEVICE, census, params)
    line = deciding(rows, Condition.LINE, census, params)
    return Readiness(attested(device, params), attested(line, params), software)


def tally(people: Iterable[Readiness], headcount: int = 0) -> ReadinessCount:
    """Count a population; pupils known only by head count are unknown."""
    verdicts = [person.verdict for person in people]
    den = len(verdicts) + headcount
    unknown = verdicts.count(Verdict.UNKNOWN) + headcount
    return ReadinessCount(Share(verdicts.count(Verdict.MET), den), Share(unknown, den))
