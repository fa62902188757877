"""Question sets for practice are shared by the teachers and heads of a school, like its bank.

Who may practise a set is the library's to say, of the approved version.
"""

from typing import Any

from sqlalchemy import Select, or_

from lms.practice.models import PracticeSet
from school.api import HEADS, SUBJECT_HEAD, TEACHER, OrgUnit, Who, heads_school, permission, scoper
from suite.db import db


@scoper(PracticeSet)
def _sets(query: Select[Any], who: Who) -> Select[Any]:
    taught = [grant.unit_id for grant in who.grants if grant.role == TEACHER]
    own = PracticeSet.school_id.in_(taught)
    return query.where(or_(own, heads_school(who, PracticeSet.school_id)))


@permission("practice.edit")
def _edit(who: Who, one: PracticeSet) -> bool:
    """Who made it, the heads of subject groups of the school, and the heads of the school."""
    unit = db.session.get(OrgUnit, one.school_id)
    if unit is not None and who.holds(unit.path, *HEADS):
        return True
    mine = one.author_id == who.person_id and who.at(one.school_id, TEACHER)
    return mine or who.at(one.school_id, SUBJECT_HEAD)
