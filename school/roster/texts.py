"""The words of the import: what is wrong and what to do, in the reader's language."""
# ruff: noqa: E501 (sentences are kept whole)

from collections.abc import Callable

from flask_babel import gettext, lazy_gettext

from school.roster.records import Fault

_ = lazy_gettext

FAULTS: dict[str, object] = {
    "too_large": _("The file is larger than 20 MB: split it and import the parts one after the other."),
    "too_many_rows": _("A sheet has more than 60,000 rows: split the file."),
    "password": _("This file is protected by a password: open it in Excel, take the password away (File, Info, Protect) and save it."),
    "kind": _("This is neither an Excel file (.xlsx, .xls) nor a CSV file: save the list as .xlsx."),
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
    "date_order": _("“%(value)s” has month and day the other way round than the rest of its column: write the column as dd/mm/yyyy."),
    "days_order": _("The last day (%(value)s) is before the first: check both."),
    "phone": _("“%(value)s” is no telephone number: write it like 0912 345 678."),
    "email": _("“%(value)s” is no e-mail address: check it."),
    "weekday": _("“%(value)s” is no weekday: write Thứ 2 to Thứ 7."),
    "session": _("“%(value)s” is no half of a day: write Sáng or Chiều."),
    "period": _("“%(value)s” is no lesson of a day: write a number from 1 to 12."),
    "seats": _("“%(value)s” is no number of seats: write digits only."),
    "duty": _("“%(value)s” is not understood: write subject and classes like “Toán 6A, 6B; Tin 7A”."),
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
    "pupil_unknown": _("No student “%(value)s” stands in this school or list: check the number, or the name and the class."),
    "pupil_ambiguous": _("Several students are meant by “%(value)s”: write the student's number."),
    "group_unknown": _("There is no subject group “%(value)s”: check the name or add it to the sheet of subject groups."),
    "room_unknown": _("There is no room “%(value)s”: check it or add it to the sheet of rooms."),
    "twice": _("This stands twice: %(value)s. Leave one of the two rows."),
    "ambiguous": _("Several people of the school are called “%(value)s”: fill in the birth date or the number."),
    "two_people": _("The two numbers of “%(value)s” belong to two different people: check both."),
    "role_above": _("Only a principal or an administrator makes somebody principal: %(value)s."),
    "elsewhere": _("The number %(value)s belongs to somebody of another school: check it. If it is right and the student comes to you, ask that school to let the student leave there, then import this list again; for others leave the number out."),
    "leave_day": _("On %(value)s nobody can leave: choose a day of the school year that is not in the future."),
    "or_manifest": _("The file manifest.csv is missing: export the OneRoster files with it."),
    "or_version": _("OneRoster version “%(value)s” is not known: export version 1.1 or 1.2."),
    "or_delta": _("The file %(value)s holds only what changed (delta): export everything (bulk)."),
    "or_file": _("The file %(value)s is missing, or the manifest does not say that it holds everything (bulk)."),
    "or_org": _("No organisation in orgs.csv is this school: put its code “%(value)s” into the column identifier."),
    "or_year": _("These files are of the school year “%(value)s” and not of the present one: export the present year."),
    "or_date": _("“%(value)s” is no date: write it as yyyy-mm-dd."),
    "upload_gone": _("The upload is no longer here: choose the file again."),
    "no_file": _("Choose a file first."),
    "no_year": _("There is no school year yet: make one in the calendar first."),
}  # fmt: skip
NOTES: dict[str, object] = {
    "sheet_ignored": _("This sheet was not recognised and is left out. Choose above what it holds if it should be read."),
    "sheet_left": _("This sheet is left out, as was chosen for its columns."),
    "sheet_hidden": _("This sheet is hidden in the file and is left out: show it in Excel if it belongs to the list."),
    "column_ignored": _("This column is not taken over."),
    "class_from_title": _("No column names the class: all of this sheet are in %(value)s, as its title or its name says."),
    "row_total": _("A row of totals is left out: %(value)s"),
    "row_signature": _("A row of signatures is left out: %(value)s"),
    "row_header": _("The header stands here once more and is left out."),
    "font_tcvn3": _("Converted from the old font TCVN3 (.VnTime): %(value)s"),
    "font_vni": _("Converted from the old font VNI: %(value)s"),
    "font_tcvn3_many": _("%(count)s cells converted from the old font TCVN3 (.VnTime), for example: %(value)s"),
    "font_vni_many": _("%(count)s cells converted from the old font VNI, for example: %(value)s"),
    "capitals_many": _("%(count)s names written with capitals as names are, for example: %(value)s"),
    "year_only_many": _("In %(count)s rows only a year stands (for example: %(value)s): the birth dates stay empty."),
    "zeros_lost_many": _("%(count)s numbers probably lost leading zeros, for example: %(value)s. Taken over as they stand."),
    "short_code_many": _("%(count)s of the ministry's identifiers have neither ten nor twelve digits, for example: %(value)s. Check whether leading zeros were lost."),
    "capitals": _("Written with capitals as names are: %(value)s"),
    "dates_mdy": _("The dates of this column are read as month/day/year, because some of them cannot be day/month: check a few."),
    "year_only": _("Only a year stands here (%(value)s): the birth date stays empty."),
    "zeros_lost": _("Leading zeros were probably lost: %(value)s. Taken over as it stands."),
    "short_code": _("The ministry's identifier “%(value)s” has neither ten nor twelve digits: check whether leading zeros were lost."),
    "lesson_teacher": _("The teacher “%(value)s” is not known or not sure: the lesson is taken over without a teacher."),
    "or_left": _("This OneRoster file is not taken over: it holds nothing that lists of the school have."),
    "or_class": _("The class “%(value)s” belongs to no homeroom class and is left out."),
    "or_role": _("Somebody with the role “%(value)s” is left out: only students, teachers, principals and families are taken over."),
    "or_second": _("A student is in a second class, “%(value)s”: only the first or primary one is taken over."),
    "or_identifier": _("“%(value)s” is no number of the ministry and is left out; the sourcedId is kept."),
    "guardian_nameless": _("Beside “%(value)s” stands no name: this guardian is left out."),
}  # fmt: skip
KINDS: dict[str, object] = {
    "": _("Leave out"),
    "pupils": _("Students"),
    "teachers": _("Teachers and staff"),
    "classes": _("Classes"),
    "assignments": _("Teaching assignments"),
    "guardians": _("Guardians"),
    "groups": _("Subject groups"),
    "rooms": _("Rooms"),
    "timetable": _("Timetable"),
}
FIELDS: dict[str, object] = {
    "class": _("Class"),
    "full_name": _("Full name"),
    "family": _("Family and middle names"),
    "given": _("Given name"),
    "birth_date": _("Birth date"),
    "birth_day": _("Birth date: day"),
    "birth_month": _("Birth date: month"),
    "birth_year": _("Birth date: year"),
    "gender": _("Gender"),
    "moet": _("Ministry's identifier"),
    "school": _("School's own number"),
    "role": _("Position"),
    "group": _("Subject group"),
    "head": _("Head of the group"),
    "grade": _("Grade"),
    "homeroom": _("Homeroom teacher"),
    "subject": _("Subject"),
    "teacher": _("Teacher"),
    "duties": _("Subjects and classes"),
    "starts_on": _("From"),
    "ends_on": _("Until"),
    "classes": _("A class"),
    "father": _("Father"),
    "father_phone": _("Father's telephone"),
    "father_email": _("Father's e-mail"),
    "mother": _("Mother"),
    "mother_phone": _("Mother's telephone"),
    "mother_email": _("Mother's e-mail"),
    "guardian": _("Guardian"),
    "guardian_phone": _("Guardian's telephone"),
    "guardian_email": _("Guardian's e-mail"),
    "relation": _("Relation"),
    "phone": _("Telephone"),
    "email": _("E-mail"),
    "pupil": _("Number of the student"),
    "pupil_name": _("Name of the student"),
    "room": _("Room"),
    "room_name": _("Name of the room"),
    "seats": _("Seats"),
    "room_kind": _("Kind of room"),
    "weekday": _("Weekday"),
    "session": _("Half of the day"),
    "period": _("Lesson number"),
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
    "teaching_changed": _("teaching assignments with changed days"),
    "guardians_new": _("new guardians"),
    "guardians_changed": _("guardians with changed data"),
    "guardians_same": _("guardians without change"),
    "groups_new": _("new subject groups"),
    "members_new": _("new places in subject groups"),
    "members_ended": _("places in subject groups that end"),
    "rooms_new": _("new rooms"),
    "rooms_changed": _("rooms with changed data"),
    "lessons_new": _("new lessons of the timetable"),
    "lessons_ended": _("lessons of the timetable that end"),
    "pupils_come": _("students who come from another school"),
    "pupils_leave": _("students who leave"),
    "pupils_absent": _("students of these classes who are not in the list; they stay"),
}  # fmt: skip


def text_of(fault: Fault) -> str:
    """What is wrong, and what to do."""
    value = fault.value
    if fault.code == "header_missing":
        value = str(FIELDS.get(value.partition(".")[2], value))
    count = ""
    if fault.code.endswith("_many"):
        count, _sep, value = value.partition("|")
    text = str(FAULTS.get(fault.code) or NOTES[fault.code])
    return text % {"value": value, "count": count} if "%(" in text else text


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
