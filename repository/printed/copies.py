"""What the staff says of a copy by hand, and its history."""

from collections.abc import Mapping

from sqlalchemy import select

from repository.printed import lines, rules
from repository.printed.models import Copy, CopyChange, PrintTitle
from repository.printed.rules import Refused
from suite import audit, clock
from suite.db import db


def history(copy_id: int) -> list[CopyChange]:
    """What happened to a copy, the newest first; loans are not told of."""
    query = select(CopyChange).where(CopyChange.copy_id == copy_id)
    return list(db.session.scalars(query.order_by(CopyChange.id.desc())))


def moves(copy: Copy) -> list[str]:
    """What may be said of it now, as states."""
    return list(rules.may_say(copy.state))


def say(copy: Copy, state: str, note: str, person_id: int) -> None:
    """Say so. Commits. Raises Refused("wrong_state")."""
    db.session.refresh(copy, ["state"], with_for_update=True)
    if state not in rules.may_say(copy.state):
        raise Refused("wrong_state", state=copy.state)
    write(copy.id, copy.state, state, person_id, note)
    copy.state = state
    audit.record(f"copy.{state}", f"copy:{copy.id}")
    db.session.commit()


FIELDS = {"ddc": 20, "mark": 20, "shelf": 40, "note": 200}
"""What is corrected by hand with its most letters; the price beside them."""


def correct(copy: Copy, title: PrintTitle, said: Mapping[str, str]) -> dict[str, Refused]:
    """Correct shelf, note and price of a copy, class number and author mark of its title. Commits;
    with faults (by field) it keeps nothing."""
    values: dict[str, str | int | None] = {}
    faults: dict[str, Refused] = {}
    for name, most in FIELDS.items():
        values[name] = " ".join(said.get(name, "").split())
        if len(str(values[name])) > most:
            faults[name] = Refused("too_long", most=most)
    text = said.get("price", "").strip()
    try:
        values["price"] = lines.price_of(text) if text else None
    except Refused as refused:
        faults["price"] = refused
    if faults:
        return faults
    changed = []
    for name, value in values.items():
        row = title if name in ("ddc", "mark") else copy
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed.append(name)
    if changed:
        audit.record("copy.corrected", f"copy:{copy.id}", detail={"fields": changed})
    db.session.commit()
    return {}


def write(copy_id: int, before: str, state: str, person_id: int | None, note: str = "") -> None:
    """Write a line of a copy's history. Does not commit."""
    row = CopyChange(
        copy_id=copy_id, before=before, state=state, at=clock.now(), person_id=person_id,
        note=note.strip()[:200],
    )  # fmt: skip
    db.session.add(row)
