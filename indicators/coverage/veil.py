"""What of a tree may be shown outside the schools (policy 2.8): one choice for all its pages."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from indicators.coverage.rules import I1S, I1T, I2, I2T, Figures
from indicators.coverage.tally import Key
from indicators.formulas.disclosure import Sum
from indicators.formulas.suppress import Cell, Mark, Shown, SuppressParams, suppress
from school.units.history import Placed

PUPILS = (I1S, *I2.values())
TEACHERS = (I1T, *I2T.values())
UNKNOWN = ".unknown"


@dataclass(frozen=True)
class Veil:
    """What is shown of each unit; `open` shows everything (inside the school)."""

    shown: Mapping[Key, Mapping[str, Shown]] = field(default_factory=dict)
    open: bool = True

    def den(self, key: Key, name: str) -> bool:
        """Whether the denominator of a figure is shown."""
        if self.open or name not in (*PUPILS, *TEACHERS):
            return True
        return self._of(key, name).den is not None

    def mark(self, key: Key, name: str) -> Mark:
        """How the numerator of a figure is printed."""
        if self.open or name not in (*PUPILS, *TEACHERS):
            return Mark.VALUE
        return self._of(key, name).nums[name].mark

    def unknown(self, key: Key, name: str) -> bool:
        """Whether the number of those without an answer is shown."""
        if self.open or name not in (I1S, I1T):
            return True
        return self._of(key, name).nums[name + UNKNOWN].mark is Mark.VALUE

    def _of(self, key: Key, name: str) -> Shown:
        return self.shown[key]["pupils" if name in PUPILS else "teachers"]


def key_text(key: Key) -> str:
    """A key as the formulas name it."""
    return ":".join(map(str, key))


def sums_of(units: Iterable[Placed], keys: Iterable[Key]) -> list[Sum]:
    """Each unit is the sum of those directly below it, a school that of its grades."""
    held, rows = set(keys), list(units)
    found = []
    children: defaultdict[int | None, list[Key]] = defaultdict(list)
    for row in rows:
        children[row.parent_id].append((row.unit.kind, row.unit.id, 0))
    for row in rows:
        unit = row.unit
        own = (unit.kind, unit.id, 0)
        below = list(children[unit.id])
        below += [key for key in held if key[0] == "grade" and key[1] == unit.id]
        parts = sorted(key_text(key) for key in below if key in held)
        if own in held and parts:
            found.append(Sum(key_text(own), tuple(parts)))
    return found


def cells_of(
    figures: Mapping[Key, Figures], names: Iterable[str], unknown_of: str
) -> dict[str, Cell]:
    """The cells of one population; figures that do not apply to a period are left out."""
    wanted = list(names)
    cells = {}
    for key, found in figures.items():
        if unknown_of not in found:
            continue
        den = found[unknown_of].den
        nums = {name: found[name].num for name in wanted if name in found}
        nums[unknown_of + UNKNOWN] = found[unknown_of].unknown
        cells[key_text(key)] = Cell(den, nums)
    return cells


def veil_over(
    units: Iterable[Placed], figures: Mapping[Key, Figures], params: SuppressParams
) -> Veil:
    """Choose once, for a whole tree, what is hidden."""
    rows = list(units)
    shown: dict[Key, dict[str, Shown]] = {}
    for part, names, unknown_of, tiers in (
        ("pupils", PUPILS, I1S, list(I2.values())),
        ("teachers", TEACHERS, I1T, list(I2T.values())),
    ):
        cells = cells_of(figures, names, unknown_of)
        keys = [key for key in figures if key_text(key) in cells]
        sums = sums_of(rows, keys)
        chosen = suppress(cells, sums, params, tiers)
        for key in keys:
            shown.setdefault(key, {})[part] = chosen[key_text(key)]
    return Veil(shown, open=False)
