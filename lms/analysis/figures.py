"""What the answers say about an exam and its questions, in numbers. Pure.

The definitions are those of Moodle's quiz statistics report where the names are the same
(docs.moodle.org/dev/Quiz_statistics_calculations); docs/thong-ke-de.md works one example by hand.
Points are floats on any scale. None stands where a figure has no meaning.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

GROUP = 0.27
Numbers = Sequence[float]
# Sums of squares below this are what rounding leaves of all alike.
NOTHING = 1e-18


@dataclass(frozen=True)
class ExamFigures:
    """`mean` to `highest` in points of the sum; `consistency` (Cronbach's alpha), `error_ratio`
    from 0 to 1; `standard_error` in points."""

    count: int
    mean: float | None = None
    median: float | None = None
    lowest: float | None = None
    highest: float | None = None
    deviation: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    consistency: float | None = None
    error_ratio: float | None = None
    standard_error: float | None = None


@dataclass(frozen=True)
class ItemFigures:
    """`facility` and `deviation` as shares of the question's points, `weight` as the share that it
    was meant to have of the sum and `effective_weight` that it has; `discrimination` (of the
    question with the rest of the exam) from -1 to 1, `efficiency` to 1; `upper_lower` is the
    facility of the best 27 % less that of the weakest."""

    count: int
    facility: float | None = None
    deviation: float | None = None
    weight: float | None = None
    effective_weight: float | None = None
    discrimination: float | None = None
    efficiency: float | None = None
    upper_lower: float | None = None


def mean(values: Numbers) -> float | None:
    """The arithmetic mean."""
    return fsum(values) / len(values) if values else None


def median(values: Numbers) -> float | None:
    """The middle one, or the mean of the two in the middle."""
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def moment(values: Numbers, power: int) -> float:
    """The mean power of the differences from the mean; of at least one value."""
    middle = fsum(values) / len(values)
    return fsum((value - middle) ** power for value in values) / len(values)


def covariance(first: Numbers, second: Numbers) -> float | None:
    """Over n - 1; None for fewer than two pairs."""
    count = len(first)
    if count < 2:
        return None
    mean_first, mean_second = fsum(first) / count, fsum(second) / count
    pairs = zip(first, second, strict=True)
    return fsum((a - mean_first) * (b - mean_second) for a, b in pairs) / (count - 1)


def variance(values: Numbers) -> float | None:
    """Over n - 1; None for fewer than two."""
    return covariance(values, values)


def correlation(first: Numbers, second: Numbers) -> float | None:
    """Pearson's; None when one side does not vary."""
    together = covariance(first, second)
    spread = (variance(first) or 0.0) * (variance(second) or 0.0)
    if together is None or spread <= NOTHING:
        return None
    return max(-1.0, min(1.0, together / sqrt(spread)))


def skewness(values: Numbers) -> float | None:
    """k3 / k2^1.5 with Fisher's k-statistics; of at least three values that vary."""
    count = len(values)
    square = variance(values)
    if count < 3 or square is None or square <= NOTHING:
        return None
    third = count * count * moment(values, 3) / ((count - 1) * (count - 2))
    return float(third / square**1.5)


def kurtosis(values: Numbers) -> float | None:
    """k4 / k2^2 (0 for a normal distribution); of at least four values that vary."""
    count = len(values)
    square = variance(values)
    if count < 4 or square is None or square <= NOTHING:
        return None
    second, fourth = moment(values, 2), moment(values, 4)
    spread = (count + 1) * fourth - 3 * (count - 1) * second * second
    k4 = count * count * spread / ((count - 1) * (count - 2) * (count - 3))
    return float(k4 / square**2)


def exam_figures(columns: Sequence[Numbers]) -> ExamFigures:
    """The figures of an exam; `columns` are the points for each question, by attempt."""
    totals = [fsum(row) for row in zip(*columns, strict=True)]
    if not totals:
        return ExamFigures(0)
    square = variance(totals)
    deviation = None if square is None else sqrt(square)
    alpha = consistency(columns, totals)
    ratio = None if alpha is None else sqrt(max(0.0, 1 - alpha))
    return ExamFigures(
        count=len(totals),
        mean=mean(totals),
        median=median(totals),
        lowest=min(totals),
        highest=max(totals),
        deviation=deviation,
        skewness=skewness(totals),
        kurtosis=kurtosis(totals),
        consistency=alpha,
        error_ratio=ratio,
        standard_error=None if ratio is None or deviation is None else ratio * deviation,
    )


def consistency(columns: Sequence[Numbers], totals: Numbers) -> float | None:
    """Cronbach's alpha: p / (p - 1) × (1 - sum of the questions' variances / that of the sum).

    Negative for questions that go against one another; None for one question, fewer than three
    attempts (as Moodle) or sums that are all alike.
    """
    square = variance(totals)
    if len(columns) < 2 or len(totals) < 3 or square is None or square <= NOTHING:
        return None
    parts = fsum(variance(column) or 0.0 for column in columns)
    return len(columns) / (len(columns) - 1) * (1 - parts / square)


def item_figures(columns: Sequence[Numbers], offered: Numbers) -> list[ItemFigures]:
    """The figures of each question; `offered` is what each may earn."""
    totals = [fsum(row) for row in zip(*columns, strict=True)]
    with_sum = [covariance(column, totals) for column in columns]
    roots = [sqrt(one) if one is not None and one >= 0 else 0.0 for one in with_sum]
    whole = fsum(offered)
    found = []
    for place, (column, most) in enumerate(zip(columns, offered, strict=True)):
        together = with_sum[place]
        negative = together is None or together < 0
        found.append(
            _figures(
                column,
                totals,
                most,
                weight=most / whole if whole > 0 else None,
                effective=None if negative or not fsum(roots) else roots[place] / fsum(roots),
            )
        )
    return found


def _figures(
    column: Numbers,
    totals: Numbers,
    most: float,
    *,
    weight: float | None,
    effective: float | None,
) -> ItemFigures:
    rest = [total - points for total, points in zip(totals, column, strict=True)]
    square = variance(column)
    middle = mean(column)
    shares = most > 0
    return ItemFigures(
        count=len(column),
        facility=middle / most if shares and middle is not None else None,
        deviation=sqrt(square) / most if shares and square is not None else None,
        weight=weight,
        effective_weight=effective,
        discrimination=correlation(column, rest),
        efficiency=efficiency(column, rest),
        upper_lower=upper_lower([one / most for one in column], totals) if shares else None,
    )


def efficiency(points: Numbers, rest: Numbers) -> float | None:
    """The covariance of a question with the rest of the exam, by the largest that the same
    points could have: both in order of size."""
    together, most = covariance(points, rest), covariance(sorted(points), sorted(rest))
    if together is None or most is None or most <= 1e-12:
        return None
    return min(1.0, together / most)


def upper_lower(shares: Numbers, totals: Numbers) -> float | None:
    """Facility in the best 27 % less facility in the weakest 27 %, by total; -1 to 1.

    Groups have at least one member and are made of whole people; those who tie with the edge of
    a group share its last places equally, so that the order of the list does not matter.
    """
    if len(shares) < 2:
        return None
    size = max(1, round(len(shares) * GROUP))
    return _edge(shares, totals, size, best=True) - _edge(shares, totals, size, best=False)


def _edge(shares: Numbers, totals: Numbers, size: int, *, best: bool) -> float:
    limit = sorted(totals, reverse=best)[size - 1]
    pairs = list(zip(shares, totals, strict=True))
    inside = [share for share, total in pairs if (total > limit if best else total < limit)]
    tied = [share for share, total in pairs if total == limit]
    return (fsum(inside) + (size - len(inside)) * fsum(tied) / len(tied)) / size


def point_biserials(taken: Sequence[int | None], ways: int, rest: Numbers) -> list[float | None]:
    """For each of the ways of answering, the correlation of having taken it with the rest of the
    exam; None where all or none did. One pass over the answers."""
    counts, sums = [0] * ways, [0.0] * ways
    for way, points in zip(taken, rest, strict=True):
        if way is not None:
            counts[way] += 1
            sums[way] += points
    total, square, middle = len(taken), variance(rest), mean(rest)
    if square is None or square <= NOTHING or middle is None:
        return [None] * ways
    found: list[float | None] = []
    for count, points in zip(counts, sums, strict=True):
        spread = count * (total - count) / (total * (total - 1))
        together = (points - count * middle) / (total - 1)
        found.append(max(-1.0, min(1.0, together / sqrt(spread * square))) if spread else None)
    return found


def distribution(scores: Numbers, most: float, bins: int) -> list[int]:
    """How many scores fall in each of `bins` equal steps from 0 to `most`; `most` itself is in
    the last."""
    found = [0] * bins
    for score in scores:
        found[min(bins - 1, max(0, int(score * bins / most)))] += 1
    return found
