"""A programme as one table, and what a new one changes of the one in force.

`code,parent,level,title,periods,countable,source[,replaces]`: one row a node, the subject × grade
without a parent. Its code says subject and grade ("TOAN.6"). `periods` is a number or empty (an
equal part of what is left of the parent's). `replaces` are codes of the present version, divided by
spaces, in whose place the node stands.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeVar

from school.curriculum.rules import N_ as N_
from school.curriculum.rules import ProgrammePlan, fault_in
from school.curriculum.rules import TableFault as TableFault

T = TypeVar("T")

FILE = "programme"
COLUMNS = ("code", "parent", "level", "title", "periods", "countable", "source")
LEVELS = ("subject", "strand", "topic", "requirement")
MOST_ROWS, MOST_PERIODS = 20_000, 1000
LONGEST = {"code": 40, "title": 400, "source": 400}


TRUE, FALSE = ("true", "1", "yes", "có", "x"), ("false", "0", "no", "không", "")


def fault(line: int, column: str, said: str, **detail: object) -> TableFault:
    """What is wrong in a line (0: in none of them) and column."""
    return fault_in(FILE, line, column, said, **detail)


@dataclass(frozen=True)
class Row:
    """A node as the table has it; `position` is its place among those of its parent."""

    code: str
    parent: str | None
    level: str
    title: str
    periods: Decimal | None
    countable: bool
    source: str | None
    subject: str
    grade: int
    position: int
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changed:
    """What differs of a node that stays: (column, before, after)."""

    code: str
    title: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Difference:
    """The codes that come, the nodes that change, go or stand elsewhere, and who replaces whom."""

    added: tuple[Row, ...]
    changed: tuple[Changed, ...]
    gone: tuple[Row, ...]
    moved: tuple[Changed, ...]
    replaced: Mapping[str, str]

    @property
    def empty(self) -> bool:
        return not (self.added or self.changed or self.gone or self.moved or self.replaced)


def followed(
    code: str, current: Mapping[str, T], forward: Mapping[str, str], backward: Mapping[str, str]
) -> T | None:
    """What stands today for a code: itself, what took its place, or whose place it took."""
    for steps in (forward, backward):
        seen, at = {code}, code
        while at not in current and at in steps and steps[at] not in seen:
            at = steps[at]
            seen.add(at)
        if at in current:
            return current[at]
    return None


class Table:
    """Reading the table; faults are gathered, not raised one by one."""

    def __init__(self, subjects: Iterable[str]) -> None:
        self.subjects = set(subjects)
        self.faults: list[TableFault] = []
        self.rows: dict[str, Row] = {}
        self.lines: dict[str, int] = {}
        self._places: defaultdict[str | None, int] = defaultdict(int)

    def fault(self, line: int, column: str, said: str, **detail: object) -> None:
        """Note what is wrong where."""
        self.faults.append(fault(line, column, said, **detail))

    def take(self, line: int, cells: Mapping[str, str]) -> None:
        """One row."""
        code, parent = cells["code"], cells["parent"] or None
        for column, most in LONGEST.items():
            if len(cells[column]) > most:
                self.fault(line, column, N_("longer than %(most)s letters"), most=most)
        for column in ("code", "title"):
            if not cells[column]:
                self.fault(line, column, N_("value is missing"))
        if " " in code:
            self.fault(line, "code", N_("“%(code)s” holds a space"), code=code)
        if code in self.rows:
            self.fault(line, "code", N_("%(code)s stands twice"), code=code)
            return
        level = cells["level"]
        if level not in LEVELS:
            self.fault(
                line,
                "level",
                N_("“%(level)s” is none of subject, strand, topic, requirement"),
                level=level,
            )
        subject, grade = self._place(line, code, parent)
        self._places[parent] += 1
        self.lines[code] = line
        self.rows[code] = Row(
            code, parent, level, cells["title"], self._periods(line, cells["periods"]),
            self._countable(line, cells["countable"]), cells["source"] or None, subject, grade,
            grade if parent is None else self._places[parent],
            tuple(cells.get("replaces", "").split()),
        )  # fmt: skip

    def _place(self, line: int, code: str, parent: str | None) -> tuple[str, int]:
        """The subject and grade of a node: its parent's, or as its code says."""
        if parent is not None:
            above = self.rows.get(parent)
            if above is None:
                self.fault(line, "parent", N_("no row above has the code “%(code)s”"), code=parent)
            return (above.subject, above.grade) if above else ("", 0)
        subject, _, grade = code.rpartition(".")
        if subject not in self.subjects:
            self.fault(
                line, "code", N_("“%(code)s” begins with no subject that is known"), code=code
            )
        if grade not in map(str, range(1, 13)):
            self.fault(line, "code", N_("“%(code)s” ends with no grade from 1 to 12"), code=code)
            return subject, 0
        return subject, int(grade)

    def _periods(self, line: int, text: str) -> Decimal | None:
        if not text:
            return None
        try:
            value = Decimal(text.replace(",", "."))
            if not value.is_finite() or not 0 <= value <= MOST_PERIODS or -exponent(value) > 2:
                raise InvalidOperation
        except InvalidOperation:
            self.fault(line, "periods", N_("“%(text)s” is not a number of periods"), text=text)
            return None
        return value

    def _countable(self, line: int, text: str) -> bool:
        if text.casefold() not in (*TRUE, *FALSE):
            self.fault(line, "countable", N_("“%(text)s” is neither true nor false"), text=text)
        return text.casefold() in TRUE


def exponent(value: Decimal) -> int:
    """The exponent of a finite number."""
    found = value.as_tuple().exponent
    return found if isinstance(found, int) else 0


def read(text: str, subjects: Iterable[str]) -> tuple[list[Row], list[TableFault]]:
    """The rows of a table and everything that is wrong with it."""
    table = Table(subjects)
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        table.faults += [
            fault(1, column, N_("column is missing")) for column in COLUMNS if column not in names
        ]
        if not table.faults:
            reader.fieldnames = names
            for number, cells in enumerate(reader):
                if number >= MOST_ROWS:
                    table.fault(
                        reader.line_num, "code", N_("more than %(most)s rows"), most=MOST_ROWS
                    )
                    break
                given = {k: _bare(v) for k, v in cells.items() if isinstance(k, str) and k}
                table.take(reader.line_num, given)
    except csv.Error as error:
        table.fault(reader.line_num, "code", N_("the table cannot be read: %(error)s"), error=error)
    rows = list(table.rows.values())
    return rows, table.faults or sums(rows, table.lines)


def _bare(cell: object) -> str:
    """A cell as it was before it was made safe for spreadsheets (`suite.sheets`)."""
    text = cell.strip() if isinstance(cell, str) else ""
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@") else text


def sums(rows: Sequence[Row], lines: Mapping[str, int]) -> list[TableFault]:
    """Where the periods of nodes do not fit into those above them: the rule of the weights."""
    below: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.parent is not None:
            below[row.parent].append(row)
    faults: list[TableFault] = []
    if not rows:
        faults.append(fault(1, "code", N_("the table has no rows")))

    def down(row: Row, weight: Fraction) -> None:
        children = below[row.code]
        given = [Fraction(child.periods) for child in children if child.periods is not None]
        free, total = len(children) - len(given), sum(given, Fraction(0))
        if children and (total > weight or (not free and total != weight)):
            said = N_("the rows below %(code)s add up to %(sum)s periods, it has %(periods)s")
            line, shown = lines.get(children[0].code, 0), f"{float(weight):g}"
            more = {"code": row.code, "sum": f"{float(total):g}", "periods": shown}
            faults.append(fault(line, "periods", said, **more))
        share = max(weight - total, Fraction(0)) / free if free else Fraction(0)
        for child in children:
            down(child, share if child.periods is None else Fraction(child.periods))

    for row in rows:
        if row.parent is None:
            if row.periods is None:
                line = lines.get(row.code, 0)
                faults.append(fault(line, "periods", N_("%(code)s has no periods"), code=row.code))
            else:
                down(row, Fraction(row.periods))
    return faults


_COMPARED = ("level", "title", "periods", "countable", "source")


def difference(before: Iterable[Row], after: Iterable[Row]) -> Difference:
    """What becomes of `before` by `after`, code by code."""
    old, new = {row.code: row for row in before}, {row.code: row for row in after}
    replaced = {code: row.code for row in new.values() for code in row.replaces if code not in new}
    both = [(old[code], row) for code, row in new.items() if code in old]
    return Difference(
        added=tuple(row for code, row in new.items() if code not in old),
        changed=tuple(one for one in (_changed(a, b, _COMPARED) for a, b in both) if one.fields),
        gone=tuple(row for code, row in old.items() if code not in new),
        moved=tuple(one for one in (_changed(a, b, ("parent",)) for a, b in both) if one.fields),
        replaced={code: to for code, to in replaced.items() if code in old},
    )


def _changed(before: Row, after: Row, columns: Sequence[str]) -> Changed:
    fields = []
    for column in columns:
        was, now = getattr(before, column), getattr(after, column)
        if was != now:
            fields.append((column, _said(was), _said(now)))
    return Changed(after.code, after.title, tuple(fields))


def _said(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def corrected(rows: Sequence[Row], code: str, **fields: object) -> list[Row]:
    """The same rows with one node changed."""
    return [replace(row, **fields) if row.code == code else row for row in rows]  # type: ignore[arg-type]


def rows_of_plan(plan: ProgrammePlan) -> list[Row]:
    """The nodes of the two tables of hours and topics as rows of the one."""
    return [
        Row(
            n.code, n.parent, n.level, n.name, n.periods, n.countable, n.source, n.subject_code,
            n.grade, n.position,
        )
        for n in plan.nodes
    ]  # fmt: skip


def table_lines(rows: Iterable[Row]) -> Iterator[list[str]]:
    """The rows as the table has them, to change and load again."""
    for row in rows:
        yield [
            row.code, row.parent or "", row.level, row.title, _said(row.periods),
            _said(row.countable), row.source or "", " ".join(row.replaces),
        ]  # fmt: skip
