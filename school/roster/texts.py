"""The words of the import: what is wrong and what to do, in the reader's language."""
# ruff: noqa: E501 (sentences are kept whole)

from collections.abc import Callable

from flask_babel import gettext, lazy_gettext

from school.roster.records import Fault

_ = lazy_gettext

FAULTS: dict[str, object] = {
    "too_large": _("The file is larger than 20 MB: split it and import the parts one after the other."),
    "too_many_rows": _("A sheet has more than 60,000 rows: split the file."),
    "old_excel": _("This is an old Excel file (.xls) or one with a password: save it as .xlsx without a password."),
    "kind": _("This is neither an Excel file (.xlsx) nor a CSV file: save the list as .xlsx."),
    "encoding": _("The letters of this CSV file cannot be read: save it as “CSV UTF-8” or as .xlsx."),
    "bomb": _("This file is built in a way that could harm the server: open it in Excel and save it anew as .xlsx."),
    "broken": _("The file is damaged: open it in Excel and save it anew as .xlsx."),
    "long_cell": _("A cell holds more than 1,000 characters: shorten it."),
    "no_sheet": _("No sheet was recognised: name the columns as in the template (Họ và tên, Lớp, …)."),
    "no_row": _("The file has no rows below its header."),
    "header_missing": _("The column “%(value)s” is missing: add it to the header row."),
    "header_twice": _("Two columns mean the same: leave one of them."),
    "missing": _("Nothing stands here: fill it in."),
    "formula": _("A formula stands here: copy the column and paste it as values."),
    "date": _("“%(value)s” is no date: write it as dd/mm/yyyy."),
    "date_range": _("“%(value)s” cannot be a birth date: check the year."),
    "gender": _("“%(value)s” is not understood: write Nam or Nữ."),
    "name": _("“%(value)s” is no name of a person: check it."),
    "too_long": _("“%(value)s” is too long for a name: shorten it."),
    "class_name": _("“%(value)s” is no name of a class: at most 30 letters and digits."),
    "class_unknown": _("There is no class “%(value)s”: check the name or add the class to the sheet of classes."),
    "class_grade": _("This class already stands with another grade than %(value)s: check the grade."),
    "grade": _("The grade of “%(value)s” is not known: fill in the column of grades."),
    "grade_stage": _("“%(value)s” is not a grade of this school: check the class and its grade."),
    "identifier": _("“%(value)s” is no number of a person: use digits and letters only."),
    "role": _("The position “%(value)s” is not known: write Giáo viên, Cán bộ thư viện or Hiệu trưởng."),
    "subject": _("The subject “%(value)s” is not in the programme: write its full name or code."),
    "teacher_unknown": _("No teacher “%(value)s”: check the name or add the teacher to the sheet of teachers."),
    "teacher_ambiguous": _("Several teachers are called “%(value)s”: write the teacher's number instead."),
    "twice": _("This stands twice: %(value)s. Leave one of the two rows."),
    "ambiguous": _("Several people of the school are called “%(value)s”: fill in the birth date or the number."),
    "two_people": _("The two numbers of “%(value)s” belong to two different people: check both."),
    "elsewhere": _("The number %(value)s belongs to somebody of another school: check it, or have that school release the pupil."),
    "upload_gone": _("The upload is no longer here: choose the file again."),
    "no_file": _("Choose a file first."),
    "no_year": _("There is no school year yet: make one in the calendar first."),
}  # fmt: skip
NOTES: dict[str, object] = {
    "sheet_ignored": _("This sheet was not recognised and is left out."),
    "column_ignored": _("This column is not taken over."),
    "short_code": _("The ministry's identifier “%(value)s” does not have ten digits: check whether leading zeros were lost."),
}  # fmt: skip
FIELDS: dict[str, object] = {
    "class": _("Class"),
    "full_name": _("Full name"),
    "subject": _("Subject"),
    "teacher": _("Teacher"),
}
COUNTS: dict[str, object] = {
    "classes_new": _("new classes"),
    "pupils_new": _("new students"),
    "pupils_moved": _("students who change class"),
    "pupils_changed": _("students with changed data"),
    "pupils_same": _("students without change"),
    "staff_new": _("new members of staff"),
    "staff_changed": _("members of staff with changed data"),
    "staff_same": _("members of staff without change"),
    "teaching_new": _("new teaching assignments"),
    "teaching_ended": _("teaching assignments that end"),
    "pupils_absent": _("students of these classes who are not in the list; they stay"),
}  # fmt: skip


def text_of(fault: Fault) -> str:
    """What is wrong, and what to do."""
    value = fault.value
    if fault.code == "header_missing":
        value = str(FIELDS.get(value.partition(".")[2], value))
    found = FAULTS.get(fault.code) or NOTES[fault.code]
    return str(found) % {"value": value} if "%(" in str(found) else str(found)


def place_of(fault: Fault) -> str:
    """ "Học sinh, dòng 5, cột C (Ngày sinh)"."""
    parts: list[str] = [fault.sheet] if fault.sheet else []
    if fault.row:
        parts.append(gettext("row %(row)s", row=fault.row))
    if fault.column:
        parts.append(gettext("column %(column)s", column=fault.column))
    return ", ".join(parts)


def told(faults: list[Fault], say: Callable[[Fault], str] = text_of) -> list[dict[str, object]]:
    """Faults for machines."""
    return [
        {
            "code": f.code,
            "sheet": f.sheet,
            "row": f.row,
            "column": f.column,
            "value": f.value,
            "text": say(f),
        }
        for f in faults
    ]
