"""The demonstration town at work: use over the weeks, answers, sign-ins, materials; then counted.

All of it is invented, and told through the same door as real use.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from indicators.conditions import service as conditions
from indicators.coverage import compute
from indicators.formulas.conditions import Answer, Condition, Source
from indicators.ledger import service as ledger
from indicators.ledger.service import Use
from indicators.rollup import service as rolling
from indicators.rollup.rules import Year
from indicators.rollup.years import year_on, years
from school.api import (
    CurriculumNode,
    Enrolment,
    OrgUnit,
    Person,
    SchoolClass,
    TeachingAssignment,
)
from school.people.models import SignIn
from suite import clock, demo
from suite.clock import VN
from suite.db import db

SEED = 2412
LEARNER_KINDS = (
    ("lesson_item_completed", "lesson"),
    ("resource_used", "work"),
    ("assignment_submitted", "assignment"),
    ("attempt_submitted", "exam"),
)
TEACHER_KINDS = (("assignment_set", "assignment"), ("work_marked", "submission"))
# How many days a week a person of a habit uses the platform, at most.
HABITS = ((0.12, 0), (0.30, 1), (0.75, 2), (1.0, 5))


@demo.step(90)
def build() -> None:
    """Invent it from the first week of the year up to today."""
    year = year_on(clock.today(), years())
    if year is None or clock.today() < year.period.start:
        return
    made = _Life(year)
    made.pupils()
    made.teachers()
    made.answers()
    made.materials()
    db.session.commit()
    rolling.rollup()
    compute.compute()


class _Life:
    """The same invented life each time."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.random = random.Random(SEED)  # noqa: S311 (habits, not secrets)
        self.past = [monday for monday in year.mondays if monday <= clock.today()]

    def pupils(self) -> None:
        """Use by pupils; some classes are keener than others."""
        query = (
            select(Person, SchoolClass)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .join(SchoolClass, SchoolClass.id == Enrolment.class_id)
            .where(SchoolClass.year_id == self.year.id)
            .order_by(Person.id)
        )
        for person, row in db.session.execute(query):
            keen = 0.25 if row.id % 3 == 0 else 0.0
            if self.use(person, row.school_id, row.id, LEARNER_KINDS, keen):
                self.sign_in(person)

    def teachers(self) -> None:
        """Use by teachers."""
        query = (
            select(Person, TeachingAssignment.school_id)
            .join(TeachingAssignment, TeachingAssignment.person_id == Person.id)
            .distinct()
            .order_by(Person.id)
        )
        for person, school_id in db.session.execute(query):
            self.use(person, school_id, None, TEACHER_KINDS, 0.3)
            self.sign_in(person)

    def use(
        self,
        person: Person,
        school_id: int,
        class_id: int | None,
        kinds: tuple[tuple[str, str], ...],
        keen: float,
    ) -> bool:
        """A person's events over the weeks; whether there were any."""
        luck = min(0.99, self.random.random() + keen)
        most = next(days for share, days in HABITS if luck < share)
        days = list(self.days(most))
        for day in days:
            kind, what = self.random.choice(kinds)
            at = datetime.combine(day, time(19, self.random.randint(0, 59)), VN)
            at = min(at, clock.now())
            with clock.frozen(at):
                ref = f"{what}:demo-{self.random.randint(1, 60)}"
                ledger.add_event(
                    Use(kind, person.id, school_id, class_id, ref, at, 600, "web", None)
                )
        return bool(days)

    def days(self, most: int) -> Iterator[date]:
        """Some days of each week up to today; a week is missed now and then."""
        for monday in self.past:
            number = self.random.randint(0 if most < 3 else 2, most)
            for offset in sorted(self.random.sample(range(6), number)):
                day = monday + timedelta(days=offset)
                if day <= clock.today():
                    yield day

    def sign_in(self, person: Person) -> None:
        """An account opened in the first weeks of the year."""
        at = datetime.combine(
            min(self.past[0] + timedelta(days=self.random.randint(0, 9)), clock.today()),
            time(6, 30),
            VN,
        )
        at = min(at, clock.now())
        person.activated_at = person.activated_at or at
        person.last_signin_at = person.last_signin_at or at
        db.session.add(
            SignIn(username=person.username, person_id=person.id, at=at, worked=True, address="::1")
        )

    def answers(self) -> None:
        """What homeroom teachers say of their pupils; some have not answered yet."""
        query = (
            select(TeachingAssignment.class_id, TeachingAssignment.person_id)
            .where(TeachingAssignment.is_homeroom)
            .order_by(TeachingAssignment.class_id)
        )
        for class_id, teacher_id in db.session.execute(query).all():
            said: dict[tuple[int, Condition], Answer] = {}
            for pupil in conditions.pupils_of(class_id):
                luck = self.random.random()
                if luck < 0.12:
                    continue
                said[pupil.id, Condition.DEVICE] = Answer.YES if luck < 0.8 else Answer.SHARED
                said[pupil.id, Condition.LINE] = Answer.YES if luck < 0.9 else Answer.NO
            conditions.attest(said, Source.HOMEROOM, teacher_id, {})
        for teacher_id in db.session.scalars(select(TeachingAssignment.person_id).distinct()).all():
            if self.random.random() < 0.8:
                both = {(teacher_id, condition): Answer.YES for condition in Condition}
                conditions.attest(both, Source.SELF, teacher_id, {})

    def materials(self) -> None:
        """Lessons and exercises for part of the topics of the grades that have classes."""
        grades = select(SchoolClass.grade).where(SchoolClass.year_id == self.year.id)
        query = (
            select(CurriculumNode.id)
            .where(CurriculumNode.level == "topic", CurriculumNode.grade.in_(grades))
            .order_by(CurriculumNode.id)
        )
        owner = db.session.scalars(select(OrgUnit.id).where(OrgUnit.kind == "commune")).first()
        if owner is None:
            return
        for node_id in db.session.scalars(query).all():
            luck = self.random.random()
            for role, share in (("elesson", 0.75), ("question_set", 0.6)):
                if luck < share:
                    self.material(f"demo:{role}-{node_id}", role, owner, node_id)

    def material(self, ref: str, role: str, owner: int, node_id: int) -> None:
        fact = {
            "ref": ref,
            "role": role,
            "unit_id": owner,
            "audience": "school",
            "licence": "own",
            "usable_from": self.year.period.start,
            "usable_to": None,
            "health_until": None,
        }
        with clock.frozen(clock.start_of(self.year.period.start)):
            ledger.add_material(fact, [node_id])
