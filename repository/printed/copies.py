"""What the staff says of a copy by hand, and its history."""

from sqlalchemy import select

from repository.printed import rules
from repository.printed.models import Copy, CopyChange
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


def write(copy_id: int, before: str, state: str, person_id: int | None, note: str = "") -> None:
    """Write a line of a copy's history. Does not commit."""
    row = CopyChange(
        copy_id=copy_id, before=before, state=state, at=clock.now(), person_id=person_id,
        note=note.strip()[:200],
    )  # fmt: skip
    db.session.add(row)
