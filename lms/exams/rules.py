"""Decisions about exams: results, points, scores. Pure; times are aware UTC."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

SCALE = Decimal(10)
HUNDREDTH = Decimal("0.01")
MOST_MINUTES = 600
MOST_QUESTIONS = 200
MOST_FORMS = 24


@dataclass(frozen=True)
class Shown:
    """What a pupil may see of an own finished attempt."""

    mark: bool
    correctness: bool
    key: bool


NOTHING, ALL = Shown(False, False, False), Shown(True, True, True)


def is_over(
    state: str, closes_at: datetime | None, last_end: datetime | None, at: datetime
) -> bool:
    """Whether nobody can still be working: closed by hand, or past its end and the last attempt's.

    `last_end` is the latest moment at which an attempt still accepts answers.
    """
    if state == "closed":
        return True
    if closes_at is None or at < closes_at:
        return False
    return last_end is None or at >= last_end


def shown(policy: str, *, released: bool, over: bool) -> Shown:
    """What the results policy lets a pupil see whose own attempt is closed.

    "at_once" shows the mark and right or wrong after handing in, but the key and the solutions
    only when nobody can still be working.
    """
    if released or (policy == "after_close" and over):
        return ALL
    if policy == "at_once":
        return Shown(mark=True, correctness=True, key=over)
    return NOTHING


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
    saves: Sequence[tuple[int, int, int, int, str]], accepted: frozenset[tuple[int, int]]
) -> dict[int, str]:
    """The answer that counts for each item: the newest by (epoch, seq).

    A save is (epoch, seq, item, held, response); one kept apart counts when it was accepted.
    """
    answers: dict[int, str] = {}
    for epoch, seq, item, held, response in sorted(saves):
        if held == 0 or (epoch, seq) in accepted:
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
