"""Loading the dated rows from the tables beside the package, and reading them back."""

from collections.abc import Callable
from csv import DictReader
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from flask import g
from sqlalchemy import select

from indicators.formulas import seeds
from indicators.formulas.csvrows import Value, value_of
from indicators.formulas.digest import digest
from indicators.formulas.periods import Span
from indicators.formulas.qualify import UsageKindRow, Who
from indicators.formulas.seeds import KindRow, LicenceRow, ParameterRow
from indicators.formulas.share import Comparator
from indicators.formulas.shelf import Role
from indicators.formulas.targets import Indicator, TargetRow
from indicators.ledger.models import Kind
from indicators.register.models import (
    Licence,
    MaterialKind,
    Parameter,
    RegisterState,
    TargetLine,
    UsageKind,
)
from indicators.register.rules import Register
from suite.db import db

FOLDER = Path(__file__).resolve().parent.parent
TABLES: dict[str, tuple[type[Any], Any, tuple[str, ...]]] = {
    "parameters.csv": (Parameter, seeds.parameters, ("name", "valid_from")),
    "targets.csv": (TargetLine, seeds.targets, ("indicator", "series", "year")),
    "usage_kinds.csv": (UsageKind, seeds.usage_kinds, ("kind", "who", "valid_from")),
    "material_kinds.csv": (MaterialKind, seeds.kinds, ("kind",)),
    "licences.csv": (Licence, seeds.licences, ("licence", "valid_from")),
}
READ: dict[str, Callable[[str], Any]] = {
    "valid_from": date.fromisoformat,
    "valid_to": lambda text: date.fromisoformat(text) if text else None,
    "year": int,
    "min_seconds": int,
    "allows_use": lambda text: text == "true",
}


def load_parameters(folder: Path = FOLDER) -> dict[str, int]:
    """Bring the tables to what the files say; rows added or changed, by file.

    A row that is no longer in a file stays: figures of its time still need it. Raises SeedError
    naming file, row and column; then nothing is changed.
    """
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in TABLES}
    for name, (_model, check, _keys) in TABLES.items():
        check(texts[name], name)
    changed = {name: _load(name, text) for name, text in texts.items()}
    _number_kinds()
    kept = _read()
    state = db.session.get(RegisterState, 1) or RegisterState(id=1)
    state.sha256 = digest([kept.sha256, repr(kept)])
    db.session.add(state)
    db.session.commit()
    forget()
    return changed


def _load(name: str, text: str) -> int:
    model, _check, keys = TABLES[name]
    changed = 0
    for line in DictReader(StringIO(text.removeprefix("\ufeff"))):
        given = {column: READ.get(column, str)(field) for column, field in line.items()}
        row = db.session.get(model, tuple(given[key] for key in keys))
        if row is None:
            db.session.add(model(**given))
            changed += 1
        elif any(getattr(row, column) != value for column, value in given.items()):
            for column, value in given.items():
                setattr(row, column, value)
            changed += 1
    db.session.flush()
    return changed


def _number_kinds() -> None:
    known = set(db.session.scalars(select(Kind.code)))
    wanted = set(db.session.scalars(select(UsageKind.kind)))
    db.session.add_all(Kind(code=code) for code in sorted(wanted - known))


_kept: dict[str, Register] = {}


def register() -> Register:
    """The dated rows: one short statement a request, all of them only after a change."""
    found: Register | None = g.get("indicators_register")
    if found is None:
        sha256 = db.session.scalar(select(RegisterState.sha256)) or ""
        found = _kept.get(sha256)
        if found is None:
            _kept.clear()
            found = _kept[sha256] = _read()
        g.indicators_register = found
    return found


def forget() -> None:
    """Look again at the next need."""
    g.pop("indicators_register", None)


def values_on(day: date) -> dict[str, Value]:
    """The parameters in force on a day."""
    return register().values(day)


def _read() -> Register:
    ask = db.session.scalars
    return Register(
        tuple(
            ParameterRow(r.name, value_of({"value": r.value}, "value"), _span(r), r.citation)
            for r in ask(select(Parameter).order_by(Parameter.name, Parameter.valid_from))
        ),
        tuple(_target(row) for row in ask(select(TargetLine))),
        tuple(
            UsageKindRow(r.kind, Who(r.who), r.min_seconds, _span(r), r.citation)
            for r in ask(select(UsageKind).order_by(UsageKind.kind, UsageKind.valid_from))
        ),
        tuple(
            KindRow(r.kind, Role(r.role), r.citation)
            for r in ask(select(MaterialKind).order_by(MaterialKind.kind))
        ),
        tuple(
            LicenceRow(r.licence, r.allows_use, _span(r), r.citation)
            for r in ask(select(Licence).order_by(Licence.licence, Licence.valid_from))
        ),
    )


def _span(row: Any) -> Span:
    return Span(row.valid_from, row.valid_to)


def _target(row: TargetLine) -> TargetRow:
    return TargetRow(
        Indicator(row.indicator),
        row.series,
        row.year,
        Comparator(row.comparator),
        seeds.number_of({"value": row.value}, "value"),
        row.label,
        row.citation,
    )
