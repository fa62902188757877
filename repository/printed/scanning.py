"""What a scanner or a person types at the desk: a reader's number, a copy, or words."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from repository.printed import rules
from repository.printed.models import Copy
from repository.printed.rules import Refused
from school.api import OrgUnit
from suite.db import db

MOST = 300
_SIGN_IN = re.compile(r"/card/|^[A-Za-z0-9_-]{22}$")
_LABEL = re.compile(r"/library/print/copies/(\d{1,15})$")


@dataclass(frozen=True)
class Scanned:
    """Exactly one of the three; all empty for nothing."""

    person_id: int | None = None
    copy: Copy | None = None
    words: str = ""


def scanned(unit: OrgUnit, text: str) -> Scanned:
    """What was scanned. Raises Refused: signin_card (never kept or shown again), bad_borrower,
    no_copy."""
    code = " ".join(text.split())[:MOST]
    if _SIGN_IN.search(code):
        raise Refused("signin_card")
    if (person_id := rules.borrower_of(code)) is not None:
        return Scanned(person_id=person_id)
    if label := _LABEL.search(code):
        return Scanned(copy=_one(unit, Copy.id == int(label.group(1))))
    if any(c.isdigit() for c in code) and (number := _number(code)):
        found = _find(unit, Copy.number == number)
        if found is not None:
            return Scanned(copy=found)
        if "-" in code:
            raise Refused("no_copy")
    return Scanned(words=code)


def copy_of(unit: OrgUnit, text: str) -> Copy:
    """The copy that was scanned. Raises Refused."""
    found = scanned(unit, text).copy
    if found is None:
        raise Refused("no_copy")
    return found


def _number(code: str) -> str:
    try:
        return str(rules.number_of(code))
    except Refused:
        return ""


def _one(unit: OrgUnit, which: object) -> Copy:
    found = _find(unit, which)
    if found is None:
        raise Refused("no_copy")
    return found


def _find(unit: OrgUnit, which: object) -> Copy | None:
    query = select(Copy).where(Copy.unit_id == unit.id, which)  # type: ignore[arg-type]
    found: Copy | None = db.session.scalar(query.options(joinedload(Copy.work)))
    return found
