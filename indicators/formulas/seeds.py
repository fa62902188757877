"""Dated rows from CSV text: every number of a legal text stands in a row, never in code."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from .csvrows import (
    FieldError,
    Problem,
    Row,
    SeedError,
    Value,
    choice_of,
    number_of,
    read,
    span_of,
    text_of,
    truth_of,
    value_of,
)
from .periods import Span
from .qualify import UsageKindRow, Who
from .share import Comparator
from .shelf import Role
from .targets import Indicator, TargetRow


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A value in force over a span of dates."""

    name: str
    value: Value
    valid: Span
    citation: str


@dataclass(frozen=True, slots=True)
class KindRow:
    """What a kind of resource does for a learner (policy 2.5)."""

    kind: str
    role: Role
    citation: str


@dataclass(frozen=True, slots=True)
class LicenceRow:
    """Whether a licence allows use in class over a span of dates."""

    licence: str
    allows_use: bool
    valid: Span
    citation: str


Dated = TypeVar("Dated", ParameterRow, LicenceRow, UsageKindRow)
Seed = TypeVar("Seed")


def parameters(text: str, file: str = "parameters.csv") -> list[ParameterRow]:
    """Rows of `name,value,valid_from,valid_to,citation`; no name twice on one date."""
    columns = ("name", "value", "valid_from", "valid_to", "citation")
    rows = read(text, file, columns, parameter)
    check_apart([(number, row.name, row.valid) for number, row in rows], file, "name")
    return [row for _, row in rows]


def parameter(row: Row) -> ParameterRow:
    return ParameterRow(
        text_of(row, "name"), value_of(row, "value"), span_of(row), text_of(row, "citation")
    )


def targets(text: str, file: str = "targets.csv") -> list[TargetRow]:
    """Rows of `indicator,series,year,comparator,value,label,citation`; one per year."""
    columns = ("indicator", "series", "year", "comparator", "value", "label", "citation")
    rows = read(text, file, columns, target)
    keys = [(number, (row.indicator, row.series, row.year)) for number, row in rows]
    check_once(keys, file, "year")
    return [row for _, row in rows]


def target(row: Row) -> TargetRow:
    value = number_of(row, "value")
    if not 0 <= value <= 100:
        raise FieldError("value", "is not between 0 and 100")
    year = number_of(row, "year")
    if year.denominator != 1 or not 2000 <= year <= 2100:
        raise FieldError("year", "is not a year")
    return TargetRow(
        Indicator(choice_of(row, "indicator", Indicator)),
        text_of(row, "series"),
        int(year),
        Comparator(choice_of(row, "comparator", Comparator)),
        value,
        text_of(row, "label"),
        text_of(row, "citation"),
    )


def kinds(text: str, file: str = "material_kinds.csv") -> list[KindRow]:
    """Rows of `kind,role,citation`; a kind has one role."""
    rows = read(text, file, ("kind", "role", "citation"), kind)
    check_once([(number, row.kind) for number, row in rows], file, "kind")
    return [row for _, row in rows]


def kind(row: Row) -> KindRow:
    role = Role(choice_of(row, "role", Role))
    return KindRow(text_of(row, "kind"), role, text_of(row, "citation"))


def licences(text: str, file: str = "licences.csv") -> list[LicenceRow]:
    """Rows of `licence,allows_use,valid_from,valid_to,citation`."""
    columns = ("licence", "allows_use", "valid_from", "valid_to", "citation")
    rows = read(text, file, columns, licence)
    check_apart([(number, row.licence, row.valid) for number, row in rows], file, "licence")
    return [row for _, row in rows]


def licence(row: Row) -> LicenceRow:
    return LicenceRow(
        text_of(row, "licence"),
        truth_of(row, "allows_use"),
        span_of(row),
        text_of(row, "citation"),
    )


def usage_kinds(text: str, file: str = "usage_kinds.csv") -> list[UsageKindRow]:
    """Rows of `kind,who,min_seconds,valid_from,valid_to,citation`."""
    columns = ("kind", "who", "min_seconds", "valid_from", "valid_to", "citation")
    rows = read(text, file, columns, usage_kind)
    keys = [(number, f"{row.kind} {row.who}", row.valid) for number, row in rows]
    check_apart(keys, file, "kind")
    return [row for _, row in rows]


def usage_kind(row: Row) -> UsageKindRow:
    seconds = number_of(row, "min_seconds")
    if seconds.denominator != 1 or seconds < 0:
        raise FieldError("min_seconds", "is not a whole number of seconds")
    return UsageKindRow(
        text_of(row, "kind"),
        Who(choice_of(row, "who", Who)),
        int(seconds),
        span_of(row),
        text_of(row, "citation"),
    )


def on_date(rows: Iterable[Dated], day: date) -> list[Dated]:
    """The rows in force on a date."""
    return [row for row in rows if day in row.valid]


def values_on(rows: Iterable[ParameterRow], day: date) -> dict[str, Value]:
    """Name to value of the parameters in force on a date."""
    return {row.name: row.value for row in on_date(rows, day)}


def check_once(keys: Iterable[tuple[int, Hashable]], file: str, column: str) -> None:
    """Every key in one row only."""
    seen: dict[Hashable, int] = {}
    for number, key in keys:
        if key in seen:
            text = f"is already in row {seen[key]}"
            raise SeedError([Problem(file, number, column, text)])
        seen[key] = number


def check_apart(rows: Iterable[tuple[int, str, Span]], file: str, column: str) -> None:
    """No two rows of a name in force on the same date."""
    last: dict[str, tuple[int, Span]] = {}
    for number, name, span in sorted(rows, key=lambda row: (row[1], row[2].start, row[0])):
        if name in last:
            earlier, before = last[name]
            if before.end is None or span.start < before.end:
                text = f"overlaps row {earlier} of the same {column}"
                raise SeedError([Problem(file, number, "valid_from", text)])
        last[name] = (number, span)
