"""Any history of use, enrolment and rollups gives what the slow reading of the policy gives."""

from datetime import date, timedelta

from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from indicators.coverage import check, compute, tally
from indicators.coverage.rules import I2
from indicators.formulas.periods import Span, between, month_of, week_of
from indicators.formulas.population import PersonDates, Stay
from indicators.formulas.qualify import Who
from indicators.ledger.models import ChainDay, Event, PersonKey, Receipt, Touched
from indicators.register.service import register
from indicators.rollup import service as rolling
from indicators.rollup.models import Stamp, UseDaysRow, Value
from indicators.rollup.years import years
from school.classes.models import Enrolment, SchoolClass
from school.people.models import Person
from suite import clock
from suite.db import db
from tests.indicators.slow_use import slow_use
from tests.kit import make
from tests.kit import make_indicators as counting

START = make.YEAR_START
NOW = START + timedelta(weeks=6)
days = st.integers(0, 41).map(lambda n: START + timedelta(days=n))
stays = st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(1, 40)))
histories = st.lists(st.tuples(st.integers(0, 3), days, st.booleans()), max_size=30)


def forget_all() -> None:
    for model in (Touched, Event, Receipt, UseDaysRow, Value, Stamp, ChainDay, PersonKey):
        db.session.execute(delete(model))
    db.session.execute(delete(Enrolment))
    db.session.commit()


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(histories, st.lists(stays, min_size=4, max_size=4))
def test_bit_by_bit_is_what_the_policy_says(
    dbapp: Flask,
    history: list[tuple[int, date, bool]],
    enrolments: list[tuple[int, int | None]],
) -> None:
    forget_all()
    of = db.session.scalar(select(SchoolClass)) or make.school_class(make.school())
    people = list(db.session.scalars(select(Person).order_by(Person.id)))
    people += [make.person(role="student", at=of.school) for _ in enrolments[len(people) :]]
    truth: list[tuple[tuple[Stay, ...], set[date]]] = []
    for person, (first, length) in zip(people, enrolments, strict=True):
        starts = START + timedelta(days=first)
        ends = None if length is None else starts + timedelta(days=length)
        db.session.add(
            Enrolment(
                school_id=of.school_id, class_id=of.id, person_id=person.id,
                starts_on=starts, ends_on=ends,
            )
        )  # fmt: skip
        truth.append(((Stay(of.id, Span(starts, ends)),), set()))
    db.session.commit()
    for who, day, roll in sorted(history, key=lambda step: step[1]):
        counting.used(people[who], [day])
        truth[who][1].add(day)
        if roll:
            with clock.frozen(counting.at(day)):
                rolling.rollup()
    with clock.frozen(counting.at(NOW)):
        rolling.rollup()
        compute.compute()
        assert check.check().agrees
        (year,) = years()
        school = tally.read_school(of.school, year)
    params = register().use(Who.LEARNER, NOW)
    for period in (week_of(START), month_of(START), between(START, NOW)):
        wanted = [
            slow_use(
                PersonDates(spans, events=frozenset(used)),
                period, set(year.mondays), period.last_day, params,
            )
            for spans, used in truth
        ]  # fmt: skip
        inside = [use for use in wanted if use.in_population]
        found = tally.of_school(school, period)["class", of.id, 0]
        for tier in ("reached", "regular", "daily"):
            count = found[I2[tier]]
            assert (count.num, count.den) == (
                sum(getattr(use, tier) for use in inside),
                len(inside),
            ), (tier, period)
