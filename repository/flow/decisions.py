"""Decisions over lists of works: put a list together, then approve or withdraw all under a number.

A list is put together first (LISTED), so that it can be printed as the annex of the decision and
signed; then number, day, signer and file are written down and all its works are decided in one
transaction. What cannot be decided is named on the list and left out.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from repository.catalogue import queries, rules, service
from repository.catalogue.models import Work
from repository.catalogue.rules import Refused
from repository.flow import rules as flow_rules
from repository.flow.models import (
    APPROVE,
    DONE,
    LISTED,
    UNDONE,
    WITHDRAW,
    Decision,
    DecisionWork,
    Review,
)
from repository.flow.running import WORK
from repository.flow.taking import takes
from school.api import Who, may, scope
from suite import audit, clock
from suite.db import db
from suite.edits import locked


@dataclass(frozen=True)
class Said:
    """What stands on a decision; `reason` only on a withdrawal, `sha256` and `file_name` where a
    file was given."""

    number: str
    signed_on: date | None
    signer: str
    reason: str = ""
    sha256: str | None = None
    file_name: str | None = None


def open_lists(who: Who) -> list[Decision]:
    """The lists of approvals that `who` is putting together, the newest first."""
    query = select(Decision).where(
        Decision.made_by == who.person_id, Decision.state == LISTED, Decision.kind == APPROVE
    )
    return list(db.session.scalars(query.order_by(Decision.id.desc()).limit(20)))


def visible(who: Who) -> Select[Decision]:
    """The decisions that `who` may see, those under way and then the last signed first."""
    query = scope(select(Decision), who).options(joinedload(Decision.unit))
    query = query.options(joinedload(Decision.maker), joinedload(Decision.doer))
    return query.order_by(Decision.done_at.desc().nulls_first(), Decision.id.desc())


def decision_for(uid: str, who: Who) -> Decision | None:
    """A decision that `who` may see, with its rows and their works."""
    rows = selectinload(Decision.rows).joinedload(DecisionWork.work)
    query = visible(who).where(Decision.uid == uid).options(joinedload(Decision.of))
    query = query.options(
        rows.joinedload(Work.subject), rows.joinedload(Work.depositor), rows.joinedload(Work.unit)
    )
    found: Decision | None = db.session.scalar(query)
    return found


def of_work(work_id: int) -> list[Decision]:
    """The decisions that were carried out on a work, the oldest first."""
    query = (
        select(Decision)
        .join(DecisionWork, DecisionWork.decision_id == Decision.id)
        .where(
            DecisionWork.work_id == work_id, DecisionWork.step.is_not(None), Decision.state == DONE
        )
    )
    return list(db.session.scalars(query.order_by(Decision.done_at)))


def put_together(
    who: Who, waiting: Select[Work], into: Decision | None = None
) -> tuple[Decision, int]:
    """A list of what `waiting` finds, new or `into` one that is put together; and how many works
    were left because they are another unit's.

    Raises Refused: no_works, too_many, already_done.
    """
    works = list(db.session.scalars(waiting.limit(flow_rules.MOST_LISTED + 1)).unique())
    if not works:
        raise Refused("no_works")
    decision = _held(into) if into else _new(who, works[0].unit_id, APPROVE)
    return decision, _add(decision, works)


def withdraw_list(who: Who, of: Decision) -> Decision:
    """A list of the works of a decision that are still published, to be withdrawn together."""
    ids = [row.work_id for row in of.rows if row.step is not None]
    query = scope(select(Work), who).where(Work.id.in_(ids), Work.state == rules.PUBLISHED)
    works = list(db.session.scalars(query.order_by(Work.id)).unique())
    if not works:
        raise Refused("no_works")
    decision = _new(who, of.unit_id, WITHDRAW)
    decision.of_id = of.id
    _add(decision, works)
    return decision


def _new(who: Who, unit_id: int, kind: str) -> Decision:
    decision = Decision(
        unit_id=unit_id, kind=kind, state=LISTED, made_by=who.person_id or 0, made_at=clock.now()
    )
    db.session.add(decision)
    db.session.flush()
    audit.record("decision.listed", f"decision:{decision.id}", detail={"kind": kind})
    return decision


def _held(decision: Decision) -> Decision:
    held = locked(Decision, decision.id)
    if held.state != LISTED:
        raise Refused("already_done")
    return held


def _add(decision: Decision, works: Iterable[Work]) -> int:
    ids = select(DecisionWork.work_id).where(DecisionWork.decision_id == decision.id)
    held, left = set(db.session.scalars(ids)), 0
    last = select(func.max(DecisionWork.position)).where(DecisionWork.decision_id == decision.id)
    position = db.session.scalar(last) or 0
    for work in works:
        if work.unit_id != decision.unit_id:
            left += 1
        elif work.id not in held:
            position += 1
            held.add(work.id)
            db.session.add(_row(decision, work, position))
    if len(held) > flow_rules.MOST_LISTED:
        raise Refused("too_many")
    if not held:
        raise Refused("no_works")
    db.session.commit()
    return left


def _row(decision: Decision, work: Work, position: int) -> DecisionWork:
    return DecisionWork(
        decision_id=decision.id, work_id=work.id, position=position, title=work.title,
        seen=work.changed_at,
    )  # fmt: skip


def take_off(decision: Decision, work_id: int) -> None:
    """Take a work from a list that is put together. Raises Refused("already_done")."""
    _held(decision)
    for row in decision.rows:
        if row.work_id == work_id:
            db.session.delete(row)
    db.session.commit()


def see_again(decision: Decision, work_id: int) -> None:
    """Keep a work on the list as it is now. Raises Refused("already_done")."""
    _held(decision)
    for row in decision.rows:
        if row.work_id == work_id:
            row.title, row.seen = row.work.title, row.work.changed_at
    db.session.commit()


def throw_away(decision: Decision) -> None:
    """Give a list up that was not decided. Raises Refused("already_done")."""
    _held(decision)
    for row in decision.rows:
        db.session.delete(row)
    db.session.flush()
    audit.record("decision.dropped", f"decision:{decision.id}")
    db.session.delete(decision)
    db.session.commit()


def standing(decision: Decision, who: Who) -> dict[int, tuple[str, ...]]:
    """Why each work of a list could not be decided by `who` now, by its id; empty: it could.

    As many statements as the list has licences, and four.
    """
    ids = [row.work_id for row in decision.rows]
    mine = _mine(ids, who) if decision.kind == APPROVE else set()
    held = queries.content_counts(ids)
    licences = {row.work.licence for row in decision.rows}
    allowed = {code: queries.allows_use(code) for code in licences}
    found = {}
    for row in decision.rows:
        work = row.work
        if decision.kind == WITHDRAW:
            codes = _no_withdrawal(row, who)
        else:
            codes = _no_approval(row, who, mine) or rules.lacking(
                title=work.title, licence=work.licence, allows_use=allowed[work.licence],
                files=held.get(work.id, 0),
            )  # fmt: skip
        found[work.id] = codes
    return found


def _mine(ids: Collection[int], who: Who) -> set[int]:
    """Which of the works wait for a step of `who`."""
    query = select(Work.id).join(Review, Review.work_id == Work.id)
    query = query.where(Review.kind == WORK, Work.id.in_(ids), takes(who))
    return set(db.session.scalars(query))


def _no_approval(row: DecisionWork, who: Who, mine: Collection[int]) -> tuple[str, ...]:
    work = row.work
    if work.depositor_id == who.person_id:
        return ("own_work",)
    if work.state != rules.SUBMITTED:
        return ("wrong_state",)
    if work.id not in mine:
        return ("not_yours",)
    return ("changed",) if work.changed_at != row.seen else ()


def _no_withdrawal(row: DecisionWork, who: Who) -> tuple[str, ...]:
    if row.work.state != rules.PUBLISHED:
        return ("not_published",)
    return () if may(who, "work.withdraw", row.work) else ("not_yours",)


def decide(decision: Decision, who: Who, said: Said) -> tuple[int, int]:
    """Carry a list out under its number, in one transaction: (works decided, works left out).

    Raises Refused with all that is lacking, and "nothing_left" where no work can be decided.
    """
    flow_rules.check_decision(said.number, said.signed_on, said.signer, clock.today())
    if decision.kind == WITHDRAW and not said.reason.strip():
        raise Refused("no_reason")
    _held(decision)
    if _number_taken(decision, said):
        raise Refused("number_taken")
    _lock_works(decision)
    stand = standing(decision, who)
    act = _approving(who, said) if decision.kind == APPROVE else _withdrawing(who, said)
    for row in decision.rows:
        _carry_out(row, stand[row.work_id], act)
    done = sum(row.step is not None for row in decision.rows)
    if not done:
        raise Refused("nothing_left")
    _write_down(decision, who, said, done)
    db.session.commit()
    return done, len(decision.rows) - done


def _lock_works(decision: Decision) -> None:
    """Hold every work, in one order, and see it as it is now."""
    ids = [row.work_id for row in decision.rows]
    query = select(Work).where(Work.id.in_(ids)).order_by(Work.id).with_for_update(of=Work)
    db.session.scalars(query.execution_options(populate_existing=True)).all()


def _carry_out(
    row: DecisionWork, codes: tuple[str, ...], act: Callable[[DecisionWork], str]
) -> None:
    """All of one work or nothing."""
    if not codes:
        try:
            with db.session.begin_nested():
                row.step = act(row)
        except Refused as refused:
            codes = refused.codes
    row.left_out = ",".join(codes) or None


def _approving(who: Who, said: Said) -> Callable[[DecisionWork], str]:
    def act(row: DecisionWork) -> str:
        review = db.session.scalars(
            select(Review).where(
                Review.kind == WORK, Review.ref == row.work_id, Review.state == "open"
            )
        ).one()
        step = review.step
        service.approve(row.work, who.person_id or 0, said=said.number, commit=False)
        return step

    return act


def _withdrawing(who: Who, said: Said) -> Callable[[DecisionWork], str]:
    def act(row: DecisionWork) -> str:
        service.withdraw(row.work, who.person_id or 0, said.reason, commit=False)
        return WITHDRAW

    return act


def _number_taken(decision: Decision, said: Said) -> bool:
    """Whether the unit has a decision with this number in the year."""
    if said.signed_on is None:
        return False
    year = said.signed_on.year
    query = select(Decision.id).where(
        Decision.unit_id == decision.unit_id,
        Decision.number == said.number.strip(),
        Decision.signed_on >= date(year, 1, 1),
        Decision.signed_on <= date(year, 12, 31),
        Decision.id != decision.id,
        Decision.state != UNDONE,
    )
    return db.session.scalar(query.limit(1)) is not None


def _write_down(decision: Decision, who: Who, said: Said, done: int) -> None:
    decision.number, decision.signed_on = said.number.strip(), said.signed_on
    decision.signer, decision.reason = said.signer.strip(), said.reason.strip() or None
    decision.sha256, decision.file_name = said.sha256, said.file_name
    decision.state, decision.done_by, decision.done_at = DONE, who.person_id, clock.now()
    audit.record(
        "decision.done",
        f"decision:{decision.id}",
        detail={"kind": decision.kind, "number": decision.number, "works": done},
    )


def add_file(decision: Decision, sha256: str, file_name: str) -> None:
    """Give the signed paper to a decision that has none. Raises Refused("already_done")."""
    held = locked(Decision, decision.id)
    if held.state != DONE or held.sha256 is not None:
        raise Refused("already_done")
    held.sha256, held.file_name = sha256, file_name
    audit.record("decision.file", f"decision:{held.id}", detail={"sha256": sha256})
    db.session.commit()
