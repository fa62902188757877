"""A list of candidates as a file: who has which number and sits where. Committed whole or not."""

import csv
import io
from dataclasses import dataclass

from sqlalchemy import select

from lms.exams.models import Candidate, Exam
from lms.sittings import placing, rules, seating
from lms.sittings.models import ExamRoom
from lms.sittings.rules import NotPossible
from lms.sittings.service import held
from school.api import Person
from suite import audit
from suite.db import db
from suite.text import fold, nfc

MOST_BYTES, MOST_ROWS = 2 << 20, 5000
# The words of a header, folded; the first is the one that the downloaded list has.
HEADERS = {
    "username": ("ten dang nhap", "user name", "username"),
    "number": ("sbd", "so bao danh", "number"),
    "sitting": ("ca thi", "sitting"),
    "room": ("phong thi", "phong", "room"),
    "place": ("cho", "cho ngoi", "seat"),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong where: line of the file from 1, column, and a code with what it is about."""

    line: int
    column: str
    code: str
    value: str = ""


class BadList(ValueError):
    """A list that cannot be taken; `faults` name every place."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


Line = tuple[int, dict[str, str]]


def read(content: bytes) -> list[Line]:
    """The lines of a CSV file by column. Raises BadList."""
    if len(content) > MOST_BYTES:
        raise BadList([Fault(1, "", "too_large")])
    try:
        text = nfc(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadList([Fault(line, "", "not_utf8")]) from None
    first = text.partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","
    )
    try:
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        raise BadList([Fault(reader.line_num, "", "not_csv")]) from None
    columns = [_column(cell) for cell in rows[0]] if rows else []
    if "username" not in columns or "room" not in columns:
        raise BadList([Fault(1, "", "header")])
    if len(rows) > MOST_ROWS:
        raise BadList([Fault(MOST_ROWS + 1, "", "too_many")])
    lines = [
        (number, {name: _plain(cell) for name, cell in zip(columns, row, strict=False) if name})
        for number, row in enumerate(rows[1:], 2)
    ]
    # Below a downloaded list stands how it was sorted and when: of nobody, in no room.
    return [(n, line) for n, line in lines if line.get("username") or line.get("room")]


def _column(cell: str) -> str:
    folded = fold(cell).strip()
    return next((name for name, words in HEADERS.items() if folded in words), "")


def _plain(cell: str) -> str:
    """What a cell says, without the mark that keeps spreadsheets from running it."""
    return cell.strip().removeprefix("'")


def take(exam_id: int, content: bytes) -> int:
    """Number and seat the candidates as the list says; how many. Raises BadList and NotPossible."""
    lines = read(content)
    exam = held(exam_id)
    faults: list[Fault] = []
    people, rooms = _people(exam), _rooms(exam)
    begun, seen = seating.started(exam), set[str]()
    done = 0
    for number, line in lines:
        fault = _take_line(line, people, rooms, begun, seen)
        if fault:
            faults.append(Fault(number, *fault))
        else:
            done += 1
    if faults:
        db.session.rollback()
        raise BadList(faults)
    seating.write(exam)
    seating.with_help(exam)
    audit.record("sitting.list", f"exam:{exam.uid}", detail={"lines": done})
    db.session.commit()
    return done


def _people(exam: Exam) -> dict[str, Candidate]:
    query = (
        select(Person.username, Candidate)
        .join(Candidate, Candidate.person_id == Person.id)
        .where(Candidate.exam_id == exam.id)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def _rooms(exam: Exam) -> dict[tuple[str, str], ExamRoom]:
    """Rooms by folded names of sitting and room; by the room alone where only one has it."""
    rooms = placing.rooms_of(exam)
    found = {(fold(room.sitting.name), fold(room.name)): room for room in rooms}
    names = [fold(room.name) for room in rooms]
    return found | {("", fold(r.name)): r for r in rooms if names.count(fold(r.name)) == 1}


def _take_line(
    line: dict[str, str],
    people: dict[str, Candidate],
    rooms: dict[tuple[str, str], ExamRoom],
    begun: set[int],
    seen: set[str],
) -> tuple[str, str, str] | None:
    username, name = line.get("username", ""), line.get("room", "")
    one = people.get(username)
    if one is None or username in seen:
        return "username", "twice" if one else "nobody", username
    seen.add(username)
    if one.person_id in begun:
        return "username", "started", username
    room = rooms.get((fold(line.get("sitting", "")), fold(name)))
    if room is None and name:
        return "room", "no_room", name
    number, place = line.get("number", ""), line.get("place", "")
    if len(number) > rules.LONGEST_NUMBER:
        return "number", "too_long", number
    if place and not (
        place.isdecimal() and place.isascii() and 1 <= int(place) <= rules.MOST_SEATS
    ):
        return "place", "no_number", place
    try:
        placing.seat(one, room, int(place) if place else None)
    except NotPossible as error:
        return "room", error.code, name
    one.number = number or one.number
    return None
