"""The fields of works that can be changed together: read, kept for undoing, and written.

Values are plain, as JSON keeps them: a code or text; a list of numbers or words; for the audience
{"audience": code, "classes": [ids]}. What is kept of topics says also who proposed and confirmed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from repository.catalogue import rules as catalogue
from repository.catalogue.bulk import rules
from repository.catalogue.models import Alignment, Work
from repository.catalogue.tags.models import Tag
from school.api import SchoolClass
from suite import clock
from suite.db import db

_COLUMNS = {
    rules.SUBJECT: "subject_code",
    rules.GRADES: "grades",
    rules.LICENCE: "licence",
    rules.SERIES: "series",
    rules.KEYWORDS: "keywords",
}


def value(field: str, work: Work) -> Any:
    """What the field holds now."""
    if field == rules.AUDIENCE:
        return {"audience": work.audience, "classes": sorted(row.id for row in work.classes)}
    if field == rules.TAGS:
        return sorted(tag.id for tag in work.tags)
    if field == rules.NODES:
        return sorted(row.node_id for row in work.alignments)
    return getattr(work, _COLUMNS[field])


def kept(field: str, work: Work) -> Any:
    """The same with all that is needed to put it back."""
    if field != rules.NODES:
        return value(field, work)
    return [
        {
            "node": row.node_id,
            "proposed": [row.proposed_by, row.proposed_at.isoformat()],
            "confirmed": [row.confirmed_by, row.confirmed_at.isoformat()]
            if row.confirmed_at is not None
            else None,
        }
        for row in work.alignments
    ]


def put(field: str, work: Work, new: Any, actor_id: int) -> None:
    """Write a value, or what was kept of one."""
    if field == rules.AUDIENCE:
        work.audience = new["audience"]
        work.classes = _rows(SchoolClass, new["classes"])
    elif field == rules.TAGS:
        work.tags = _rows(Tag, new)
    elif field == rules.NODES:
        _align(work, {_node(one): one for one in new}, actor_id)
    else:
        setattr(work, _COLUMNS[field], new)


def refusal(field: str, work: Work, new: Any, allows_use: bool) -> str | None:
    """Why this work cannot take the value, as a code: withdrawn, licence, other_school."""
    if work.state == catalogue.WITHDRAWN:
        return "withdrawn"
    if field == rules.LICENCE and work.state == catalogue.PUBLISHED and not allows_use:
        return "licence"
    if field == rules.AUDIENCE and new["audience"] == catalogue.CLASS:
        found = _rows(SchoolClass, new["classes"])
        if not found or any(row.school_id != work.unit_id for row in found):
            return "other_school"
    return None


def _rows(model: Any, ids: list[int]) -> list[Any]:
    found = {key: db.session.get(model, key) for key in ids}
    return [row for row in found.values() if row is not None]


def _node(one: int | Mapping[str, Any]) -> int:
    return one if isinstance(one, int) else one["node"]


def _align(work: Work, wanted: Mapping[int, Any], actor_id: int) -> None:
    held = {row.node_id: row for row in work.alignments}
    for node_id in set(held) - set(wanted):
        db.session.delete(held[node_id])
    for node_id in sorted(set(wanted) - set(held)):
        said = wanted[node_id]
        row = Alignment(
            work_id=work.id, node_id=node_id, proposed_by=actor_id, proposed_at=clock.now()
        )
        if isinstance(said, Mapping):
            row.proposed_by, row.proposed_at = _stamp(said["proposed"])
            if said["confirmed"]:
                row.confirmed_by, row.confirmed_at = _stamp(said["confirmed"])
        db.session.add(row)
    db.session.flush()
    db.session.expire(work, ["alignments"])


def _stamp(pair: list[Any]) -> tuple[int, datetime]:
    return pair[0], datetime.fromisoformat(pair[1])
