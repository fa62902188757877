"""What the law says of a school year, as dated rows: how many weeks, which days are free."""

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


class FrameError(LookupError):
    """No row of a table holds a day: the table must be completed."""


@dataclass(frozen=True)
class Frame:
    """`first` of the `weeks` instructional weeks belong to the first semester."""

    weeks: int
    first: int


@dataclass(frozen=True)
class PublicHoliday:
    """Free by law on a day of the solar year ("04-30"), or `from_tet` days after Tết begins."""

    name: str
    month_day: str
    from_tet: int | None
    days: int


def frame_on(day: date) -> Frame:
    """The frame that holds on a day. Raises FrameError."""
    held = {row["name"]: int(row["value"]) for row in _rows("frames.csv") if _holds(row, day)}
    try:
        return Frame(held["weeks"], held["first_semester"])
    except KeyError as error:
        raise FrameError(f"frames.csv: no {error.args[0]} on {day}") from None


def public_holidays(day: date) -> list[PublicHoliday]:
    """The public holidays of the law that holds on a day."""
    return [
        PublicHoliday(
            row["name"],
            row["month_day"],
            int(row["from_tet"]) if row["from_tet"] else None,
            int(row["days"]),
        )
        for row in _rows("holidays.csv")
        if _holds(row, day)
    ]


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def _holds(row: dict[str, str], day: date) -> bool:
    until = row["valid_to"]
    return date.fromisoformat(row["valid_from"]) <= day and (
        not until or day < date.fromisoformat(until)
    )
