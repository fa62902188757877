"""Keeping how a school reads the headers of its lists, so that it is asked once."""

from collections.abc import Mapping

from sqlalchemy import select

from school.roster.headers import Header, Kept
from school.roster.models import ListMapping
from school.roster.words import COLUMNS, GRID, KINDS
from school.units.models import OrgUnit
from suite import audit, clock
from suite.db import db

MOST = 500
"""How many headers one school keeps; the oldest give way."""


def kept(school: OrgUnit) -> dict[str, Kept]:
    """What the school decided, by the signature of the header."""
    rows = db.session.execute(
        select(ListMapping.signature, ListMapping.kind, ListMapping.fields).where(
            ListMapping.school_id == school.id
        )
    )
    return {signature: Kept(kind, fields) for signature, kind, fields in rows}


def keep(
    school: OrgUnit, header: Header, kind: str, fields: Mapping[int, str], person_id: int | None
) -> None:
    """Keep the kind ("" leaves the sheet out) and the field of each column. Commits."""
    allowed = {*COLUMNS[kind], GRID} if kind in KINDS else set()
    names = header.keys
    held = {
        names[column]: field_name if field_name in allowed else ""
        for column, field_name in fields.items()
        if column < len(names) and names[column]
    }
    row = db.session.scalar(
        select(ListMapping).where(
            ListMapping.school_id == school.id, ListMapping.signature == header.signature
        )
    )
    if row is None:
        _make_room(school)
        row = ListMapping(school_id=school.id, signature=header.signature)
        db.session.add(row)
    row.kind, row.fields = kind if kind in KINDS else "", held
    row.kept_by, row.kept_at = person_id, clock.now()
    audit.record("roster.mapping_kept", f"unit:{school.id}", detail={"kind": row.kind})
    db.session.commit()


def _make_room(school: OrgUnit) -> None:
    held = db.session.scalars(
        select(ListMapping)
        .where(ListMapping.school_id == school.id)
        .order_by(ListMapping.kept_at.desc(), ListMapping.id.desc())
        .offset(MOST - 1)
    )
    for row in held:
        db.session.delete(row)
