"""Makers of test data: small, real, committed. Names are invented."""

from datetime import date, timedelta
from itertools import count

from sqlalchemy import select

from school.calendar.models import InstructionalWeek, SchoolYear, Semester
from school.classes.models import Enrolment, SchoolClass, Subject, TeachingAssignment
from school.groups.models import GroupMember, SubjectGroup
from school.people import service as people
from school.people.models import Guardianship, Person
from school.units.models import OrgUnit
from suite.db import db
from suite.text import numbered_sort_key

_numbers = count(1)

YEAR_START = date(2026, 9, 7)
SUBJECTS = {"TOAN": ("Toán", "Mathematics"), "TINHOC": ("Tin học", "Informatics")}


def unit(kind: str, name: str, parent: OrgUnit | None = None, **fields: object) -> OrgUnit:
    """A unit of the tree; valid since 2025-07-01."""
    row = OrgUnit(
        kind=kind,
        name=name,
        code=f"U{next(_numbers):05}",
        sort_key=numbered_sort_key(name),
        parent_id=parent.id if parent else None,
        path="",
        valid_from=date(2025, 7, 1),
        **fields,
    )
    db.session.add(row)
    db.session.flush()
    row.path = f"{parent.path if parent else '/'}{row.id}/"
    db.session.commit()
    return row


def province(name: str = "Tỉnh Thử") -> OrgUnit:
    return unit("province", name)


def commune(name: str = "Phường Thử", parent: OrgUnit | None = None) -> OrgUnit:
    return unit("commune", name, parent or province())


def school(name: str = "THCS Thử Nghiệm", parent: OrgUnit | None = None) -> OrgUnit:
    return unit("school", name, parent or commune(), stage="lower_secondary")


def year(start: date = YEAR_START, weeks: int = 35) -> SchoolYear:
    """A school year of `weeks` instructional weeks, two semesters; made once."""
    name = f"{start.year}-{start.year + 1}"
    found = db.session.scalar(select(SchoolYear).where(SchoolYear.name == name))
    if found:
        return found
    end, middle = start + timedelta(weeks=weeks + 3), start + timedelta(weeks=18)
    row = SchoolYear(name=name, starts_on=start, ends_on=end)
    row.semesters = [
        Semester(number=1, starts_on=start, ends_on=middle),
        Semester(number=2, starts_on=middle, ends_on=end),
    ]
    row.weeks = [InstructionalWeek(monday=start + timedelta(weeks=n)) for n in range(weeks)]
    db.session.add(row)
    db.session.commit()
    return row


def subject(code: str = "TOAN") -> Subject:
    found = db.session.get(Subject, code)
    if found:
        return found
    vi, en = SUBJECTS[code]
    row = Subject(code=code, name_vi=vi, name_en=en)
    db.session.add(row)
    db.session.commit()
    return row


def school_class(of: OrgUnit | None = None, name: str = "6A", grade: int = 6) -> SchoolClass:
    row = SchoolClass(
        school_id=(of or school()).id,
        year_id=year().id,
        grade=grade,
        name=name,
        sort_key=numbered_sort_key(name),
    )
    db.session.add(row)
    db.session.commit()
    return row


def person(
    name: str = "Lê Văn Người", role: str | None = None, at: OrgUnit | None = None
) -> Person:
    """A person, with a role at a unit valid since the year began."""
    school_id = at.id if at is not None and at.kind == "school" else None
    row = people.new_person(
        name, f"nguoi{next(_numbers)}", school_id=school_id, password="mật khẩu thử 1"
    )
    if role and at is not None:
        people.grant(row, role, at.id, since=YEAR_START)
    db.session.commit()
    return row


def student(of: SchoolClass, name: str = "Nguyễn Thị Bình", *, since: date = YEAR_START) -> Person:
    row = person(name, "student", of.school)
    db.session.add(
        Enrolment(school_id=of.school_id, class_id=of.id, person_id=row.id, starts_on=since)
    )
    db.session.commit()
    return row


def teacher(
    of: SchoolClass,
    name: str = "Trần Văn Thầy",
    subject_code: str | None = "TOAN",
    *,
    homeroom: bool = False,
) -> Person:
    """A teacher assigned to the class for a subject."""
    if subject_code:
        subject(subject_code)
    row = person(name, "teacher", of.school)
    assign(row, of, subject_code, homeroom=homeroom)
    return row


def guardian(of: Person, name: str = "Nguyễn Văn Cha") -> Person:
    """A guardian of a pupil, since the year began."""
    row = person(name)
    db.session.add(
        Guardianship(guardian_id=row.id, pupil_id=of.id, relation="guardian", valid_from=YEAR_START)
    )
    db.session.commit()
    return row


def subject_head(of: OrgUnit, name: str = "Lê Thị Tổ", group: str = "Tổ Toán") -> Person:
    """A teacher who leads a subject group of a school."""
    row = person(name, "teacher", of)
    team = SubjectGroup(
        school_id=of.id, name=group, sort_key=numbered_sort_key(group), valid_from=YEAR_START
    )
    db.session.add(team)
    db.session.flush()
    db.session.add(
        GroupMember(
            school_id=of.id, group_id=team.id, person_id=row.id, is_head=True, starts_on=YEAR_START
        )
    )
    db.session.commit()
    return row


def assign(
    who: Person, of: SchoolClass, subject_code: str | None = "TOAN", *, homeroom: bool = False
) -> None:
    db.session.add(
        TeachingAssignment(
            school_id=of.school_id,
            class_id=of.id,
            person_id=who.id,
            subject_code=subject_code,
            is_homeroom=homeroom,
            starts_on=YEAR_START,
        )
    )
    db.session.commit()
