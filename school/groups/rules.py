"""Who is in a subject group and who leads it, from which day.

On any day a person is in a group once at most, and one person at most leads it. What lay before
the day of a change is never touched.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from suite.text import fold

LONGEST_NAME = 100


class GroupError(ValueError):
    """What cannot be done; `code` says why, `detail` a day or a number that explains it."""

    def __init__(self, code: str, detail: date | int | str | None = None) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Member:
    """Somebody's time in a group, half-open; `ends_on` None is open."""

    id: int
    person_id: int
    is_head: bool
    starts_on: date
    ends_on: date | None

    def holds(self, day: date) -> bool:
        """Whether a day lies within."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True)
class Steps:
    """What a change writes on its day: times that end, and (person, is head) that begin."""

    ends: tuple[int, ...] = ()
    begins: tuple[tuple[int, bool], ...] = ()


def check_name(name: str, taken: Collection[str]) -> str:
    """The tidy name of a group; `taken` are the folded names of the others that stand.

    Raises GroupError ("name", "taken").
    """
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > LONGEST_NAME:
        raise GroupError("name", LONGEST_NAME)
    if fold(tidy) in taken:
        raise GroupError("taken")
    return tidy


def check_day(on: date, since: date, latest: date) -> None:
    """Raise GroupError("day") unless `since` <= `on` <= `latest`."""
    if not since <= on <= latest:
        raise GroupError("day", f"{since:%d/%m/%Y} – {latest:%d/%m/%Y}")


def joined(members: Sequence[Member], person_id: int, on: date) -> Steps:
    """In from a day on. Raises GroupError ("member", "later")."""
    _nothing_after(members, on, person_id)
    if _of(members, person_id, on):
        raise GroupError("member")
    return Steps(begins=((person_id, False),))


def left(members: Sequence[Member], person_id: int, on: date) -> Steps:
    """Out from a day on. Raises GroupError ("stranger", "later")."""
    _nothing_after(members, on, person_id)
    held = _of(members, person_id, on)
    if held is None:
        raise GroupError("stranger")
    return Steps(ends=(held.id,))


def led(members: Sequence[Member], person_id: int, on: date) -> Steps:
    """Led by a member from a day on; who led before stays a member.

    Raises GroupError ("stranger", "head", "later").
    """
    held = _of(members, person_id, on)
    if held is None:
        raise GroupError("stranger")
    if held.is_head:
        raise GroupError("head")
    before = [m for m in members if m.is_head and m.holds(on)]
    for one in (person_id, *(m.person_id for m in before)):
        _nothing_after(members, on, one)
    if later := [m.starts_on for m in members if m.is_head and m.starts_on > on]:
        raise GroupError("later", min(later))
    begins = ((person_id, True), *((m.person_id, False) for m in before))
    return Steps((held.id, *(m.id for m in before)), begins)


def _of(members: Sequence[Member], person_id: int, on: date) -> Member | None:
    return next((m for m in members if m.person_id == person_id and m.holds(on)), None)


def _nothing_after(members: Sequence[Member], on: date, person_id: int) -> None:
    mine = [m for m in members if m.person_id == person_id]
    days = [m.starts_on for m in mine if m.starts_on > on and m.ends_on != m.starts_on]
    days += [m.ends_on for m in mine if m.holds(on) and m.ends_on]
    if days:
        raise GroupError("later", min(days))
