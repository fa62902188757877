"""The demonstration town: a province, a commune, two schools, their people and this school year.

Every name is invented; the same names come out each time. One password opens every account.
"""

import random
from collections.abc import Sequence
from datetime import date

from school.calendar.models import SchoolYear
from school.calendar.rules import YearPlan, default_year, name_of
from school.calendar.service import make_year
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.curriculum.service import load_programme
from school.people import service as people
from school.people.models import (
    ADMINISTRATOR,
    COMMUNE_OFFICER,
    LIBRARIAN,
    PRINCIPAL,
    STUDENT,
    TEACHER,
    Person,
)
from school.people.passwords import hashed
from school.roster.usernames import Names
from school.units.models import OrgUnit
from school.units.service import add_unit
from suite import clock, demo
from suite.db import db
from suite.text import numbered_sort_key

PASSWORD = "lopso2026"  # noqa: S105 (a demonstration's, printed on the screen)
SEED = 20181226
PUPILS = 30
FAMILIES = [
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương",
    "Lý", "Mai", "Trịnh", "Lương",
]  # fmt: skip
GIRLS = [
    "An", "Bình", "Chi", "Dung", "Giang", "Hà", "Hạnh", "Hoa", "Hương", "Lan", "Linh", "Mai",
    "My", "Ngân", "Ngọc", "Nhi", "Quỳnh", "Thảo", "Trang", "Yến",
]  # fmt: skip
BOYS = [
    "Anh", "Bảo", "Cường", "Duy", "Dũng", "Đạt", "Đức", "Hải", "Hiếu", "Huy", "Khang", "Kiên",
    "Long", "Minh", "Nam", "Phong", "Quân", "Sơn", "Tuấn", "Việt",
]  # fmt: skip
GIRL_MIDDLES = ["Thị", "Ngọc", "Thu", "Minh", "Khánh", "Phương", "Bảo", "Ánh"]
BOY_MIDDLES = ["Văn", "Đức", "Minh", "Quang", "Gia", "Hữu", "Tuấn", "Xuân"]
SCHOOLS = (("31-SONGXANH", "THCS Sông Xanh", ""), ("31-DOITHONG", "THCS Đồi Thông", "2"))
CLASSES = (("6A", 6), ("7A", 7), ("9A", 9))
TAUGHT = ("TOAN", "NGUVAN", "KHTN", "TINHOC", "LSDL", "NN1")
SIGN_INS = {
    "Quản trị viên": "quantri",
    "Cán bộ phường": "canbo",
    "Hiệu trưởng": "hieutruong",
    "Cán bộ thư viện": "thuthu",
    "Giáo viên": "giaovien",
    "Học sinh": "hocsinh",
}
for _label, _username in SIGN_INS.items():
    demo.note(_label, f"{_username} / {PASSWORD}")


@demo.step(10)
def build() -> None:
    """Units, year, programme, and the people of two schools."""
    load_programme()
    year, _new = make_year(_this_year(clock.today()))
    since = year.starts_on.replace(month=7, day=1)
    province = add_unit("province", "31", "Tỉnh Sông Núi (minh hoạ)", since=since)
    commune = add_unit("commune", "31001", "Phường Hoa Ban", parent=province, since=since)
    town = _Town(year)
    town.person("Lý Minh Quản", "quantri", ADMINISTRATOR, province)
    town.person("Hồ Thị Phường", "canbo", COMMUNE_OFFICER, commune)
    for code, name, suffix in SCHOOLS:
        unit = add_unit("school", code, name, parent=commune, stage="lower_secondary", since=since)
        town.school(unit, suffix)
    db.session.commit()


def _this_year(today: date) -> YearPlan:
    start = date(today.year if today.month >= 8 else today.year - 1, 9, 5)
    return default_year(name_of(start), start)


class _Town:
    """Makes invented people; accounts known by heart keep their user names."""

    def __init__(self, year: SchoolYear) -> None:
        self.year = year
        self.random = random.Random(SEED)  # noqa: S311 (names, not secrets)
        self.names = Names(())
        self.kept = hashed(PASSWORD)

    def person(self, full_name: str, username: str, role: str, unit: OrgUnit) -> Person:
        row = people.new_person(
            full_name, username, school_id=unit.id if unit.kind == "school" else None
        )
        row.password_hash = self.kept
        people.grant(row, role, unit.id, since=self.year.starts_on)
        return row

    def invented(self, role: str, unit: OrgUnit, girl: bool, username: str = "") -> Person:
        given, middles = (GIRLS, GIRL_MIDDLES) if girl else (BOYS, BOY_MIDDLES)
        words = [self.random.choice(names) for names in (FAMILIES, middles, given)]
        name = " ".join(words)
        row = self.person(name, username or self.names.new(name), role, unit)
        row.gender = "female" if girl else "male"
        return row

    def school(self, unit: OrgUnit, suffix: str) -> None:
        """A school's staff, and its classes with their teachers and pupils."""
        self.invented(PRINCIPAL, unit, True, f"hieutruong{suffix}")
        self.invented(LIBRARIAN, unit, True, f"thuthu{suffix}")
        teachers = [
            self.invented(TEACHER, unit, bool(n % 2), f"giaovien{suffix}" if n == 0 else "")
            for n in range(len(TAUGHT))
        ]
        db.session.flush()
        for number, (name, grade) in enumerate(CLASSES):
            row = SchoolClass(
                school_id=unit.id,
                year_id=self.year.id,
                grade=grade,
                name=name,
                sort_key=numbered_sort_key(name),
            )
            db.session.add(row)
            db.session.flush()
            self.teaching(row, teachers, number)
            self.pupils(row, unit, f"hocsinh{suffix}" if number == 0 else "")

    def teaching(self, row: SchoolClass, teachers: Sequence[Person], homeroom: int) -> None:
        wanted = [*zip(TAUGHT, teachers, strict=True), (None, teachers[homeroom])]
        for subject, teacher in wanted:
            db.session.add(
                TeachingAssignment(
                    school_id=row.school_id,
                    class_id=row.id,
                    subject_code=subject,
                    person_id=teacher.id,
                    is_homeroom=subject is None,
                    starts_on=self.year.starts_on,
                )
            )

    def pupils(self, row: SchoolClass, unit: OrgUnit, known: str) -> None:
        count = PUPILS + self.random.randint(-2, 2)
        held = [self.invented(STUDENT, unit, bool(n % 2), "" if n else known) for n in range(count)]
        for person in held:
            birth_year = self.year.starts_on.year - row.grade - 5
            person.birth_date = date(
                birth_year, self.random.randint(1, 12), self.random.randint(1, 28)
            )
        db.session.flush()
        for person in held:
            people.identify(person, "moet", f"31{person.id:08}", since=self.year.starts_on)
            db.session.add(
                Enrolment(
                    school_id=unit.id,
                    class_id=row.id,
                    person_id=person.id,
                    starts_on=self.year.starts_on,
                )
            )
