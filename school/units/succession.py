"""Units follow one another: they merge, split, move under another owner, are renamed.

A dry run goes the way of a run and is rolled back. Rights follow the tree of today, so a
succession is written on its day or later, never ahead.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from flask import g, has_request_context
from sqlalchemy import or_, select

from school.units import history, rules
from school.units.events import UnitSucceeded
from school.units.handing import Hand
from school.units.journal import Journal
from school.units.models import OrgSuccession, OrgUnit, UnitChange
from school.units.successions import Decisions, Fault, Heir, Node, check, target
from suite import audit, clock, events
from suite.db import db
from suite.text import nfc, numbered_sort_key

NOBODY = Decisions()
SUCCESSION, MOVE = "succession", "move"


@dataclass
class Outcome:
    """What a succession did or would do; with faults it did nothing. `change_id` names what can
    be undone."""

    dry_run: bool
    counts: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    change_id: int | None = None


def succeed(
    olds: Sequence[OrgUnit],
    news: Sequence[tuple[OrgUnit, Decimal]],
    on: date,
    *,
    decided: Decisions = NOBODY,
    dry_run: bool,
) -> Outcome:
    """Let units end on a day and others take over what they hold, with their shares.

    Commits, or rolls back when it is a dry run or something is wrong.
    """
    ids = sorted({one.id for one in olds} | {one.id for one, _share in news})
    locked = select(OrgUnit).where(OrgUnit.id.in_(ids)).order_by(OrgUnit.id).with_for_update()
    held = {
        one.id: one for one in db.session.scalars(locked.execution_options(populate_existing=True))
    }
    heirs = [Heir(_node(held[one.id]), share) for one, share in news]
    outcome = Outcome(dry_run)
    outcome.faults = check([_node(held[one.id]) for one in olds], heirs, on, clock.today())
    if not outcome.faults:
        change = _change(SUCCESSION, ids, on)
        journal = Journal()
        for one in olds:
            _end(held[one.id], heirs, held, decided, change, journal, outcome)
        change.made, change.counts = journal.notes, outcome.counts
        outcome.change_id = change.id
    if dry_run or outcome.faults:
        db.session.rollback()
        outcome.change_id = None
    else:
        db.session.commit()
    return outcome


def _change(kind: str, unit_ids: Iterable[int], on: date) -> UnitChange:
    actor = g.get("actor_id") if has_request_context() else None
    ids = "/" + "".join(f"{i}/" for i in unit_ids)
    when = {"on_date": on, "made_at": clock.now(), "made_by_id": actor}
    row = UnitChange(kind=kind, unit_ids=ids, counts={}, made={}, **when)
    db.session.add(row)
    db.session.flush()
    return row


def _end(
    old: OrgUnit,
    heirs: Sequence[Heir],
    held: dict[int, OrgUnit],
    decided: Decisions,
    change: UnitChange,
    journal: Journal,
    outcome: Outcome,
) -> None:
    on = change.on_date
    for child in _children(old.id, on):
        to = target(heirs, decided.children, child.id)
        if to is None:
            outcome.faults.append(Fault("child", child.name, child.id))
        elif not _movable(child, on):
            outcome.faults.append(Fault("child_dates", child.code))
        else:
            _place(child, held[to], on, journal)
            _count(outcome, {"children": 1})
    hand = Hand(old, heirs, decided, on, journal)
    hand.over()
    outcome.faults += hand.faults
    outcome.renamed |= hand.renamed
    _count(outcome, hand.counts)
    pairs = [{"old_id": old.id, "new_id": heir.unit.id, "on_date": on} for heir in heirs]
    journal.add(
        OrgSuccession,
        [pair | {"share": heir.share} for pair, heir in zip(pairs, heirs, strict=True)],
    )
    journal.set(old, valid_to=on)
    old.version += 1
    detail = {
        "on": on.isoformat(),
        "into": {heir.unit.code: str(heir.share) for heir in heirs},
        **{name: count for name, count in outcome.counts.items() if count},
    }
    audit.record("unit.succeeded", f"unit:{old.id}", detail=detail)
    largest = sorted(heirs, key=lambda heir: -heir.share)
    told = [heir.unit.id for heir in largest], [list(pair) for pair in hand.continued.items()]
    events.publish(UnitSucceeded(change.id, old.id, *told, clock.now()))
    db.session.flush()


def move(unit: OrgUnit, parent: OrgUnit, on: date) -> int:
    """Under another owner from a day on; the id of the change, for undoing it. Commits.

    Raises rules.UnitError, on faults of dates.
    """
    rules.check(unit.kind, parent.kind, unit.stage)
    _check_day(unit, on)
    if parent.valid_to is not None or parent.valid_from > on:
        raise rules.UnitError(f"{parent.code} does not stand on that day", "dates")
    if not _movable(unit, on):
        raise rules.UnitError(f"{unit.code} or one below it changed on a later day", "later")
    former = unit.parent_id
    change = _change(MOVE, (unit.id, former or 0, parent.id), on)
    journal = Journal()
    _place(unit, parent, on, journal)
    change.made = journal.notes
    detail = {"from": former, "to": parent.id, "on": on.isoformat()}
    audit.record("unit.moved", f"unit:{unit.id}", detail=detail)
    change_id = change.id
    db.session.commit()
    return change_id


def rename(unit: OrgUnit, name: str, on: date) -> None:
    """Another name from a day on; before it the old one is found. Commits. Raises UnitError."""
    renamed(unit, name, on)
    unit.version += 1
    db.session.commit()


def renamed(unit: OrgUnit, name: str, on: date) -> None:
    """As `rename`, without counting a version and without committing."""
    tidy = " ".join(nfc(name).split())
    rules.check_name(tidy)
    _check_day(unit, on)
    if not _movable(unit, on):
        raise rules.UnitError(f"{unit.code} changed on a later day", "later")
    detail = {"from": unit.name, "to": tidy, "on": on.isoformat()}
    history.remember([unit], on)
    unit.name, unit.sort_key = tidy, numbered_sort_key(tidy)
    audit.record("unit.renamed", f"unit:{unit.id}", detail=detail)


def _check_day(unit: OrgUnit, on: date) -> None:
    if on > clock.today():
        raise rules.UnitError("a change is noted on its day or later", "future")
    if unit.valid_to is not None or on < unit.valid_from:
        raise rules.UnitError(f"{unit.code} does not stand on that day", "dates")


def _movable(unit: OrgUnit, on: date) -> bool:
    """Whether nothing at or below a unit changed after a day: history is written forward."""
    last = history.last_change(one.id for one in _at_or_below(unit))
    return last is None or last <= on


def _place(unit: OrgUnit, parent: OrgUnit, on: date, journal: Journal) -> None:
    """Put a unit with all below it under another one from a day on; does not commit."""
    moving = _at_or_below(unit)
    for past in history.remember(moving, on):
        journal.added(past, ends_on=on)
    before, after = unit.path, f"{parent.path}{unit.id}/"
    journal.set(unit, parent_id=parent.id)
    for one in moving:
        journal.set(one, path=after + one.path[len(before) :])
        one.version += 1
    db.session.flush()


def _at_or_below(unit: OrgUnit) -> list[OrgUnit]:
    query = select(OrgUnit).where(OrgUnit.path.startswith(unit.path, autoescape=True))
    return list(db.session.scalars(query.order_by(OrgUnit.id)))


def _children(unit_id: int, on: date) -> list[OrgUnit]:
    """The units right below one that stand on a day."""
    query = select(OrgUnit).where(
        OrgUnit.parent_id == unit_id, or_(OrgUnit.valid_to.is_(None), OrgUnit.valid_to > on)
    )
    return list(db.session.scalars(query.order_by(OrgUnit.id)))


def _node(row: OrgUnit) -> Node:
    return Node(row.id, row.kind, row.code, row.valid_from, row.valid_to)


def _count(outcome: Outcome, counts: dict[str, int]) -> None:
    for name, count in counts.items():
        outcome.counts[name] = outcome.counts.get(name, 0) + count
