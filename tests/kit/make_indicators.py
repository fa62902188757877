"""Makers for the count: use on given days, attestations, sign-ins, materials, a programme."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal

from indicators import usage
from indicators.coverage import compute
from indicators.rollup import service as rolling
from school.curriculum.models import CurriculumNode, Programme
from school.people.models import Person, SignIn
from school.units.models import OrgUnit
from suite import clock
from suite.db import db
from tests.kit import make

NOON = time(5)


def at(day: date) -> datetime:
    """Noon in Viet Nam."""
    return datetime.combine(day, NOON, UTC)


def used(who: Person, days: Iterable[date], kind: str = "lesson_item_completed") -> None:
    """Qualifying use on each of the days."""
    for day in days:
        with clock.frozen(at(day)):
            usage.record(
                kind,
                person_id=who.id,
                school_id=who.school_id,
                class_id=None,
                object_ref="lesson:1",
                at=at(day),
            )
    db.session.commit()


def signed_in_on(who: Person, day: date) -> None:
    """An account activated and a sign-in that worked."""
    who.activated_at = who.activated_at or at(day)
    who.last_signin_at = at(day)
    db.session.add(
        SignIn(username=who.username, person_id=who.id, at=at(day), worked=True, address="::1")
    )
    db.session.commit()


def programme(periods: int = 10, topics: int = 2, grade: int = 6) -> list[CurriculumNode]:
    """A programme of one subject (TOAN) with topics of equal weight; the topics."""
    make.subject("TOAN")
    row = Programme(
        code="GDPT2018", version="thử", name="Chương trình thử", citation="thử",
        valid_from=date(2020, 1, 1), valid_to=None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()

    def node(code: str, level: str, parent: int | None, weight: Decimal | None) -> CurriculumNode:
        made = CurriculumNode(
            programme_id=row.id, parent_id=parent, code=code, level=level, subject_code="TOAN",
            grade=grade, name=f"Chủ đề {code}", position=1, periods=weight,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        return made

    root = node("T", "subject", None, Decimal(periods))
    found = [node(f"T.{n}", "topic", root.id, None) for n in range(topics)]
    db.session.commit()
    return found


def stands(
    ref: str, role: str, owner: OrgUnit, nodes: Iterable[CurriculumNode], **changes: object
) -> None:
    """A resource that may be used from the beginning of the year."""
    fields = {
        "audience": "school",
        "usable_from": make.YEAR_START,
        "usable_to": None,
        "licence": "own",
        "checked_on": None,
        **changes,
    }
    with clock.frozen(at(make.YEAR_START)):
        usage.material(
            ref,
            role=role,
            unit_id=owner.id,
            node_ids=[node.id for node in nodes],
            **fields,  # type: ignore[arg-type]
        )
    db.session.commit()


def counted(on: date) -> None:
    """Roll up and compute as of a day."""
    with clock.frozen(at(on)):
        rolling.rollup()
        compute.compute_changed()
