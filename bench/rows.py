"""What a benchmark says, and how it is written down."""

from dataclasses import dataclass


class CannotMeasure(RuntimeError):
    """A benchmark needs what is not here; the text says what."""


@dataclass(frozen=True)
class Row:
    """One measured figure. `target` is that of the design; a ratio is of figures of one run."""

    name: str
    value: str
    target: str = ""
    note: str = ""


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| work | measured | to reach | how |", "| --- | --- | --- | --- |"]
    lines += [f"| {row.name} | {row.value} | {row.target} | {row.note} |" for row in rows]
    return "\n".join(lines)
