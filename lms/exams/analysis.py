"""What the answers say about the questions. Pure; definitions as Moodle's quiz statistics where
they have the same name (docs.moodle.org, "Quiz statistics calculations").

A score is a float from 0 (nothing) to 1 (all points) for a question, a total on any scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

GROUP = 0.27


@dataclass(frozen=True)
class ItemFigures:
    """None where a figure has no meaning (nobody answered, or all alike)."""

    facility: float | None
    upper_lower: float | None
    point_biserial: float | None


def facility(scores: Sequence[float]) -> float | None:
    """The mean score, 0 to 1: how easy the question was."""
    return sum(scores) / len(scores) if scores else None


def upper_lower(scores: Sequence[float], totals: Sequence[float]) -> float | None:
    """Facility in the best 27 % less facility in the weakest 27 %, by total; -1 to 1.

    Groups have at least one member and are made of whole people; those who tie with the edge of
    a group share its last places equally, so that the order of the list does not matter.
    """
    if len(scores) < 2:
        return None
    size = max(1, round(len(scores) * GROUP))
    return _edge(scores, totals, size, best=True) - _edge(scores, totals, size, best=False)


def _edge(scores: Sequence[float], totals: Sequence[float], size: int, *, best: bool) -> float:
    ordered = sorted(totals, reverse=best)
    limit = ordered[size - 1]
    inside = [s for s, t in zip(scores, totals, strict=True) if (t > limit if best else t < limit)]
    tied = [s for s, t in zip(scores, totals, strict=True) if t == limit]
    rest = size - len(inside)
    return (sum(inside) + rest * sum(tied) / len(tied)) / size


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Pearson's; None when one side does not vary."""
    count = len(first)
    if count < 2:
        return None
    mean_first, mean_second = sum(first) / count, sum(second) / count
    pairs = list(zip(first, second, strict=True))
    together = sum((a - mean_first) * (b - mean_second) for a, b in pairs)
    spread = sqrt(sum((a - mean_first) ** 2 for a in first)) * sqrt(
        sum((b - mean_second) ** 2 for b in second)
    )
    if spread < 1e-12:
        return None
    return max(-1.0, min(1.0, together / spread))


def figures(scores: Sequence[float], totals: Sequence[float]) -> ItemFigures:
    """All figures of one question. `totals` contain the question; the point-biserial takes it
    out (score against the rest), so that a question does not agree with itself."""
    rest = [total - score for score, total in zip(scores, totals, strict=True)]
    return ItemFigures(
        facility(scores), upper_lower(scores, totals), correlation(list(scores), rest)
    )
