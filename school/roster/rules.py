"""From the sheets of a file to typed records, every fault by sheet, row and column."""

from collections.abc import Mapping, Sequence

from school.roster.headers import Header, Kept
from school.roster.layout import Layout, heading, layout
from school.roster.people_rows import GuardianReader, PupilReader, TeacherReader
from school.roster.reading import Context, Reader
from school.roster.records import Fault, Roster
from school.roster.sheets import Sheet
from school.roster.subjects import subject_keys
from school.roster.teaching_rows import (
    AssignmentReader,
    ClassReader,
    GroupReader,
    RoomReader,
    TimetableReader,
)
from school.roster.words import (
    ASSIGNMENTS,
    CLASSES,
    GROUPS,
    GUARDIANS,
    PUPILS,
    ROOMS,
    TEACHERS,
    TIMETABLE,
)

__all__ = ["Context", "parse", "subject_keys"]

READERS: dict[str, type[Reader]] = {
    CLASSES: ClassReader,
    PUPILS: PupilReader,
    TEACHERS: TeacherReader,
    ASSIGNMENTS: AssignmentReader,
    GUARDIANS: GuardianReader,
    GROUPS: GroupReader,
    ROOMS: RoomReader,
    TIMETABLE: TimetableReader,
}


def parse(
    sheets: Sequence[Sheet], context: Context, kept: Mapping[str, Kept] | None = None
) -> Roster:
    """The records of a file; `faults` empty means that every row was understood.

    `kept` are the school's own readings of headers by their signature.
    """
    roster, seen = Roster(), 0
    for sheet in sheets:
        found = layout(sheet, kept or {})
        if found is None:
            continue
        roster.layouts.append(found)
        roster.notes += found.notes
        if found.header is not None and found.kind:
            seen += 1
            _read(found, found.header, context, roster)
    if not seen:
        roster.faults.append(Fault("no_sheet"))
    elif not roster.faults and roster.is_empty:
        roster.faults.append(Fault("no_row"))
    return roster


def _read(found: Layout, header: Header, context: Context, roster: Roster) -> None:
    name = found.sheet.name
    for column in header.twice:
        roster.faults.append(Fault("header_twice", name, header.row, heading(header, column)))
    for field_name in header.missing:
        roster.faults.append(
            Fault("header_missing", name, header.row, "", f"{header.kind}.{field_name}")
        )
    for column in header.ignored:
        roster.notes.append(Fault("column_ignored", name, header.row, heading(header, column)))
    if not header.missing and not header.twice:
        READERS[header.kind](found, header, context, roster).read()
