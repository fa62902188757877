"""The ground of all readers of sheets: cells by field, faults and notes by place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from school.roster import dates, repair
from school.roster.cells import BadCell
from school.roster.dates import BadDay
from school.roster.headers import Header
from school.roster.layout import Layout, heading
from school.roster.records import Fault, Place, Roster

T = TypeVar("T")
DAYS = ("birth_date", "starts_on", "ends_on")


@dataclass(frozen=True)
class Context:
    """What a file is read for: subjects by key (`subject_keys`), grades of the school, today."""

    subjects: Mapping[str, str]
    grades: range
    today: date


class Reader:
    """Reads one sheet into the roster, row by row."""

    def __init__(self, layout: Layout, header: Header, context: Context, roster: Roster) -> None:
        self.layout, self.header, self.context, self.roster = layout, header, context, roster
        self.sheet = layout.sheet
        self.row, self.number = list[str](), 0
        self.columns = {name: heading(header, at) for name, at in header.fields.items()}
        self.orders = {name: self._order(name) for name in DAYS if name in header.fields}

    def read(self) -> None:
        """Read every row."""
        for number, row in self.layout.rows:
            self.row, self.number = row, number
            self.take(len(self.roster.faults))

    def take(self, before: int) -> None:
        """Read the present row; `before` faults stood there before it."""
        raise NotImplementedError

    def clean(self, before: int) -> bool:
        """Whether the present row had no fault."""
        return len(self.roster.faults) == before

    def text(self, name: str) -> str:
        column = self.header.fields.get(name)
        return self.row[column] if column is not None and column < len(self.row) else ""

    def values(self, name: str) -> list[str]:
        """The column of a field, empty cells left out."""
        at = self.header.fields[name]
        return [row[at] for _, row in self.layout.rows if at < len(row) and row[at]]

    def fault(self, code: str, name: str, value: str = "") -> None:
        column = self.columns.get(name, "")
        self.roster.faults.append(Fault(code, self.sheet.name, self.number, column, value[:80]))

    def fault_in(self, code: str, column: int, value: str = "") -> None:
        """A fault of a column that has no field (a class of a grid)."""
        place = heading(self.header, column)
        self.roster.faults.append(Fault(code, self.sheet.name, self.number, place, value[:80]))

    def note(self, code: str, name: str, value: str = "") -> None:
        column = self.columns.get(name, "")
        self.roster.notes.append(Fault(code, self.sheet.name, self.number, column, value[:160]))

    def get(self, name: str, reader: Callable[[str], T], blank: T) -> T:
        """The value of a cell, or `blank` after noting the fault."""
        text = self.text(name)
        try:
            if text.startswith("="):
                raise BadCell("formula")
            return reader(text)
        except (BadCell, BadDay) as bad:
            self.fault(bad.code, name, text)
            return blank

    def day(self, name: str) -> date | None:
        """A day that is no birth date."""
        how = self.orders.get(name)
        return self.get(name, lambda text: dates.read(text, self.context.today, how), None)

    def cased(self, name: str, text: str) -> str:
        """A name of a person as it is kept; one in capitals is noted with before and after."""
        after = repair.name_case(text)
        if after != text:
            self.note("capitals", name, f"{text} → {after}")
        return after

    @property
    def place(self) -> Place:
        return Place(self.sheet.name, self.number, self.columns)

    def _order(self, name: str) -> str | None:
        how = dates.order(self.values(name))
        if how == dates.MDY:
            column = self.columns[name]
            self.roster.notes.append(Fault("dates_mdy", self.sheet.name, self.header.row, column))
        return how
