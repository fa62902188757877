"""Decisions about sittings: addresses, who sits where, numbers of candidates. Pure."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Literal

MOST_NETWORKS = 40
MOST_SEATS = 500
LONGEST_NUMBER = 20
Order = Literal["name", "class", "random"]


class BadNetwork(ValueError):
    """A word that is no address range; the text is the word."""


class NotPossible(Exception):
    """What cannot be done; `code` says why."""

    def __init__(self, code: str, **about: object) -> None:
        super().__init__(code)
        self.code, self.about = code, about


@dataclass(frozen=True)
class Placed:
    """A candidate as the distribution sees it; `key` is any id."""

    key: int
    name_key: str
    class_key: str


@dataclass(frozen=True)
class Space:
    """A room as the distribution sees it."""

    key: int
    seats: int


def networks(text: str) -> str:
    """Address ranges as they are kept, "192.168.1.0/24 10.0.0.7/32", from what somebody typed
    with spaces, commas or new lines. Raises BadNetwork with the word that is none."""
    words = [word for word in re.split(r"[\s,;]+", text) if word]
    if len(words) > MOST_NETWORKS:
        raise BadNetwork(words[MOST_NETWORKS])
    found = []
    for word in words:
        try:
            found.append(str(ipaddress.ip_network(word, strict=False)))
        except ValueError:
            raise BadNetwork(word) from None
    return " ".join(dict.fromkeys(found))


def in_order(people: Sequence[Placed], order: Order, seed: int) -> list[Placed]:
    """The candidates as rooms are filled: by name in Vietnamese order, by class and name, or at
    random, the same for the same seed."""
    by_name = sorted(people, key=lambda one: (one.name_key, one.key))
    if order == "class":
        return sorted(by_name, key=lambda one: one.class_key)
    if order == "random":
        Random(seed).shuffle(by_name)  # noqa: S311 (who sits where is no secret)
    return by_name


def shares(count: int, rooms: Sequence[Space]) -> list[int]:
    """How many of `count` candidates go into each room: as full as the others, by its seats.

    Raises NotPossible("seats", lacking=n) when there are fewer seats than candidates.
    """
    seats = sum(room.seats for room in rooms)
    if count > seats:
        raise NotPossible("seats", lacking=count - seats)
    found, left_people, left_seats = [], count, seats
    for room in rooms:
        share = -(-left_people * room.seats // left_seats) if left_seats else 0
        found.append(min(share, room.seats, left_people))
        left_people -= found[-1]
        left_seats -= room.seats
    return found


def distributed(
    people: Sequence[Placed], rooms: Sequence[Space], order: Order, seed: int = 0
) -> list[tuple[int, int, int]]:
    """(candidate, room, place) for everybody, rooms in their order. Raises NotPossible."""
    queue = iter(in_order(people, order, seed))
    return [
        (next(queue).key, room.key, place)
        for room, share in zip(rooms, shares(len(people), rooms), strict=True)
        for place in range(1, share + 1)
    ]


def numbers(prefix: str, start: int, count: int) -> list[str]:
    """Candidate numbers in order, all of the same length: "TO001", "TO002".

    Raises NotPossible("number") when one would be longer than the column.
    """
    width = max(3, len(str(start + count - 1)))
    if len(prefix) + width > LONGEST_NUMBER:
        raise NotPossible("number")
    return [f"{prefix}{number:0{width}}" for number in range(start, start + count)]


def check_window(opens_at: datetime, closes_at: datetime) -> None:
    """Raises NotPossible("window") for a sitting that ends before it begins."""
    if closes_at <= opens_at:
        raise NotPossible("window")
