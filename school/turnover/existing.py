"""What the turn of a year has to know: classes, pupils, teaching, the year before."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select

from school.calendar.models import SchoolYear
from school.classes.models import Enrolment, SchoolClass, TeachingAssignment
from school.people.models import STUDENT, Person, RoleGrant
from school.turnover.models import Turnover
from school.turnover.rules import Choice, OldClass, Pupil, Standing, Wishes
from suite.db import db


@dataclass(frozen=True)
class Seen:
    """The state of a school before a turn."""

    classes: list[OldClass]
    standing: list[Standing]
    pupils: list[Pupil]


def year_before(year: SchoolYear) -> SchoolYear | None:
    """The year that ends when `year` begins."""
    query = select(SchoolYear).where(SchoolYear.starts_on < year.starts_on)
    return db.session.scalar(query.order_by(SchoolYear.starts_on.desc()).limit(1))


def years_after(day: date) -> list[SchoolYear]:
    """The years that begin after a day, the next one first."""
    query = select(SchoolYear).where(SchoolYear.starts_on > day)
    return list(db.session.scalars(query.order_by(SchoolYear.starts_on)))


def seen(row: Turnover) -> Seen:
    """What stands; two statements."""
    years = (row.from_year_id, row.to_year_id)
    query = select(SchoolClass.year_id, SchoolClass.id, SchoolClass.grade, SchoolClass.name).where(
        SchoolClass.school_id == row.school_id,
        SchoolClass.year_id.in_(years),
        SchoolClass.closed_on.is_(None),
    )
    order = (SchoolClass.grade, SchoolClass.sort_key, SchoolClass.id)
    old, new = list[OldClass](), list[Standing]()
    for year_id, class_id, grade, name in db.session.execute(query.order_by(*order)):
        if year_id == row.from_year_id:
            old.append(OldClass(class_id, grade, name))
        else:
            new.append(Standing(class_id, grade, name))
    home, already = _places(row)
    known = {one.id for one in old}
    pupils = [Pupil(person, of, person in already) for person, of in home.items() if of in known]
    return Seen(old, new, pupils)


def _places(row: Turnover) -> tuple[dict[int, int], set[int]]:
    """The class of each pupil at the end of the old year, and who is in the new one already."""
    query = (
        select(SchoolClass.year_id, Enrolment.person_id, Enrolment.class_id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(SchoolClass.school_id == row.school_id, Enrolment.is_main, _lasts(row))
        .order_by(Enrolment.id)
    )
    home, already = dict[int, int](), set[int]()
    for year_id, person_id, class_id in db.session.execute(query):
        if year_id == row.from_year_id:
            home[person_id] = class_id
        else:
            already.add(person_id)
    return home, already


def adrift(row: Turnover) -> int:
    """How many pupils of the school are in a class of neither year (one statement)."""
    in_class = (
        select(Enrolment.id)
        .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
        .where(
            Enrolment.person_id == RoleGrant.person_id,
            SchoolClass.school_id == row.school_id,
            _lasts(row),
        )
    )
    query = select(func.count(func.distinct(RoleGrant.person_id))).where(
        RoleGrant.unit_id == row.school_id,
        RoleGrant.role == STUDENT,
        RoleGrant.valid_from <= row.to_year.starts_on,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to > row.to_year.starts_on),
        ~in_class.exists(),
    )
    return db.session.scalar(query) or 0


def wishes_of(row: Turnover) -> Wishes:
    """What was decided so far, as the rules see it."""
    choices = {int(person): Choice(*held) for person, held in row.choices.items()}
    return Wishes(choices, {int(i): name for i, name in row.names.items()}, row.first)


def open_enrolments(row: Turnover) -> list[Enrolment]:
    """The enrolments of the old year that are not over at its end."""
    return list(db.session.scalars(select(Enrolment).where(*_open(row))))


def open_teaching(row: Turnover) -> list[TeachingAssignment]:
    """The assignments of the old year that are not over at its end."""
    inside = select(SchoolClass.id).where(
        SchoolClass.school_id == row.school_id, SchoolClass.year_id == row.from_year_id
    )
    query = select(TeachingAssignment).where(
        TeachingAssignment.class_id.in_(inside),
        or_(
            TeachingAssignment.ends_on.is_(None),
            TeachingAssignment.ends_on > row.to_year.starts_on,
        ),
    )
    return list(db.session.scalars(query.order_by(TeachingAssignment.id)))


def names_of(person_ids: list[int]) -> dict[int, str]:
    """Full names by id."""
    query = select(Person.id, Person.full_name).where(Person.id.in_(person_ids))
    return dict(db.session.execute(query).all())


def people_of(person_ids: list[int]) -> list[Person]:
    """People by id, in Vietnamese order."""
    query = select(Person).where(Person.id.in_(person_ids))
    return list(db.session.scalars(query.order_by(Person.sort_key, Person.id)))


def _open(row: Turnover) -> tuple[ColumnElement[bool], ...]:
    inside = select(SchoolClass.id).where(
        SchoolClass.school_id == row.school_id, SchoolClass.year_id == row.from_year_id
    )
    return Enrolment.class_id.in_(inside), _ends_late(row)


def _lasts(row: Turnover) -> ColumnElement[bool]:
    """Enrolments of the old year that are not over at its end, and all of the new one."""
    old = and_(SchoolClass.year_id == row.from_year_id, _ends_late(row))
    lived = or_(Enrolment.ends_on.is_(None), Enrolment.ends_on > Enrolment.starts_on)
    return or_(old, and_(SchoolClass.year_id == row.to_year_id, lived))


def _ends_late(row: Turnover) -> ColumnElement[bool]:
    return or_(Enrolment.ends_on.is_(None), Enrolment.ends_on > row.to_year.starts_on)
