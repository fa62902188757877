"""The dated rows as the formulas read them, and one hash over all of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from indicators.formulas.conditions import ConditionParams
from indicators.formulas.csvrows import Value
from indicators.formulas.digest import digest
from indicators.formulas.materials import Inherit, MaterialParams
from indicators.formulas.params import (
    condition_params,
    material_params,
    suppress_params,
    truth,
    use_params,
)
from indicators.formulas.qualify import UsageKindRow, Who
from indicators.formulas.seeds import KindRow, LicenceRow, ParameterRow, on_date, values_on
from indicators.formulas.shelf import Role
from indicators.formulas.suppress import SuppressParams
from indicators.formulas.targets import Indicator, Target, TargetRow, target
from indicators.formulas.use import UseParams

USE_SETS = {Who.LEARNER: "use.v1", Who.TEACHER: "use.teacher.v1"}


@dataclass(frozen=True)
class Register:
    """All dated rows of an installation."""

    parameters: tuple[ParameterRow, ...]
    targets: tuple[TargetRow, ...]
    usage_kinds: tuple[UsageKindRow, ...]
    material_kinds: tuple[KindRow, ...]
    licences: tuple[LicenceRow, ...]

    @cached_property
    def sha256(self) -> str:
        """One hash over everything that decides a figure."""
        return digest(
            {
                "parameters": [
                    (r.name, r.value, r.valid.start, r.valid.end) for r in self.parameters
                ],
                "usage": [
                    (r.kind, r.who, r.min_seconds, r.valid.start, r.valid.end)
                    for r in self.usage_kinds
                ],
                "materials": [(r.kind, r.role) for r in self.material_kinds],
                "licences": [
                    (r.licence, r.allows_use, r.valid.start, r.valid.end) for r in self.licences
                ],
            }
        )

    def values(self, day: date) -> dict[str, Value]:
        """The parameters in force on a day."""
        return values_on(self.parameters, day)

    def use(self, who: Who, day: date) -> UseParams:
        """The parameter set of pupils or of teachers."""
        return use_params(self.values(day), USE_SETS[who])

    def conditions(self, day: date) -> ConditionParams:
        """The parameter set of I1."""
        return condition_params(self.values(day))

    def materials(self, day: date, inherit: Inherit | None = None) -> MaterialParams:
        """The parameter set of I3; `inherit` asks for the other reading.

        A wing may give a role itself instead of a kind.
        """
        roles = [KindRow(role.value, role, "") for role in Role]
        kinds = [*self.material_kinds, *roles]
        return material_params(
            self.values(day), kinds, on_date(self.licences, day), inherit=inherit
        )

    def suppression(self, day: date) -> SuppressParams:
        """Below which counts nothing is shown outside the school."""
        return suppress_params(self.values(day))

    def counts_imported(self, day: date) -> bool:
        """Whether imported events count."""
        return truth(self.values(day), "use.v1.count_imported")

    def target(self, indicator: Indicator, year: int, series: str = "plan") -> Target | None:
        """The line of an indicator in a year."""
        return target(self.targets, indicator, series, year)


def kinds_of(rows: Iterable[UsageKindRow], who: Who) -> tuple[UsageKindRow, ...]:
    """What counts for pupils or for teachers."""
    return tuple(row for row in rows if row.who is who)
