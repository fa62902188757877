"""What figures of a question suggest to its author. Pure; codes, which the pages put in words.

A hint to look, never a verdict: with fewer than ENOUGH answers nothing is said but that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.analysis.figures import ItemFigures

ENOUGH = 20
EASY, HARD = 0.95, 0.20
WEAK = 0.15


@dataclass(frozen=True)
class WayFigures:
    """One way of answering a part: how many took it, what share it earns, and how taking it goes
    with the rest of the exam."""

    words: str
    count: int
    share: float
    point_biserial: float | None


@dataclass(frozen=True)
class Hint:
    """`code` is few, key, negative, weak, easy, hard or idle; `about` names the way it means."""

    code: str
    about: str = ""


def hints(figures: ItemFigures, parts: Sequence[Sequence[WayFigures]]) -> list[Hint]:
    """What is to be said of a question, the gravest first."""
    if figures.count < ENOUGH:
        return [Hint("few")]
    found: list[Hint] = []
    discrimination = figures.discrimination
    if discrimination is not None and discrimination < 0:
        rival = _rival(parts)
        found.append(Hint("key", rival) if rival else Hint("negative"))
    elif discrimination is not None and discrimination < WEAK:
        found.append(Hint("weak"))
    if figures.facility is not None and figures.facility > EASY:
        found.append(Hint("easy"))
    elif figures.facility is not None and figures.facility < HARD:
        found.append(Hint("hard"))
    idle = [way.words for ways in parts if len(ways) > 2 for way in ways if _is_idle(way)]
    return found + [Hint("idle", words) for words in idle]


def _is_idle(way: WayFigures) -> bool:
    return way.count == 0 and way.share == 0


def _rival(parts: Sequence[Sequence[WayFigures]]) -> str:
    """A wrong way that goes better with the rest of the exam than every right one, and well."""
    for ways in parts:
        right = [way.point_biserial for way in ways if way.share >= 1]
        best = max((one for one in right if one is not None), default=None)
        rivals = [
            (way.point_biserial, way.words)
            for way in ways
            if way.share == 0 and way.point_biserial is not None and way.point_biserial > 0
        ]
        if rivals and (best is None or max(rivals)[0] > best):
            return max(rivals)[1]
    return ""
