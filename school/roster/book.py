"""A school as the house's own workbook: what the template asks for, filled in."""

import io
from collections.abc import Sequence
from datetime import date, timedelta

import xlsxwriter

from school.roster.paper import TEMPLATE
from school.roster.snapshot import PersonOut, Snapshot

GENDERS = {"male": "Nam", "female": "Nữ"}
ROLES = {"teacher": "Giáo viên", "librarian": "Cán bộ thư viện", "principal": "Hiệu trưởng"}
RELATIONS = {"father": "Cha", "mother": "Mẹ", "guardian": "Người giám hộ"}
SESSIONS = {"morning": "Sáng", "afternoon": "Chiều"}
WEEKDAYS = ("Thứ 2", "Thứ 3", "Thứ 4", "Thứ 5", "Thứ 6", "Thứ 7", "Chủ nhật")


def write(shot: Snapshot) -> bytes:
    """The workbook; every cell is text."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    head = book.add_format({"bold": True, "bg_color": "#E2F1E9", "border": 1})
    words = book.add_format({"num_format": "@"})
    for name, rows in sheets(shot).items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, (title, width) in enumerate(TEMPLATE[name]):
            sheet.set_column(column, column, width, words)
            sheet.write_string(0, column, title, head)
        for number, row in enumerate(rows, 1):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(number, column, text, words)
    book.close()
    return target.getvalue()


def sheets(shot: Snapshot) -> dict[str, list[Sequence[str]]]:
    """The rows below the header of each sheet of the template."""
    return {
        "Lớp": [(name, str(grade), "") for name, grade in shot.classes],
        "Học sinh": [
            (str(n), *_numbers(one), *_person(one), one.class_name)
            for n, one in enumerate(shot.pupils, 1)
        ],
        "Giáo viên": [
            (str(n), *_numbers(one), *_person(one), ROLES[one.role], one.group)
            for n, one in enumerate(shot.staff, 1)
        ],
        "Phân công": _teaching(shot),
        "Phụ huynh": _guardians(shot),
        "Tổ chuyên môn": [(name, _who(shot, head)) for name, head in shot.groups],
        "Phòng học": [
            (room.code, room.name, str(room.seats or ""), room.kind) for room in shot.rooms
        ],
        "Thời khóa biểu": _lessons(shot),
    }


def _numbers(one: PersonOut) -> tuple[str, str]:
    return one.numbers.get("moet", ""), one.numbers.get("school", "")


def _person(one: PersonOut) -> tuple[str, str, str]:
    born = one.birth_date.strftime("%d/%m/%Y") if one.birth_date else ""
    return one.full_name, born, GENDERS.get(one.gender or "", "")


def _who(shot: Snapshot, person_id: int | None) -> str:
    """A teacher as another sheet names them: by number where there is one."""
    one = shot.person(person_id) if person_id else None
    if one is None:
        return ""
    return one.numbers.get("school") or one.numbers.get("moet") or one.full_name


def _teaching(shot: Snapshot) -> list[Sequence[str]]:
    return [
        (
            one.class_name,
            shot.subjects[one.subject] if one.subject else "Chủ nhiệm",
            _who(shot, one.person_id),
            one.starts_on.strftime("%d/%m/%Y"),
            _last_day(one.ends_on),
        )
        for one in shot.teaching
    ]


def _last_day(ends_on: date | None) -> str:
    return (ends_on - timedelta(days=1)).strftime("%d/%m/%Y") if ends_on else ""


def _guardians(shot: Snapshot) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    for guardian, pupil, relation in shot.ties:
        one, child = shot.person(guardian), shot.person(pupil)
        if one is None or child is None:
            continue
        number = child.numbers.get("moet") or child.numbers.get("school") or ""
        reach = one.contacts.get("phone", ""), one.contacts.get("email", "")
        rows.append(
            (one.full_name, RELATIONS[relation], *reach, number, child.full_name, child.class_name)
        )
    return sorted(rows, key=list)


def _lessons(shot: Snapshot) -> list[Sequence[str]]:
    rooms = {room.id: room.code for room in shot.rooms}
    return [
        (
            name,
            WEEKDAYS[one.weekday - 1],
            SESSIONS.get(one.session, ""),
            str(one.period),
            shot.subjects[one.subject_code] if one.subject_code else one.activity,
            _who(shot, one.person_id),
            rooms.get(one.room_id or 0, ""),
        )
        for name, one in shot.lessons
    ]
