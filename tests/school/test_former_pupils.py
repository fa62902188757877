"""Whom a teacher sees: those taught now, and until the year ends those taught in it."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update

from school.access import scope
from school.classes.models import Enrolment, TeachingAssignment
from school.people.models import Person
from school.people.standing import who_is
from suite import clock
from suite.db import db
from tests.kit import make

START, WINTER, SPRING = make.YEAR_START, date(2027, 1, 10), date(2027, 3, 1)
SUMMER, LATER = date(2027, 7, 1), date(2027, 9, 20)


@pytest.mark.parametrize(
    ("pupil", "teacher", "day", "seen"),
    [
        ((START, None), (START, None), WINTER, True),
        ((START, WINTER), (START, None), SPRING, True),
        ((START, WINTER), (START, None), SUMMER, False),
        ((START, WINTER), (START, None), LATER, False),
        ((START, None), (START, WINTER), SPRING, True),
        ((START, None), (START, WINTER), LATER, False),
        ((START, None), (START, None), LATER, True),
        ((START, WINTER), (WINTER, None), SPRING, False),
        ((START, WINTER), (SPRING, None), SPRING, False),
        ((SPRING, None), (START, None), WINTER, False),
        ((START, START), (START, None), WINTER, False),
    ],
)
def test_as_long_as_both_last_or_the_year_does(
    dbapp: Flask,
    pupil: tuple[date, date | None],
    teacher: tuple[date, date | None],
    day: date,
    seen: bool,
) -> None:
    of = make.school_class()
    child, person = make.student(of), make.teacher(of)
    for model, (since, until) in ((Enrolment, pupil), (TeachingAssignment, teacher)):
        db.session.execute(update(model).values(starts_on=since, ends_on=until))
    db.session.commit()
    with clock.frozen(clock.start_of(day)):
        query = scope(select(Person), who_is(person)).where(Person.id == child.id)
        assert (db.session.scalar(query) is not None) == seen
