"""Parameter sets of the indicators from named values in force on a date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from .conditions import ConditionParams
from .csvrows import Value
from .materials import Inherit, MaterialParams
from .seeds import KindRow, LicenceRow
from .suppress import SuppressParams
from .use import UseParams


class MissingParameter(LookupError):
    """No row in force gives this parameter, or it is of another type."""


def whole(values: Mapping[str, Value], name: str) -> int:
    """A whole number, not negative."""
    value = values.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise MissingParameter(f"{name}: {value!r} is no whole number")
    return value


def fraction(values: Mapping[str, Value], name: str) -> Fraction:
    """A number from 0 to 1."""
    value = values.get(name)
    if isinstance(value, bool | str) or value is None or not 0 <= value <= 1:
        raise MissingParameter(f"{name}: {value!r} is no share")
    return Fraction(value)


def truth(values: Mapping[str, Value], name: str) -> bool:
    """True or false."""
    value = values.get(name)
    if not isinstance(value, bool):
        raise MissingParameter(f"{name}: {value!r} is neither true nor false")
    return value


def days(values: Mapping[str, Value], name: str) -> int:
    """A number of days in a week, 1 to 7."""
    value = whole(values, name)
    if not 1 <= value <= 7:
        raise MissingParameter(f"{name}: a week has 1 to 7 days, not {value}")
    return value


def use_params(values: Mapping[str, Value], name: str = "use.v1") -> UseParams:
    """The set `use.v1` of pupils or `use.teacher.v1` (policy 2.4)."""
    return UseParams(
        min_weeks=whole(values, f"{name}.min_weeks"),
        week_share=fraction(values, f"{name}.week_share"),
        days_per_week=days(values, f"{name}.days_per_week"),
        daily_days=days(values, f"{name}.daily_days"),
        min_enrolled_weeks=whole(values, f"{name}.min_enrolled_weeks"),
    )


def condition_params(values: Mapping[str, Value], name: str = "conditions.v1") -> ConditionParams:
    """The set `conditions.v1` (policy 2.3)."""
    return ConditionParams(
        valid_days=whole(values, f"{name}.valid_days"),
        observed_days=whole(values, f"{name}.observed_days"),
        allow_shared_device=truth(values, f"{name}.allow_shared_device"),
    )


def material_params(
    values: Mapping[str, Value],
    kinds: Iterable[KindRow],
    licences: Iterable[LicenceRow],
    name: str = "materials.v1",
    inherit: Inherit | None = None,
) -> MaterialParams:
    """The set `materials.v1` (policy 2.5); `inherit` asks for the other reading.

    `licences` are the rows in force on the census date.
    """
    try:
        chosen = inherit or Inherit(str(values.get(f"{name}.inherit")))
    except ValueError as error:
        raise MissingParameter(f"{name}.inherit: {error}") from None
    return MaterialParams(
        k_total=whole(values, f"{name}.k_total"),
        k_explain=whole(values, f"{name}.k_explain"),
        k_practice=whole(values, f"{name}.k_practice"),
        max_leaf_periods=whole(values, f"{name}.max_leaf_periods"),
        health_days=whole(values, f"{name}.health_days"),
        inherit=chosen,
        roles={row.kind: row.role for row in kinds},
        licences=frozenset(row.licence for row in licences if row.allows_use),
    )


def suppress_params(values: Mapping[str, Value], name: str = "suppression.v1") -> SuppressParams:
    """The set `suppression.v1` (policy 2.8)."""
    return SuppressParams(whole(values, f"{name}.k"), whole(values, f"{name}.small"))
