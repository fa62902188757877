"""Blueprints are shared by the teachers and heads of a school, like its bank."""

from typing import Any

from sqlalchemy import Select, or_

from lms.blueprints.models import Blueprint
from school.api import HEADS, TEACHER, OrgUnit, Who, heads_school, permission, scoper
from suite.db import db


@scoper(Blueprint)
def _blueprints(query: Select[Any], who: Who) -> Select[Any]:
    taught = [grant.unit_id for grant in who.grants if grant.role == TEACHER]
    return query.where(or_(Blueprint.school_id.in_(taught), heads_school(who, Blueprint.school_id)))


@permission("blueprint.edit")
def _edit(who: Who, blueprint: Blueprint) -> bool:
    unit = db.session.get(OrgUnit, blueprint.school_id)
    heads = unit is not None and who.holds(unit.path, *HEADS)
    return heads or who.at(blueprint.school_id, TEACHER)
