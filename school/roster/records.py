"""What stands in a roster, typed; and what is wrong, by place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from school.roster.layout import Layout


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
    """`moet` and `school` are identifiers (text, "" where absent); the role decides the rest.

    `group` is the subject group of a member of staff, as it is written. `oneroster` is the
    sourcedId of another system, `username` the name wished for there.
    """

    full_name: str
    birth_date: date | None
    gender: str | None
    moet: str
    school: str
    role: str
    class_name: str
    place: Place
    group: str = ""
    oneroster: str = ""
    username: str = ""


@dataclass(frozen=True)
class AssignmentRow:
    """`subject` is a code, or None for the homeroom; `teacher` a number or a name.

    `ends_on` is the last day, as lists write it; both days are None where the list names none.
    """

    class_name: str
    subject: str | None
    teacher: str
    place: Place
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class GuardianRow:
    """`relation` is father, mother or guardian. The pupil is told by number or by name and class.

    `phone` has digits only, from 0 on; `pupil` is the ministry's or the school's number.
    """

    full_name: str
    relation: str
    phone: str
    email: str
    pupil: str
    pupil_name: str
    class_name: str
    place: Place
    oneroster: str = ""
    username: str = ""


@dataclass(frozen=True)
class SubjectGroupRow:
    """`head` is a number or a name of a teacher, "" where nobody stands."""

    name: str
    head: str
    place: Place


@dataclass(frozen=True)
class RoomRow:
    """`code` is what doors and timetables say; `seats` None where unknown."""

    code: str
    name: str
    seats: int | None
    kind: str
    place: Place


@dataclass(frozen=True)
class TimetableRow:
    """One lesson of a week: `weekday` 1 (Monday) to 7, `session` "", "morning" or "afternoon".

    `subject` is a code, or None for what is no subject (`activity` as written: Chào cờ);
    `teacher` as written, often only initials.
    """

    class_name: str
    weekday: int
    session: str
    period: int
    subject: str | None
    activity: str
    teacher: str
    room: str
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
    guardians: list[GuardianRow] = field(default_factory=list)
    groups: list[SubjectGroupRow] = field(default_factory=list)
    rooms: list[RoomRow] = field(default_factory=list)
    timetable: list[TimetableRow] = field(default_factory=list)
    layouts: list[Layout] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many rows of any kind were understood."""
        few = len(self.classes) + len(self.groups) + len(self.rooms)
        people = len(self.people) + len(self.guardians)
        return few + people + len(self.assignments) + len(self.timetable)

    @property
    def is_empty(self) -> bool:
        """Whether no row of any kind was understood."""
        return not self.rows
