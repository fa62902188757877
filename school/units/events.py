"""What changes of the tree tell."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class UnitSucceeded:
    """A unit ended and others took over: `heir_ids`, the largest share first; `classes` are
    pairs of the class that ended and the one that continues it."""

    change_id: int
    unit_id: int
    heir_ids: list[int]
    classes: list[list[int]]
    at: datetime


@dataclass(frozen=True)
class UnitChangeUndone:
    """A succession or a move was taken back; `unit_ids` took part in it or stood above."""

    change_id: int
    unit_ids: list[int]
    at: datetime
