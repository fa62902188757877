"""Drawing questions so that those asked about one text stay together. Pure.

The rule: a question that is drawn brings the other questions about its text with it, in the order
of the text, into whatever cells of the paper they fit and that still have room. A text whose
questions all find room is taken before one that would be torn apart; only where nothing else is
left do as many of its questions come as there is room for, the first ones of the text.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

Cell = TypeVar("Cell", bound=Hashable)
Thing = TypeVar("Thing")
Below = Callable[[int], int]


@dataclass(frozen=True)
class Candidate:
    """A question that may be drawn; `text` is the text that it is asked about, `place` its place
    among the questions about it."""

    id: int
    text: int | None = None
    place: int = 0


def drawn(
    wanted: Mapping[Cell, int],
    fitting: Mapping[Cell, Sequence[Candidate]],
    below: Below,
) -> dict[Cell, list[Candidate]]:
    """Questions by cell, at most as many as are wanted; none twice.

    `below(n)` is a chance number of range(n).
    """
    draw = _Draw(dict(wanted), fitting)
    spare = {cell: len(fitting.get(cell, ())) - number for cell, number in wanted.items()}
    for cell in sorted(wanted, key=lambda one: spare[one]):
        torn = []
        for one in mixed(fitting.get(cell, ()), below):
            if not draw.room[cell]:
                break
            if one.id not in draw.taken and not draw.take(one, cell, whole=True):
                torn.append(one)
        for one in torn:
            if draw.room[cell] and one.id not in draw.taken:
                draw.take(one, cell, whole=False)
    return draw.found


class _Draw:
    """What was drawn so far and what room is left."""

    def __init__(self, room: dict[Any, int], fitting: Mapping[Any, Sequence[Candidate]]) -> None:
        self.room, self.taken = room, set[int]()
        self.found: dict[Any, list[Candidate]] = {cell: [] for cell in room}
        self.cells: dict[int, list[Any]] = defaultdict(list)
        self.about: dict[int, dict[int, Candidate]] = defaultdict(dict)
        for cell in room:
            for one in fitting.get(cell, ()):
                if one.text is not None:
                    self.cells[one.id].append(cell)
                    self.about[one.text][one.id] = one

    def take(self, one: Candidate, cell: Any, *, whole: bool) -> bool:
        """Put a question and those about its text where they find room, in the order of the text;
        with `whole` only where all do. Whether it was done; `cell` then got at least one."""
        left = [one] if one.text is None else self._left(one.text)
        first = next(mine for mine in left if one.text is None or cell in self.cells[mine.id])
        spent = Counter({cell: 1})
        placed = {first.id: cell}
        for mine in left:
            into = next((c for c in self.cells[mine.id] if self.room[c] > spent[c]), None)
            if mine is not first and into is not None:
                placed[mine.id] = into
                spent[into] += 1
        if whole and len(placed) < len(left):
            return False
        for mine in left:
            if mine.id in placed:
                self.taken.add(mine.id)
                self.found[placed[mine.id]].append(mine)
        for into, number in spent.items():
            self.room[into] -= number
        return True

    def _left(self, text: int) -> list[Candidate]:
        left = [mine for mine in self.about[text].values() if mine.id not in self.taken]
        return sorted(left, key=lambda mine: (mine.place, mine.id))


def together(ones: Sequence[Candidate]) -> list[int]:
    """Ids with those about one text next to each other, in its order, where its first one stood."""
    groups: dict[tuple[str, int], list[Candidate]] = {}
    for one in ones:
        key = ("alone", one.id) if one.text is None else ("text", one.text)
        groups.setdefault(key, []).append(one)
    return [
        one.id
        for group in groups.values()
        for one in sorted(group, key=lambda mine: (mine.place, mine.id))
    ]


def mixed(things: Sequence[Thing], below: Below) -> Iterator[Thing]:
    """The things in a chance order; costs only as much as is taken of it."""
    swapped: dict[int, int] = {}
    for at in range(len(things)):
        other = at + below(len(things) - at)
        yield things[swapped.get(other, other)]
        swapped[other] = swapped.get(at, at)
