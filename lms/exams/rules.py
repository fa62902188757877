"""Decisions about exams: results, points, scores. Pure; times are aware UTC."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

SCALE = Decimal(10)
HUNDREDTH = Decimal("0.01")
MOST_MINUTES = 600
MOST_QUESTIONS = 200
MOST_FORMS = 24
MOST_ATTEMPTS = 20
MOST_LATE_MINUTES = 120

AT_ONCE, OVER, RELEASED, NEVER = MOMENTS = ("at_once", "over", "released", "never")


@dataclass(frozen=True)
class Moments:
    """From which moment (one of MOMENTS) a pupil sees what of an own closed attempt.

    "at_once": after handing in; "over": when nobody can still be working; "released": when the
    teacher says so.
    """

    mark: str
    answers: str
    correctness: str
    key: str
    solution: str


PRESETS = {
    "on_release": Moments(RELEASED, RELEASED, RELEASED, RELEASED, RELEASED),
    "after_close": Moments(OVER, OVER, OVER, OVER, OVER),
    "at_once": Moments(AT_ONCE, AT_ONCE, AT_ONCE, OVER, OVER),
    "mark_only": Moments(RELEASED, NEVER, NEVER, NEVER, NEVER),
}
# The end of a paused attempt stands as far behind this moment as time was left, so that saves,
# more time and whoever asks whether it is open need not know of pauses.
PAUSED = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Shown:
    """What a pupil may see of an own finished attempt."""

    mark: bool
    answers: bool
    correctness: bool
    key: bool
    solution: bool


def preset_of(moments: Moments) -> str | None:
    """The name of the preset that says the same."""
    return next((name for name, one in PRESETS.items() if one == moments), None)


def is_over(
    state: str,
    closes_at: datetime | None,
    last_end: datetime | None,
    at: datetime,
    late: timedelta = timedelta(0),
) -> bool:
    """Whether nobody can still be working: closed by hand, or past its end and the last attempt's.

    `closes_at` is the latest moment at which somebody may still start (None: no end), `last_end`
    the latest at which an attempt still accepts answers, `late` for how much longer answers that
    the network held up count by themselves.
    """
    if state == "closed":
        return True
    if closes_at is None or at < closes_at + late:
        return False
    return last_end is None or at >= last_end + late


def is_paused(ends_at: datetime) -> bool:
    """Whether an attempt that ends then is paused."""
    return ends_at >= PAUSED


def paused(ends_at: datetime, at: datetime) -> datetime:
    """The end of an attempt that is paused at a moment; one that is paused already stays."""
    return ends_at if is_paused(ends_at) else PAUSED + (ends_at - at)


def resumed(ends_at: datetime, at: datetime) -> datetime:
    """The end of a paused attempt that goes on at a moment, with the time that was left."""
    return at + (ends_at - PAUSED) if is_paused(ends_at) else ends_at


def shown(moments: Moments, *, released: bool, over: bool) -> Shown:
    """What the moments let a pupil see whose own attempt is closed.

    Whatever they say, the key waits until nobody can be working and no attempt is left, is not
    shown where right or wrong is not, and a solution is not shown where the key is not.
    """
    reached = {
        AT_ONCE: True,
        OVER: over or released,
        RELEASED: released,
        NEVER: False,
    }
    correctness = reached[moments.correctness]
    key = reached[moments.key] and correctness and (over or released)
    return Shown(
        mark=reached[moments.mark],
        answers=reached[moments.answers] or correctness,
        correctness=correctness,
        key=key,
        solution=reached[moments.solution] and key,
    )


def counting(scores: Sequence[Decimal], how: str) -> Decimal:
    """The mark of somebody with these scores in the order of the attempts (at least one):
    the "best", the "last", the "first", or the "mean" to hundredths, half up."""
    if how == "mean":
        return (sum(scores, Decimal(0)) / len(scores)).quantize(HUNDREDTH, ROUND_HALF_UP)
    return {"best": max(scores), "last": scores[-1], "first": scores[0]}[how]


def form_of_attempt(forms: Sequence[int], first: int, number: int) -> int:
    """The paper of an attempt (from 1): another one each time, as long as there are others."""
    return forms[(forms.index(first) + number - 1) % len(forms)]


def offered(policy: str, points: Sequence[Decimal]) -> list[Decimal]:
    """What each question may earn: all the same, or as the teacher set it."""
    return [Decimal(1)] * len(points) if policy == "equal" else list(points)


def score(earned: Sequence[Decimal], possible: Sequence[Decimal]) -> Decimal:
    """The mark on the 10-point scale to hundredths, half up, rounded once; 0 of 0 is 0."""
    total = sum(possible, Decimal(0))
    if total <= 0:
        return Decimal("0.00")
    # Exact: the quotient is rounded from integers, never from an already rounded value.
    numerator = sum(earned, Decimal(0)) * SCALE * 100
    whole, rest = divmod(numerator, total)
    if rest * 2 >= total:
        whole += 1
    return (whole / 100).quantize(HUNDREDTH, ROUND_HALF_UP)


def counted(
    saves: Sequence[tuple[int, int, int, int, str]],
    accepted: frozenset[tuple[int, int]],
    refused: frozenset[tuple[int, int]] = frozenset(),
) -> dict[int, str]:
    """The answer that counts for each item: the newest by (epoch, seq).

    A save is (epoch, seq, item, held, response); one kept apart counts when it was accepted, one
    that was not kept apart does not when it was refused.
    """
    answers: dict[int, str] = {}
    for epoch, seq, item, held, response in sorted(saves):
        key = (epoch, seq)
        if key in accepted or (held == 0 and key not in refused):
            answers[item] = response
    return answers


def from_here(networks: str, address: str) -> bool:
    """Whether an address lies in one of the networks (CIDR with spaces between; "": anywhere)."""
    if not networks.strip():
        return True
    try:
        at = ipaddress.ip_address(address)
    except ValueError:
        return False
    # An IPv4 address that comes in IPv6's clothes is both.
    ways = [at, getattr(at, "ipv4_mapped", None) or at]
    found = [ipaddress.ip_network(word, strict=False) for word in networks.split()]
    return any(way in network for way in ways for network in found)
