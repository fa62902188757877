"""The town's other roles: who stands beside the principal, families, subject groups, overseers."""

from sqlalchemy import select

from school.classes.models import SchoolClass, TeachingAssignment
from school.demo import PASSWORD, SCHOOLS
from school.groups.models import GroupMember, SubjectGroup
from school.people import service as people
from school.people.models import (
    INSPECTOR,
    INVIGILATOR,
    PROVINCE_OFFICER,
    SCHOOL_ADMINISTRATOR,
    VICE_PRINCIPAL,
    Guardianship,
    Person,
)
from school.people.passwords import hashed
from school.units.models import COMMUNE, PROVINCE, OrgUnit
from suite import demo
from suite.db import db
from suite.text import numbered_sort_key

GROUPS = {
    "Tổ Khoa học tự nhiên": ("TOAN", "KHTN", "TINHOC"),
    "Tổ Khoa học xã hội": ("NGUVAN", "LSDL", "NN1"),
}
SIGN_INS = {
    "Phó hiệu trưởng": "phohieutruong",
    "Quản trị viên của trường": "quantritruong",
    "Giám thị": "giamthi",
    "Phụ huynh": "phuhuynh",
    "Cán bộ Sở": "canboso",
    "Thanh tra": "thanhtra",
}
for _label, _username in SIGN_INS.items():
    demo.note(_label, f"{_username} / {PASSWORD}")


@demo.step(11)
def build() -> None:
    """Add them to the town that stands."""
    school = db.session.scalars(select(OrgUnit).where(OrgUnit.code == SCHOOLS[0][0])).one()
    since = school.valid_from
    kept = hashed(PASSWORD)

    def person(name: str, username: str, unit: OrgUnit | None = None, role: str = "") -> Person:
        at = unit.id if unit is not None and unit.kind == "school" else None
        row = people.new_person(name, username, school_id=at)
        row.password_hash = kept
        if unit is not None:
            until = since.replace(year=since.year + 1) if role == INSPECTOR else None
            people.grant(row, role, unit.id, since=since, until=until)
        return row

    person("Trương Thị Phó", "phohieutruong", school, VICE_PRINCIPAL)
    person("Đào Văn Máy", "quantritruong", school, SCHOOL_ADMINISTRATOR)
    person("Tạ Thị Giám", "giamthi", school, INVIGILATOR)
    person("Cao Thị Sở", "canboso", _unit(PROVINCE), PROVINCE_OFFICER)
    person("Phan Văn Thanh", "thanhtra", _unit(COMMUNE), INSPECTOR)
    _groups(school)
    parent = person("Nguyễn Thị Mẹ", "phuhuynh")
    child = db.session.scalars(select(Person).where(Person.username == "hocsinh")).one()
    db.session.flush()
    db.session.add(
        Guardianship(guardian_id=parent.id, pupil_id=child.id, relation="mother", valid_from=since)
    )


def _unit(kind: str) -> OrgUnit:
    query = select(OrgUnit).where(OrgUnit.kind == kind).order_by(OrgUnit.id).limit(1)
    return db.session.scalars(query).one()


def _groups(school: OrgUnit) -> None:
    """Every teacher of a subject in its group, the first one leading it."""
    for name, subjects in GROUPS.items():
        group = SubjectGroup(
            school_id=school.id,
            name=name,
            sort_key=numbered_sort_key(name),
            valid_from=school.valid_from,
        )
        db.session.add(group)
        db.session.flush()
        query = (
            select(TeachingAssignment.person_id)
            .join(SchoolClass, SchoolClass.id == TeachingAssignment.class_id)
            .where(
                SchoolClass.school_id == school.id, TeachingAssignment.subject_code.in_(subjects)
            )
            .order_by(TeachingAssignment.person_id)
            .distinct()
        )
        for place, person_id in enumerate(db.session.scalars(query)):
            db.session.add(
                GroupMember(
                    school_id=school.id,
                    group_id=group.id,
                    person_id=person_id,
                    is_head=place == 0,
                    starts_on=school.valid_from,
                )
            )
