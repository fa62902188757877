"""Answers about who has a device and a line: what decides now, and new ones."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from indicators.conditions.models import AttestationRow
from indicators.conditions.rules import Answers, Said, changed
from indicators.formulas.conditions import Answer, Attestation, Condition, Source, deciding
from indicators.formulas.periods import DAY
from indicators.ledger import service as ledger
from indicators.ledger.models import PersonKey
from indicators.register.service import register
from indicators.rollup import jobs as rollup_jobs
from school.api import Enrolment, Person, valid_today
from suite import audit, clock
from suite.db import db


def pupils_of(class_id: int) -> list[Person]:
    """The pupils of a class today, in Vietnamese order."""
    query = (
        select(Person)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.class_id == class_id, valid_today(Enrolment.starts_on, Enrolment.ends_on))
        .order_by(Person.sort_key, Person.id)
    )
    return list(db.session.scalars(query).unique())


def said_of(person_ids: Sequence[int]) -> dict[int, Said]:
    """The answers that decide today, by person (one statement)."""
    query = (
        select(PersonKey.person_id, AttestationRow)
        .join(AttestationRow, AttestationRow.person_key == PersonKey.key)
        .where(PersonKey.person_id.in_(person_ids))
    )
    rows: defaultdict[int, list[Attestation]] = defaultdict(list)
    for person_id, row in db.session.execute(query):
        rows[person_id or 0].append(
            Attestation(
                Condition(row.condition), Answer(row.answer), Source(row.source), row.day, row.id
            )
        )
    today = clock.today()
    params = register().conditions(today)
    return {
        person_id: Said(
            deciding(held, Condition.DEVICE, today, params),
            deciding(held, Condition.LINE, today, params),
        )
        for person_id, held in rows.items()
    }


def unanswered(class_id: int) -> int:
    """How many pupils of a class nobody has answered for, of those there today."""
    since = clock.today() - DAY * register().conditions(clock.today()).valid_days
    answered = (
        select(PersonKey.person_id)
        .join(AttestationRow, AttestationRow.person_key == PersonKey.key)
        .where(AttestationRow.day > since, PersonKey.person_id.is_not(None))
    )
    query = select(func.count(func.distinct(Enrolment.person_id))).where(
        Enrolment.class_id == class_id,
        valid_today(Enrolment.starts_on, Enrolment.ends_on),
        Enrolment.person_id.not_in(answered),
    )
    return db.session.scalar(query) or 0


def attest(answers: Answers, source: Source, by: int, said: Mapping[int, Said]) -> int:
    """Keep what is new of some answers; how many people it was about."""
    new = changed(answers, said, source)
    people = sorted({person_id for person_id, _ in new})
    keys = {person_id: ledger.key_of(person_id) for person_id in people}
    for (person_id, condition), answer in new.items():
        db.session.add(
            AttestationRow(
                person_key=keys[person_id],
                condition=condition.value,
                answer=answer.value,
                source=source.value,
                day=clock.today(),
                by_person_id=by,
                entered_at=clock.now(),
            )
        )
    if new:
        audit.record(
            "conditions.attested", f"people:{len(people)}", detail={"source": source.value}
        )
        ledger.touch(people, clock.today())
        rollup_jobs.ask()
    db.session.commit()
    return len(people)
