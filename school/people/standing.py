"""How somebody stands: every role that holds today, granted or following from elsewhere."""

from sqlalchemy import Select, literal, select, union_all

from school.access import Grant, Who, valid_today
from school.classes.models import TeachingAssignment
from school.groups.models import GroupMember
from school.people.models import (
    GUARDIAN,
    HOMEROOM_TEACHER,
    STUDENT,
    SUBJECT_HEAD,
    Guardianship,
    Person,
    RoleGrant,
)
from school.units.models import OrgUnit
from suite.db import db


def who_is(person: Person) -> Who:
    """The grants of a person that hold today, in one statement."""
    return standing_of(person.id, person.school_id)


def standing_of(person_id: int, school_id: int | None) -> Who:
    """As `who_is`, of a person known by id."""
    parts = (_granted(person_id), _homeroom(person_id), _heads(person_id), _guards(person_id))
    rows = db.session.execute(union_all(*parts)).all()
    found = sorted({Grant(row[1], row[2], row[3], row[4]) for row in rows}, key=_order)
    return Who(person_id, school_id, tuple(found))


def is_pupil(person: Person) -> bool:
    """Whether somebody is a pupil today and nothing else."""
    grants = who_is(person).grants
    return bool(grants) and all(grant.role == STUDENT for grant in grants)


def _order(grant: Grant) -> tuple[str, str, int]:
    return grant.role, grant.path, grant.about


def _granted(person_id: int) -> Select[int, str, int, str, int]:
    return (
        select(RoleGrant.id, RoleGrant.role, OrgUnit.id, OrgUnit.path, literal(0))
        .join(OrgUnit, OrgUnit.id == RoleGrant.unit_id)
        .where(
            RoleGrant.person_id == person_id, valid_today(RoleGrant.valid_from, RoleGrant.valid_to)
        )
    )


def _homeroom(person_id: int) -> Select[int, str, int, str, int]:
    row = TeachingAssignment
    return (
        select(row.id, literal(HOMEROOM_TEACHER), OrgUnit.id, OrgUnit.path, row.class_id)
        .join(OrgUnit, OrgUnit.id == row.school_id)
        .where(row.person_id == person_id, row.is_homeroom, valid_today(row.starts_on, row.ends_on))
    )


def _heads(person_id: int) -> Select[int, str, int, str, int]:
    row = GroupMember
    return (
        select(row.id, literal(SUBJECT_HEAD), OrgUnit.id, OrgUnit.path, row.group_id)
        .join(OrgUnit, OrgUnit.id == row.school_id)
        .where(row.person_id == person_id, row.is_head, valid_today(row.starts_on, row.ends_on))
    )


def _guards(person_id: int) -> Select[int, str, int, str, int]:
    row = Guardianship
    return (
        select(row.id, literal(GUARDIAN), OrgUnit.id, OrgUnit.path, row.pupil_id)
        .join(Person, Person.id == row.pupil_id)
        .join(OrgUnit, OrgUnit.id == Person.school_id)
        .where(
            row.guardian_id == person_id,
            Person.left_on.is_(None),
            valid_today(row.valid_from, row.valid_to),
        )
    )
