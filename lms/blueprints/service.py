"""Keeping blueprints; each use case commits once."""

from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import joinedload

from lms.blueprints import presets, rules
from lms.blueprints.models import Blueprint, BlueprintPaper, Preset
from lms.blueprints.rules import Plan
from school.api import Who, scope
from suite import audit, clock, edits
from suite.db import db


def listed(who: Who) -> Select[Any]:
    """The blueprints that `who` may see, the last changed first."""
    query = scope(select(Blueprint), who).options(joinedload(Blueprint.subject))
    return query.order_by(Blueprint.changed_at.desc(), Blueprint.id.desc())


def blueprint_of(who: Who, uid: str) -> Blueprint | None:
    """One that `who` may see."""
    query = scope(select(Blueprint), who).where(Blueprint.uid == uid)
    return db.session.scalar(
        query.options(joinedload(Blueprint.subject), joinedload(Blueprint.school))
    )


def add(
    school_id: int, author_id: int, title: str, subject_code: str, grade: int | None,
    preset: Preset,
) -> Blueprint:  # fmt: skip
    """A new one in the format of a preset. Commits."""
    row = Blueprint(
        school_id=school_id,
        author_id=author_id,
        title=title,
        subject_code=subject_code,
        grade=grade,
        minutes=preset.minutes,
        preset=preset.code,
        parts=presets.parts_of(preset),
        rows=[],
        changed_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    audit.record("blueprint.add", f"blueprint:{row.uid}")
    db.session.commit()
    return row


def change(blueprint: Blueprint, seen: int, title: str, minutes: int, plan: Plan) -> None:
    """Keep what it says now. Commits. Raises suite.edits.Conflict when another was quicker."""
    edits.claim(Blueprint, blueprint.id, seen)
    blueprint.title, blueprint.minutes = title, minutes
    blueprint.parts, blueprint.rows = rules.as_json(plan)
    blueprint.changed_at = clock.now()
    audit.record("blueprint.change", f"blueprint:{blueprint.uid}")
    db.session.commit()


def remove(blueprint: Blueprint) -> None:
    """Delete it; exams that were drawn from it stay. Commits."""
    held = BlueprintPaper.blueprint_id == blueprint.id
    db.session.execute(delete(BlueprintPaper).where(held))
    audit.record("blueprint.remove", f"blueprint:{blueprint.uid}")
    db.session.delete(blueprint)
    db.session.commit()


def of_exam(exam_id: int) -> Blueprint | None:
    """The blueprint from which an exam was drawn."""
    return db.session.scalar(
        select(Blueprint)
        .join(BlueprintPaper, BlueprintPaper.blueprint_id == Blueprint.id)
        .where(BlueprintPaper.exam_id == exam_id)
    )
