"""Reading a programme from its two tables, and what makes them agree.

`hours.csv`   subject_code,subject_vi,subject_en,grade,periods_per_year,kind
`topics.csv`  subject_code,grade,strand_vi,topic_code,topic_vi,periods,source
Weights are periods of the year (GDPT 2018, Circular 32/2018). The topics of a subject and grade
must add up to its hours exactly.
"""

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

HOURS, TOPICS = "hours.csv", "topics.csv"
HOURS_COLUMNS = ("subject_code", "subject_vi", "subject_en", "grade", "periods_per_year", "kind")
TOPICS_COLUMNS = (
    "subject_code", "grade", "strand_vi", "topic_code", "topic_vi", "periods", "source",
)  # fmt: skip
NOT_COUNTED = ("Đánh giá", "Ôn tập")
OPTIONAL = "optional"


@dataclass(frozen=True)
class Fault:
    """What is wrong where: row 1 is the header, column the name in it."""

    file: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: {self.text}"


@dataclass(frozen=True)
class TableFault(Fault):
    """A fault that a page can say in another language: its message and what stands in it."""

    said: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


def fault_in(file: str, row: int, column: str, said: str, **detail: object) -> TableFault:
    """What is wrong in a row (0: in none of them) and column of a table."""
    told = {name: str(value) for name, value in detail.items()}
    return TableFault(file, row, column, said % told, said, told)


class ProgrammeError(Exception):
    """Tables that cannot be taken; `faults` names every place."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = list(faults)


@dataclass(frozen=True)
class Hours:
    subject_code: str
    name_vi: str
    name_en: str
    grade: int
    periods: Decimal
    kind: str
    row: int


@dataclass(frozen=True)
class Topic:
    subject_code: str
    grade: int
    strand: str
    code: str
    name: str
    periods: Decimal
    source: str
    row: int


@dataclass(frozen=True)
class SubjectPlan:
    code: str
    name_vi: str
    name_en: str
    kind: str


@dataclass(frozen=True)
class NodePlan:
    """A node to keep; `parent` is the code of the node above, None for subject × grade."""

    code: str
    parent: str | None
    level: str
    subject_code: str
    grade: int
    name: str
    position: int
    periods: Decimal
    countable: bool
    source: str | None = None


@dataclass(frozen=True)
class ProgrammePlan:
    subjects: tuple[SubjectPlan, ...]
    nodes: tuple[NodePlan, ...]


class _Rows:
    """The rows of one table; faults are gathered, not raised one by one."""

    def __init__(self, file: str, text: str, columns: Sequence[str]) -> None:
        self.file, self.faults = file, list[Fault]()
        self._reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
        missing = [c for c in columns if c not in (self._reader.fieldnames or ())]
        self.faults += [fault_in(file, 1, column, N_("column is missing")) for column in missing]

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        if self.faults:
            return
        for row in self._reader:
            yield self._reader.line_num, {k: (v or "").strip() for k, v in row.items() if k}

    def fault(self, row: int, column: str, said: str, **detail: object) -> None:
        self.faults.append(fault_in(self.file, row, column, said, **detail))

    def words(self, row: int, cells: dict[str, str], column: str) -> str:
        if not cells[column]:
            self.fault(row, column, N_("value is missing"))
        return cells[column]

    def grade(self, row: int, cells: dict[str, str]) -> int:
        if cells["grade"] in map(str, range(1, 13)):
            return int(cells["grade"])
        self.fault(row, "grade", N_("“%(text)s” is not a grade from 1 to 12"), text=cells["grade"])
        return 0

    def periods(self, row: int, cells: dict[str, str], column: str) -> Decimal:
        try:
            value = Decimal(cells[column])
            if not value.is_finite() or not 0 <= value <= 1000:
                raise InvalidOperation
        except InvalidOperation:
            self.fault(row, column, N_("“%(text)s” is not a number of periods"), text=cells[column])
            return Decimal(0)
        return value


def read_hours(text: str) -> tuple[list[Hours], list[Fault]]:
    """The hours table and its faults."""
    rows, found, seen = _Rows(HOURS, text, HOURS_COLUMNS), list[Hours](), set[tuple[str, int]]()
    for row, cells in rows:
        one = Hours(
            rows.words(row, cells, "subject_code"),
            rows.words(row, cells, "subject_vi"),
            rows.words(row, cells, "subject_en"),
            rows.grade(row, cells),
            rows.periods(row, cells, "periods_per_year"),
            rows.words(row, cells, "kind"),
            row,
        )
        if (one.subject_code, one.grade) in seen:
            name = f"{one.subject_code} {one.grade}"
            rows.fault(row, "subject_code", N_("%(code)s stands twice"), code=name)
        seen.add((one.subject_code, one.grade))
        found.append(one)
    return found, rows.faults


def read_topics(text: str) -> tuple[list[Topic], list[Fault]]:
    """The topics table and its faults."""
    rows, found, seen = _Rows(TOPICS, text, TOPICS_COLUMNS), list[Topic](), set[str]()
    for row, cells in rows:
        one = Topic(
            rows.words(row, cells, "subject_code"),
            rows.grade(row, cells),
            rows.words(row, cells, "strand_vi"),
            rows.words(row, cells, "topic_code"),
            rows.words(row, cells, "topic_vi"),
            rows.periods(row, cells, "periods"),
            cells["source"],
            row,
        )
        if one.code in seen:
            rows.fault(row, "topic_code", N_("%(code)s stands twice"), code=one.code)
        seen.add(one.code)
        found.append(one)
    return found, rows.faults


def disagreements(hours: Sequence[Hours], topics: Sequence[Topic]) -> list[Fault]:
    """Topics without hours, and sums that differ from the hours table."""
    taught = {(h.subject_code, h.grade): h.periods for h in hours}
    sums: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    last: dict[tuple[str, int], int] = {}
    for topic in topics:
        key = topic.subject_code, topic.grade
        sums[key] += topic.periods
        last[key] = topic.row
    faults: list[Fault] = []
    for key, total in sums.items():
        row, name = last[key], f"{key[0]} {key[1]}"
        if key not in taught:
            said = N_("%(name)s has no hours")
            faults.append(fault_in(TOPICS, row, "subject_code", said, name=name))
        elif total != taught[key]:
            said = N_("topics of %(name)s add up to %(sum)s, the hours table says %(hours)s")
            more = {"name": name, "sum": total, "hours": taught[key]}
            faults.append(fault_in(TOPICS, row, "periods", said, **more))
    return faults


def counted(strand: str) -> bool:
    """Whether a strand counts: periodic assessment and revision do not."""
    return not strand.startswith(NOT_COUNTED)


def plan(hours_text: str, topics_text: str) -> ProgrammePlan:
    """The subjects and nodes of a programme. Raises ProgrammeError naming file, row, column."""
    hours, faults = read_hours(hours_text)
    topics, more = read_topics(topics_text)
    faults = faults + more or disagreements(hours, topics)
    if faults:
        raise ProgrammeError(faults)
    below: dict[tuple[str, int], list[Topic]] = defaultdict(list)
    for topic in topics:
        below[topic.subject_code, topic.grade].append(topic)
    nodes = [node for h in hours for node in _nodes(h, below[h.subject_code, h.grade])]
    return ProgrammePlan(_subjects(hours), tuple(nodes))


def subjects_of(hours_text: str) -> tuple[SubjectPlan, ...]:
    """The subjects of a table of hours. Raises ProgrammeError naming row and column."""
    hours, faults = read_hours(hours_text)
    if faults:
        raise ProgrammeError(faults)
    return _subjects(hours)


def _subjects(hours: Sequence[Hours]) -> tuple[SubjectPlan, ...]:
    """A subject that is optional in some grades is known by what it is in most."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for one in hours:
        kinds[one.subject_code][one.kind] += 1
    names = {one.subject_code: (one.name_vi, one.name_en) for one in hours}
    return tuple(
        SubjectPlan(code, *names[code], kinds[code].most_common(1)[0][0]) for code in names
    )


def _nodes(hours: Hours, topics: Sequence[Topic]) -> Iterator[NodePlan]:
    """Subject × grade, its strands in their order, their topics."""
    subject, grade = hours.subject_code, hours.grade
    root = f"{subject}.{grade}"
    counts = hours.kind != OPTIONAL
    yield NodePlan(
        root, None, "subject", subject, grade, hours.name_vi, grade, hours.periods, counts
    )
    strands: dict[str, list[Topic]] = defaultdict(list)
    for topic in topics:
        strands[topic.strand].append(topic)
    for number, (strand, held) in enumerate(strands.items(), 1):
        code = f"{root}.s{number}"
        total = sum((t.periods for t in held), Decimal(0))
        here = counts and counted(strand)
        yield NodePlan(code, root, "strand", subject, grade, strand, number, total, here)
        for position, t in enumerate(held, 1):
            source = t.source or None
            yield NodePlan(
                t.code, code, "topic", subject, grade, t.name, position, t.periods, here, source
            )
