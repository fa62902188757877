"""A set of copies for a class: down the list, or all to one who answers for them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.printed import lending, rules
from repository.printed.models import Copy
from repository.printed.readers import Reader
from repository.printed.rules import Refused
from repository.printed.scanning import scanned
from school.api import OrgUnit
from suite.db import db

MOST = 500


def given(unit: OrgUnit, text: str) -> list[Copy]:
    """The copies of lines that were scanned, in their order; few statements for numbers, one for
    each label read by its address. Raises Refused: nothing_chosen, line, copy_twice."""
    codes = [line.strip() for line in text.splitlines() if line.strip()][:MOST]
    if not codes:
        raise Refused("nothing_chosen")
    wanted = [_number(code) for code in codes]
    query = select(Copy).where(Copy.unit_id == unit.id, Copy.number.in_(set(wanted)))
    known = {row.number: row for row in db.session.scalars(query.options(joinedload(Copy.work)))}
    found: list[Copy] = []
    for at, (code, number) in enumerate(zip(codes, wanted, strict=True), 1):
        copy = known.get(number) or _labelled(unit, code, at)
        if copy in found:
            raise Refused("copy_twice", value=copy.number)
        found.append(copy)
    return found


def _number(code: str) -> str:
    try:
        return str(rules.number_of(code))
    except Refused:
        return ""


def _labelled(unit: OrgUnit, code: str, at: int) -> Copy:
    try:
        copy = scanned(unit, code).copy
    except Refused as refused:
        shown = "" if refused.code == "signin_card" else code[:40]
        raise Refused("line", line=at, value=shown, why=refused.code) from None
    if copy is None:
        raise Refused("line", line=at, value=code[:40], why="no_copy")
    return copy


def lend(
    copies: Sequence[Copy], takers: Sequence[Reader], one: Reader | None, by: int, due_on: date
) -> None:
    """Lend the copies: each to the next taker, or all to `one`. Raises Refused."""
    if one is not None:
        lending.lend_set([(copy, one) for copy in copies], by, due_on)
        return
    if not takers:
        raise Refused("nobody_chosen")
    if len(copies) > len(takers):
        raise Refused("too_many_copies")
    lending.lend_set(list(zip(copies, takers, strict=False)), by, due_on)
