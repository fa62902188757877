"""One figure as a page prints it: integers, percent, target line, met or not, or hidden."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from indicators.coverage import rules, texts
from indicators.coverage.rules import Count, Figures
from indicators.coverage.tally import Key
from indicators.coverage.veil import Veil
from indicators.formulas.share import Comparator
from indicators.formulas.suppress import Mark
from indicators.formulas.targets import Indicator, Target
from indicators.register.rules import Register

TARGETS = {
    rules.REGULAR: Indicator.I2,
    rules.I1S: Indicator.I1S,
    rules.I1T: Indicator.I1T,
    rules.I3: Indicator.I3,
}
SERIES = {"plan": "plan", "qd131": "QĐ 131"}
NOTHING = Count(0, 0)


@dataclass(frozen=True)
class Goal:
    """A target line and whether the exact share meets it (None: it does not apply)."""

    target: Target
    met: bool | None
    series: str

    @property
    def percent(self) -> Decimal:
        """For drawing; judging is done on the integers."""
        value = self.target.line.value
        return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.1"))

    @property
    def sign(self) -> str:
        """How the share must stand to the line."""
        return ">" if self.target.line.comparator is Comparator.ABOVE else "≥"


@dataclass(frozen=True)
class Line:
    """One figure. `num` and `den` are None where they may not be shown."""

    name: str
    mark: Mark
    num: int | None
    den: int | None
    unknown: int | None
    percent: Decimal | None
    goals: tuple[Goal, ...]

    @property
    def title(self) -> Any:
        return texts.TITLES[self.name]

    @property
    def short(self) -> str:
        return texts.SHORT.get(self.name, "")

    @property
    def note(self) -> Any:
        return texts.NOTES.get(self.name, "")

    @property
    def goal(self) -> Goal | None:
        return self.goals[0] if self.goals else None

    @property
    def applies(self) -> bool:
        return self.mark is not Mark.NOT_APPLICABLE


def line(name: str, key: Key, figures: Figures, veil: Veil, dated: Register, year: int) -> Line:
    """A figure of a unit, against the target lines of a calendar year."""
    count = figures.get(name, NOTHING)
    if not count.den:
        return Line(name, Mark.NOT_APPLICABLE, 0, 0, 0, None, _goals(name, count, dated, year))
    mark, den_shown = veil.mark(key, name), veil.den(key, name)
    if mark is not Mark.VALUE or not den_shown:
        hidden = Mark.HIDDEN if mark is Mark.VALUE else mark
        return Line(name, hidden, None, count.den if den_shown else None, None, None, ())
    unknown = count.unknown if veil.unknown(key, name) else None
    goals = _goals(name, count, dated, year)
    return Line(name, mark, count.num, count.den, unknown, count.share.percent, goals)


def _goals(name: str, count: Count, dated: Register, year: int) -> tuple[Goal, ...]:
    indicator = TARGETS.get(name)
    if indicator is None:
        return ()
    found = []
    for series, label in SERIES.items():
        target = dated.target(indicator, year, series)
        if target is not None:
            found.append(Goal(target, count.share.meets(target.line), label))
    return tuple(found)


def lines(
    names: Iterable[str], key: Key, figures: Figures, veil: Veil, dated: Register, year: int
) -> list[Line]:
    """Several figures of a unit."""
    return [line(name, key, figures, veil, dated, year) for name in names]
