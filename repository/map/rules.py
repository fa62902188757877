"""What the map says of a node: exact periods that are met, partly there, empty or not broken down.

Every leaf has one of the four states; a node above has their weights. Whether a leaf is met is
decided by I3 alone (policy 2.5): nothing here decides it again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

MET, PARTLY, EMPTY, COARSE = "met", "partly", "empty", "coarse"
STATES = (MET, PARTLY, EMPTY, COARSE)
EXPLAIN, PRACTICE, ANY = "explain", "practice", "any"


class Leaf(Protocol):
    """What I3 says of a leaf."""

    @property
    def node_id(self) -> int: ...
    @property
    def path(self) -> tuple[int, ...]: ...
    @property
    def weight(self) -> Fraction: ...
    @property
    def explain(self) -> int: ...
    @property
    def practice(self) -> int: ...
    @property
    def coarse(self) -> bool: ...
    @property
    def met(self) -> bool: ...


AnyLeaf = TypeVar("AnyLeaf", bound=Leaf)


@dataclass(frozen=True, slots=True)
class Weights:
    """Periods by state."""

    met: Fraction = Fraction(0)
    partly: Fraction = Fraction(0)
    empty: Fraction = Fraction(0)
    coarse: Fraction = Fraction(0)

    def __add__(self, other: Weights) -> Weights:
        return Weights(*(a + b for a, b in zip(self.parts, other.parts, strict=True)))

    @property
    def parts(self) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """In the order of STATES."""
        return self.met, self.partly, self.empty, self.coarse

    @property
    def total(self) -> Fraction:
        return sum(self.parts, Fraction(0))

    @property
    def state(self) -> str:
        """Of a node: met or empty where all of it is, not broken down where that is all there is
        to say, partly otherwise."""
        for name, part in zip(STATES, self.parts, strict=True):
            if part and part == self.total:
                return name
        return PARTLY

    def percent(self, state: str) -> Decimal | None:
        """Percent with one decimal, half up; None of nothing."""
        if not self.total:
            return None
        share = self.parts[STATES.index(state)] * 1000 / self.total
        return Decimal((2 * share.numerator + share.denominator) // (2 * share.denominator)) / 10


def state_of(leaf: Leaf) -> str:
    """The state of a leaf. A heavy one that was not broken down has no other state."""
    if leaf.coarse:
        return COARSE
    if leaf.met:
        return MET
    return PARTLY if leaf.explain or leaf.practice else EMPTY


def weight_of(leaf: Leaf) -> Weights:
    """The whole weight of a leaf under its state."""
    state = state_of(leaf)
    return Weights(*(leaf.weight if name == state else Fraction(0) for name in STATES))


def by_node(leaves: Iterable[Leaf]) -> dict[int, Weights]:
    """The weights of every node on the way to a leaf."""
    found: defaultdict[int, Weights] = defaultdict(Weights)
    for leaf in leaves:
        own = weight_of(leaf)
        for node_id in leaf.path:
            found[node_id] += own
    return dict(found)


def by_root(leaves: Iterable[Leaf]) -> dict[int, Weights]:
    """The weights of every subject × grade."""
    found: defaultdict[int, Weights] = defaultdict(Weights)
    for leaf in leaves:
        found[leaf.path[0]] += weight_of(leaf)
    return dict(found)


def whole(parts: Iterable[Weights]) -> Weights:
    """Several together."""
    return sum(parts, Weights())


def gaps(leaves: Iterable[AnyLeaf]) -> list[AnyLeaf]:
    """The leaves that are not met, heaviest first."""
    unmet = [leaf for leaf in leaves if state_of(leaf) != MET]
    return sorted(unmet, key=lambda leaf: (-leaf.weight, leaf.node_id))


def lacks(leaf: Leaf) -> str:
    """What a leaf needs first: an explanation, practice, or more of any kind."""
    if not leaf.explain and not leaf.practice:
        return ANY
    if not leaf.explain:
        return EXPLAIN
    return PRACTICE if not leaf.practice else ANY


def asks_help(leaf: Leaf) -> bool:
    """Whether a material would help: not where it is met, nor where it only waits for being broken
    down."""
    return not leaf.met and not (leaf.coarse and leaf.explain and leaf.practice)


def written(weights: Weights) -> list[str]:
    """As it is kept: exact, as text."""
    return [str(part) for part in weights.parts]


def read(texts: Sequence[str]) -> Weights:
    """The way back of `written`."""
    return Weights(*map(Fraction, texts))


@dataclass(frozen=True, slots=True)
class Moved:
    """How many periods more (or fewer) are met than the time before."""

    day: object
    weights: Weights
    change: Fraction | None


def ends(first: date, until: date) -> list[date]:
    """The last days of the months from that of `first` on that are over before that of `until`."""
    found: list[date] = []
    day = until.replace(day=1) - timedelta(days=1)
    while day >= first:
        found.insert(0, day)
        day = day.replace(day=1) - timedelta(days=1)
    return found


def moves(kept: Mapping[object, Weights]) -> list[Moved]:
    """The weights of days in their order, each with the step from the one before."""
    found: list[Moved] = []
    for day in sorted(kept, key=str):
        before = found[-1].weights.met if found else None
        step = kept[day].met - before if before is not None else None
        found.append(Moved(day, kept[day], step))
    return found
