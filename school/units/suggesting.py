"""Where the people of a school that splits most likely go: with the classes that they teach."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import or_, select

from school.classes.models import SchoolClass, TeachingAssignment
from school.groups.models import GroupMember, SubjectGroup
from school.units.successions import Taught, leaning
from suite.db import db


@dataclass
class Work:
    """What people do at schools from a day on, by person: classes and subject groups."""

    taught: dict[int, list[Taught]] = field(default_factory=dict)
    groups: dict[int, list[str]] = field(default_factory=dict)

    def note(self, person_id: int) -> str:
        """Classes and groups in a few words."""
        classes = dict.fromkeys(one.class_name for one in self.taught.get(person_id, ()))
        words = [", ".join(classes), ", ".join(self.groups.get(person_id, ()))]
        return " · ".join(filter(None, words))

    def suggested(self, people: Collection[int], classes: Mapping[int, int]) -> dict[int, int]:
        """The heir of each of `people` as far as one can tell; `classes` are decided."""
        found = leaning(self.taught, self.groups, classes)
        return {person: heir for person, heir in found.items() if person in people}


def work_of(school_ids: Collection[int], on: date) -> Work:
    """Read it (two statements)."""
    taught: defaultdict[int, list[Taught]] = defaultdict(list)
    query = (
        select(TeachingAssignment, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == TeachingAssignment.class_id)
        .where(
            TeachingAssignment.school_id.in_(school_ids),
            or_(TeachingAssignment.ends_on.is_(None), TeachingAssignment.ends_on > on),
            SchoolClass.closed_on.is_(None),
        )
        .order_by(SchoolClass.sort_key, TeachingAssignment.id)
    )
    for row, name in db.session.execute(query):
        taught[row.person_id].append(Taught(row.class_id, name, row.is_homeroom))
    groups: defaultdict[int, list[str]] = defaultdict(list)
    members = (
        select(GroupMember.person_id, SubjectGroup.name)
        .join(SubjectGroup, SubjectGroup.id == GroupMember.group_id)
        .where(
            SubjectGroup.school_id.in_(school_ids),
            or_(GroupMember.ends_on.is_(None), GroupMember.ends_on > on),
        )
        .order_by(SubjectGroup.sort_key, GroupMember.id)
    )
    for person_id, name in db.session.execute(members):
        groups[person_id].append(name)
    return Work(taught, groups)
