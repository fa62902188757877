"""What the turn of a year tells."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class YearTurnedOver:
    """The classes of a school were made for the year that comes, and its pupils put into them."""

    school_id: int
    from_year_id: int
    to_year_id: int
    at: datetime


@dataclass(frozen=True)
class YearTurnedBack:
    """A turn was undone: the classes that it made are gone."""

    school_id: int
    from_year_id: int
    to_year_id: int
    at: datetime
