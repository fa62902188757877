"""The seed tables as they are shipped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from indicators.formulas import seeds
from indicators.formulas.csvrows import Value

HERE = Path(__file__).parents[2] / "indicators"
ON = date(2026, 5, 31)


def text(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def values(on: date = ON) -> dict[str, Value]:
    return seeds.values_on(seeds.parameters(text("parameters.csv")), on)
