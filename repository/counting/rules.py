"""What of a day's clicks counts, by COUNTER 5.1.

A day is counted by itself, because what tells visitors apart changes at midnight. Within it

- a click on the same address by the same visitor at most 30 seconds after another replaces it, in
  chains: the first goes, the last stays;
- parts of a file (ranges, turned pages) are of the reading that they belong to: where none was
  opened within half an hour before, the first part opens one;
- every request is an investigation too;
- unique is what one session did with one work, whatever the format; a session is a visitor in one
  clock hour;
- a link counts once a day, visitor and work, and is none of the above.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

INVESTIGATION, REQUEST, PART, LINK = "investigation", "request", "part", "link"
KINDS = (INVESTIGATION, REQUEST, PART, LINK)
WINDOW, READING = timedelta(seconds=30), timedelta(minutes=30)


class Click(NamedTuple):
    """A look at a work. `local` is the wall clock of the house; `group` is what the reader belongs
    to (school, class), 0 for none."""

    local: datetime
    visitor: str
    work: int
    kind: str
    place: str
    group: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """The five numbers of a work."""

    total_investigations: int = 0
    unique_investigations: int = 0
    total_requests: int = 0
    unique_requests: int = 0
    links: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(a + b for a, b in zip(self.parts, other.parts, strict=True)))

    @property
    def parts(self) -> tuple[int, int, int, int, int]:
        return (
            self.total_investigations,
            self.unique_investigations,
            self.total_requests,
            self.unique_requests,
            self.links,
        )


class Key(NamedTuple):
    """Of which day, work, school and class."""

    day: date
    work: int
    unit: int
    group: int


Tallies = dict[Key, Tally]


def single(clicks: Iterable[Click]) -> list[Click]:
    """Double clicks taken out: of a chain on one address the last click stays."""
    kept: list[Click] = []
    last: dict[tuple[str, int, str], Click] = {}
    for click in sorted(clicks):
        key = (click.visitor, click.work, click.place)
        before = last.get(key)
        if before is not None and click.local - before.local > WINDOW:
            kept.append(before)
        last[key] = click
    return sorted([*kept, *last.values()])


def folded(clicks: Iterable[Click]) -> list[Click]:
    """Parts taken into the readings that they belong to; one that belongs to none opens one."""
    kept: list[Click] = []
    reading: dict[tuple[str, int], datetime] = {}
    for click in sorted(clicks):
        key = (click.visitor, click.work)
        opened = reading.get(key)
        if click.kind in (REQUEST, PART):
            reading[key] = click.local
        if click.kind != PART:
            kept.append(click)
        elif opened is None or click.local - opened > READING:
            kept.append(click._replace(kind=REQUEST))
    return kept


def tallies(clicks: Iterable[Click]) -> Tallies:
    """What counts of clicks, day by day."""
    days: defaultdict[date, list[Click]] = defaultdict(list)
    for click in clicks:
        days[click.local.date()].append(click)
    found: Tallies = {}
    for day, held in days.items():
        found.update(of_day(day, held))
    return found


def of_day(day: date, clicks: Sequence[Click]) -> Tallies:
    """What counts of one day's clicks, in whatever order they come. A session counts where its
    first look at a work was, also of somebody who changed the class in between."""
    found: defaultdict[Key, Tally] = defaultdict(Tally)
    seen: set[tuple[str, int, int, str]] = set()
    linked: set[tuple[str, int]] = set()
    groups: dict[tuple[str, int, int], tuple[int, int]] = {}
    looks = [click for click in clicks if click.kind != LINK]
    for click in single(folded(looks)):
        session = (click.visitor, click.local.hour, click.work)
        asks = click.kind == REQUEST
        fresh = (*session, INVESTIGATION) not in seen
        fresh_request = asks and (*session, REQUEST) not in seen
        seen.add((*session, INVESTIGATION))
        if asks:
            seen.add((*session, REQUEST))
        group = groups.setdefault(session, click.group)
        found[Key(day, click.work, *group)] += Tally(1, fresh, asks, fresh_request)
    for click in sorted(click for click in clicks if click.kind == LINK):
        if (click.visitor, click.work) not in linked:
            linked.add((click.visitor, click.work))
            found[Key(day, click.work, *click.group)] += Tally(links=1)
    return dict(found)


@dataclass
class Ongoing:
    """Counting as clicks come: what a day has so far is counted anew when more of it came."""

    clicks: defaultdict[date, list[Click]] = field(default_factory=lambda: defaultdict(list))
    found: Tallies = field(default_factory=dict)

    def take(self, batch: Iterable[Click]) -> set[date]:
        """Count some more; the days that were touched."""
        touched = set()
        for click in batch:
            self.clicks[click.local.date()].append(click)
            touched.add(click.local.date())
        self.found = {key: value for key, value in self.found.items() if key.day not in touched}
        for day in touched:
            self.found.update(of_day(day, self.clicks[day]))
        return touched


def total(parts: Iterable[Tally]) -> Tally:
    """Several together."""
    return sum(parts, Tally())


def shown(number: int, least: int) -> str | int:
    """A number of people's doings as it may be shown: 1 to `least` - 1 are hidden."""
    return f"< {least}" if 0 < number < least else number


def months(first: date, last: date) -> list[date]:
    """The first days of the months from one to another, both held."""
    found, at = [], first.replace(day=1)
    while at <= last:
        found.append(at)
        at = (at + timedelta(days=32)).replace(day=1)
    return found


def veiled(cells: Mapping[str, int], least: int) -> dict[str, str | int]:
    """Parts of a total that is shown: 1 to `least` - 1 are hidden, and where that is one part
    alone, the next smallest with it, because the total would give it away."""
    low = [name for name, number in cells.items() if 0 < number < least]
    if len(low) == 1:
        others = [(number, name) for name, number in cells.items() if number and name not in low]
        low += [name for _number, name in sorted(others)[:1]]
    hidden = f"< {least}"
    return {
        name: number if name not in low else hidden if number < least else "…"
        for name, number in cells.items()
    }
