"""What every part of the reading of OneRoster files does: take a cell, blame its place."""

from collections.abc import Callable
from typing import TypeVar

from school.roster.cells import BadCell
from school.roster.oneroster.files import Bundle, Table
from school.roster.reading import Context
from school.roster.records import Roster

T = TypeVar("T")


class Reader:
    """Reads a part of a bundle into a roster; faults are named by file, row and column."""

    def __init__(self, bundle: Bundle, context: Context, roster: Roster) -> None:
        self.bundle, self.context, self.roster = bundle, context, roster

    def fault(self, table: Table, code: str, number: int, name: str, value: str = "") -> None:
        self.roster.faults.append(table.fault(code, number, name, value))

    def get(
        self,
        table: Table,
        number: int,
        row: list[str],
        name: str,
        reader: Callable[[str], T],
        blank: T,
    ) -> T:
        text = table.text(row, name)
        try:
            return reader(text)
        except BadCell as bad:
            self.fault(table, bad.code, number, name, text)
            return blank

    def required(self, table: Table, number: int, row: list[str], *names: str) -> bool:
        lacking = [name for name in names if not table.text(row, name)]
        for name in lacking:
            self.fault(table, "missing", number, name)
        return not lacking
