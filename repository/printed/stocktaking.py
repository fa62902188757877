"""Stock-taking and writing off. Each use case commits."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from repository.printed import rules
from repository.printed.models import Batch, Copy, CopyChange
from repository.printed.rules import Count, Refused
from repository.printed.scanning import scanned
from repository.printed.stock_models import Seen, Stocktake
from school.api import OrgUnit
from suite import audit, clock
from suite.db import db


def begin(unit_id: int, name: str, series: str, shelf: str, person_id: int) -> Stocktake:
    """Begin a count of a series or a shelf, or of everything."""
    row = Stocktake(
        unit_id=unit_id, name=name.strip()[:120] or clock.show_date(clock.today()),
        series=series.strip().upper()[:8], shelf=shelf.strip()[:40], begun_at=clock.now(),
        begun_by=person_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row


def _expected(row: Stocktake) -> Any:
    query: Any = select(Copy.id, Copy.state).where(
        Copy.unit_id == row.unit_id, Copy.state != rules.GONE
    )
    if row.series:
        query = query.where(Copy.series == row.series)
    if row.shelf:
        query = query.where(Copy.shelf == row.shelf)
    return query


def scan(row: Stocktake, unit: OrgUnit, code: str) -> tuple[str, Copy | None]:
    """Note what was scanned. Answers (what it is, the copy): seen, again, elsewhere, gone,
    on_loan, found, unknown. Raises Refused: closed, nothing_chosen, signin_card."""
    if row.closed_at is not None:
        raise Refused("closed")
    text = " ".join(code.split())[:40]
    if not text:
        raise Refused("nothing_chosen")
    try:
        copy = scanned(unit, code).copy
    except Refused as refused:
        if refused.code == "signin_card":
            raise
        copy = None
    held = Seen(
        stocktake_id=row.id, code=copy.number if copy else text, at=clock.now(),
        copy_id=copy.id if copy else None,
    )  # fmt: skip
    within = _belongs(row, copy) if copy else False
    state = copy.state if copy else ""
    db.session.add(held)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return "again", copy
    return _kind(copy, state, within), copy


def _belongs(row: Stocktake, copy: Copy) -> bool:
    return row.series in ("", copy.series) and row.shelf in ("", copy.shelf)


def _kind(copy: Copy | None, state: str, within: bool) -> str:
    if copy is None:
        return "unknown"
    if state == rules.GONE:
        return "gone"
    if not within:
        return "elsewhere"
    return {rules.LOAN: "on_loan", rules.LOST: "found"}.get(state, "seen")


def count(row: Stocktake) -> tuple[Count, list[str], int]:
    """What was found so far, the codes that are no copy, and how many copies were expected; two
    statements."""
    expected = [(one, state) for one, state in db.session.execute(_expected(row))]
    query = select(Seen.code, Seen.copy_id, Copy.state).outerjoin(Copy, Copy.id == Seen.copy_id)
    seen = db.session.execute(query.where(Seen.stocktake_id == row.id)).all()
    unknown = [code for code, copy_id, _state in seen if copy_id is None]
    states = [(copy_id, state) for _code, copy_id, state in seen if copy_id is not None]
    return rules.counted(expected, states), unknown, len(expected)


def close(row: Stocktake, person_id: int, *, lose: bool) -> None:
    """Close the count with its report; with `lose` what is missing is lost by the register, and
    what was lost and was seen stands on the shelf again. Raises Refused("closed")."""
    db.session.refresh(row, with_for_update=True)
    if row.closed_at is not None:
        raise Refused("closed")
    found, unknown, expected = count(row)
    row.report = {
        "expected": expected, "seen": len(found.seen), "missing": sorted(found.missing),
        "elsewhere": sorted(found.elsewhere), "gone": sorted(found.gone),
        "lent": len(found.lent), "back": sorted(found.back), "unknown": unknown,
    }  # fmt: skip
    row.closed_at = clock.now()
    if lose:
        _say(found.missing, (rules.SHELF, rules.DAMAGED), rules.LOST, person_id, row.name)
        _say(found.seen, (rules.LOST,), rules.SHELF, person_id, row.name)
    audit.record("print.counted", f"unit:{row.unit_id}", detail={"stocktake": row.id})
    db.session.commit()


def _say(ids: frozenset[int], before: Sequence[str], after: str, person_id: int, note: str) -> None:
    query = select(Copy.id, Copy.state).where(Copy.id.in_(ids), Copy.state.in_(before))
    held = db.session.execute(query.with_for_update()).all()
    if not held:
        return
    about = {"state": after, "at": clock.now(), "person_id": person_id, "note": note}
    db.session.execute(
        insert(CopyChange), [{"copy_id": one, "before": state, **about} for one, state in held]
    )
    db.session.execute(
        update(Copy).where(Copy.id.in_([one for one, _state in held])).values(state=after),
        execution_options={"synchronize_session": False},
    )


def copies_of(ids: Sequence[int]) -> list[Copy]:
    """Copies of a report with their titles, by number."""
    query = select(Copy).where(Copy.id.in_(ids)).options(joinedload(Copy.work))
    return list(db.session.scalars(query.order_by(Copy.series, Copy.serial)))


def write_off(
    copies: Sequence[Copy], document: str, day: date, reason: str, person_id: int
) -> Batch:
    """Write copies off by a decision, all or none. Raises Refused: no_document, no_reason,
    line."""
    if not document.strip():
        raise Refused("no_document")
    if not reason.strip():
        raise Refused("no_reason")
    unit_id, ids = copies[0].unit_id, [copy.id for copy in copies]
    db.session.execute(select(OrgUnit.id).where(OrgUnit.id == unit_id).with_for_update())
    held = dict(
        db.session.execute(
            select(Copy.id, Copy.state).where(Copy.id.in_(ids)).with_for_update()
        ).all()
    )
    for at, copy in enumerate(copies, 1):
        if held[copy.id] not in rules.WRITABLE_OFF:
            raise Refused("line", line=at, value=copy.number, why="wrong_state")
    last = select(func.max(Batch.number)).where(Batch.unit_id == unit_id, Batch.direction == "out")
    batch = Batch(
        unit_id=unit_id, direction="out", number=(db.session.scalar(last) or 0) + 1, on=day,
        document=document.strip()[:60], source=reason.strip()[:200], made_at=clock.now(),
        made_by=person_id,
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    _say(frozenset(ids), rules.WRITABLE_OFF, rules.GONE, person_id, batch.document)
    db.session.execute(
        update(Copy).where(Copy.id.in_(ids)).values(out_id=batch.id),
        execution_options={"synchronize_session": False},
    )
    audit.record("print.written_off", f"unit:{unit_id}", detail={"copies": len(ids)})
    db.session.commit()
    return batch


def take_write_off_back(batch: Batch, person_id: int) -> int:
    """Put the copies of a write-off back as they were; how many. Raises Refused("wrong_state")
    when one of them was moved since."""
    query = select(Copy).where(Copy.out_id == batch.id).with_for_update()
    copies = list(db.session.scalars(query))
    if any(copy.state != rules.GONE for copy in copies):
        raise Refused("wrong_state")
    for copy in copies:
        last = select(CopyChange).where(
            CopyChange.copy_id == copy.id, CopyChange.state == rules.GONE
        )
        row = db.session.scalars(last.order_by(CopyChange.id.desc()).limit(1)).one()
        copy.state, copy.out_id = row.before, None
        db.session.add(
            CopyChange(copy_id=copy.id, before=rules.GONE, state=row.before, at=clock.now(),
                       person_id=person_id, note=batch.document)
        )  # fmt: skip
    db.session.flush()
    db.session.delete(batch)
    audit.record("print.write_off_undone", f"unit:{batch.unit_id}", detail={"copies": len(copies)})
    db.session.commit()
    return len(copies)
