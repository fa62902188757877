"""Turning a school over: decide, look, run, undo.

A dry run goes the way of a run and is rolled back. A run writes everything or nothing; what
stands already is not written twice. Undoing takes back what the runs wrote, as long as nothing
was built on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g, has_request_context
from sqlalchemy import select

from school.calendar.models import SchoolYear
from school.turnover import existing, rules
from school.turnover.events import YearTurnedOver
from school.turnover.existing import Seen
from school.turnover.models import Turnover
from school.turnover.rules import Choice, Fault, Plan, TurnError
from school.turnover.writing import Writer
from school.units.models import OrgUnit
from school.units.rules import grades_of
from suite import audit, clock, events
from suite.db import db
from suite.edits import Conflict, locked


@dataclass
class Outcome:
    """What a run did or would do; with faults it did nothing."""

    dry_run: bool
    seen: Seen
    plan: Plan
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    changes: bool = False


def turnover_of(school: OrgUnit, to_year: SchoolYear) -> Turnover:
    """The turn of a school into a year as it stands; a new one is not kept before it is needed.

    Raises TurnError("first") where no year comes before.
    """
    query = select(Turnover).where(
        Turnover.school_id == school.id, Turnover.to_year_id == to_year.id
    )
    found = db.session.scalar(query)
    if found is not None:
        return found
    before = existing.year_before(to_year)
    if before is None:
        raise TurnError("first")
    return Turnover(
        school_id=school.id,
        from_year_id=before.id,
        to_year_id=to_year.id,
        school=db.session.get_one(OrgUnit, school.id),
        from_year=before,
        to_year=to_year,
        choices={},
        names={},
        keep_homeroom=False,
        keep_teaching=False,
        version=0,
    )


def decide(row: Turnover, version: int | None, **changed: Any) -> Turnover:
    """Keep what was decided (choices, names, first, keep_homeroom, keep_teaching). Commits.

    `version` is what the editor saw, 0 for the first to decide, None does not ask. Raises Conflict.
    """
    row = _kept(row, version)
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1
    audit.record("turnover.decided", f"unit:{row.school_id}", detail={"what": sorted(changed)})
    db.session.commit()
    return row


def choose(row: Turnover, choices: Mapping[int, Choice]) -> None:
    """Add choices to those that stand; "promote" takes one away. Commits."""
    row = _kept(row, None)
    decide(row, None, choices=merged(row.choices, choices))


def merged(held: Mapping[str, Any], choices: Mapping[int, Choice]) -> dict[str, Any]:
    """What stands together with new choices; going up is what nobody needs to decide."""
    found = dict(held) | packed(choices)
    return {person: one for person, one in found.items() if one[0] != rules.PROMOTE}


def _kept(row: Turnover, version: int | None) -> Turnover:
    if row not in db.session:
        db.session.scalar(select(OrgUnit.id).where(OrgUnit.id == row.school_id).with_for_update())
        query = select(Turnover).where(
            Turnover.school_id == row.school_id, Turnover.to_year_id == row.to_year_id
        )
        other = db.session.scalar(query)
        if other is None:
            row.version = 0
            db.session.add(row)
            db.session.flush()
            return row
        row = other
    held = locked(Turnover, row.id)
    if version is not None and held.version != version:
        raise Conflict(held)
    return held


def looked_at(row: Turnover) -> Outcome:
    """What a run would do, without writing anything."""
    seen, wishes = existing.seen(row), existing.wishes_of(row)
    grades = grades_of(row.school.stage)
    plan = rules.plan(grades, seen.classes, seen.standing, seen.pupils, wishes)
    return Outcome(True, seen, plan, plan.counts(), plan.faults)


def packed(choices: Mapping[int, Choice]) -> dict[str, list[str]]:
    """Choices as a turn keeps them."""
    return {str(person): [one.kind, one.to] for person, one in choices.items()}


def run(row: Turnover, *, dry_run: bool, changed: Mapping[str, Any] | None = None) -> Outcome:
    """Turn the school over. Commits, or rolls back when it is a dry run.

    `changed` is decided on the way, as by `decide`, and kept only together with the run.

    Raises TurnError("early", day) before the old year is over, when it is no dry run.
    """
    if not dry_run and clock.today() < row.from_year.ends_on:
        raise TurnError("early", row.from_year.ends_on)
    school_id = row.school_id
    with db.session.no_autoflush:
        db.session.scalar(select(OrgUnit.id).where(OrgUnit.id == school_id).with_for_update())
        row = _kept(row, None)
        for name, value in (changed or {}).items():
            setattr(row, name, value)
        outcome = looked_at(row)
    outcome.dry_run = dry_run
    if outcome.faults:
        db.session.rollback()
        return outcome
    written = Writer(row, outcome.plan).write()
    outcome.changes = any(isinstance(rows, list) and rows for rows in written.values())
    outcome.counts |= {"homeroom": written["homeroom"], "teaching": written["taught"]}
    if dry_run or not outcome.changes:
        db.session.rollback()
        return outcome
    row.made = _together(row.made, written)
    row.made_at, row.made_by_id = clock.now(), _actor()
    row.version += 1
    detail = {"to": row.to_year.name, **outcome.counts}
    audit.record("turnover.run", f"unit:{school_id}", detail=detail)
    events.publish(YearTurnedOver(school_id, row.from_year_id, row.to_year_id, clock.now()))
    db.session.commit()
    return outcome


def _actor() -> int | None:
    return g.get("actor_id") if has_request_context() else None


def _together(before: dict[str, Any] | None, written: dict[str, Any]) -> dict[str, Any]:
    if before is None:
        return written
    return {name: before[name] + written[name] for name in written}
