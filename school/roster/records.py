"""What stands in a roster, typed; and what is wrong, by place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Place:
    """Where a record stands; `columns` gives the heading of each field of its sheet."""

    sheet: str
    row: int
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """Something wrong (or worth knowing, in notes): row 0 means the whole sheet or file.

    `column` is the letter and the header ("C (Ngày sinh)"), `value` what stands there. The texts
    are in school.roster.texts by `code`.
    """

    code: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    value: str = ""


@dataclass(frozen=True)
class ClassRow:
    name: str
    grade: int
    homeroom: str
    place: Place


@dataclass(frozen=True)
class PersonRow:
    """`moet` and `school` are identifiers (text, "" where absent); the role decides the rest."""

    full_name: str
    birth_date: date | None
    gender: str | None
    moet: str
    school: str
    role: str
    class_name: str
    place: Place


@dataclass(frozen=True)
class AssignmentRow:
    """`subject` is a code, or None for the homeroom; `teacher` a number or a name."""

    class_name: str
    subject: str | None
    teacher: str
    place: Place


def fault_at(place: Place, code: str, field_name: str, value: str = "") -> Fault:
    """A fault in the field of a record."""
    column = place.columns.get(field_name, "")
    return Fault(code, place.sheet, place.row, column, value[:80])


@dataclass
class Roster:
    classes: list[ClassRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    assignments: list[AssignmentRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
