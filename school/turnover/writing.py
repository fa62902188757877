"""Writing the plan of a turn, and noting what was written so that it can be taken back."""

from datetime import date
from typing import Any

from sqlalchemy import insert, select, update

from school.classes.models import (
    ACTIVE,
    GRADUATED,
    LEFT,
    Enrolment,
    SchoolClass,
    TeachingAssignment,
)
from school.people.models import STUDENT, Person, RoleGrant
from school.turnover import existing, rules
from school.turnover.models import Turnover
from school.turnover.rules import Plan
from suite.db import db
from suite.text import numbered_sort_key


class Writer:
    """Writes a plan into the present transaction and notes what it wrote."""

    def __init__(self, row: Turnover, plan: Plan) -> None:
        self.row, self.plan = row, plan
        self.ends, self.starts = row.from_year.ends_on, row.to_year.starts_on
        self.ids = {key: one.standing for key, one in plan.classes.items() if one.standing}

    def write(self) -> dict[str, Any]:
        """What was written: ids, and former ends; `homeroom` and `taught` are numbers."""
        made = self._classes()
        ended, enrolled = self._enrolments()
        gone = [p.person_id for p in self.plan.places if p.kind in (rules.GRADUATED, rules.LEFT)]
        people, grants = self._leave(gone)
        taught, teaching, homeroom = self._teaching()
        return {
            "classes": made,
            "ended": ended,
            "enrolments": enrolled,
            "people": people,
            "grants": grants,
            "teaching_ended": taught,
            "teaching": teaching,
            "homeroom": homeroom,
            "taught": len(teaching) - homeroom,
        }

    def _classes(self) -> list[int]:
        rows = {
            key: SchoolClass(
                school_id=self.row.school_id,
                year_id=self.row.to_year_id,
                grade=one.grade,
                name=one.name,
                sort_key=numbered_sort_key(one.name),
            )
            for key, one in self.plan.classes.items()
            if one.standing is None
        }
        db.session.add_all(rows.values())
        db.session.flush()
        self.ids |= {key: one.id for key, one in rows.items()}
        return [one.id for one in rows.values()]

    def _enrolments(self) -> tuple[list[list[Any]], list[int]]:
        """[id, former end, former state, new end] of each that ends; ids of those that begin."""
        places = {place.person_id: place for place in self.plan.places}
        states = {rules.GRADUATED: GRADUATED, rules.LEFT: LEFT}
        ended, changed = list[list[Any]](), list[dict[str, Any]]()
        new: dict[int, dict[str, Any]] = {}
        for held in existing.open_enrolments(self.row):
            place = places.get(held.person_id)
            kind = place.kind if place and held.is_main else ""
            until = max(self.ends if kind in states else self.starts, held.starts_on)
            values = {"ends_on": until, "state": states.get(kind, held.state)}
            changed.append({"id": held.id} | values)
            ended.append([held.id, text(held.ends_on), held.state, text(until)])
            if place and kind == rules.CLASS:
                state = ACTIVE if held.state in (GRADUATED, LEFT) else held.state
                who = {"school_id": self.row.school_id, "person_id": held.person_id}
                at = {"class_id": self.ids[place.to], "starts_on": self.starts, "state": state}
                new[held.person_id] = who | at | {"is_main": True}
        _update(Enrolment, changed)
        if not new:
            return ended, []
        query = insert(Enrolment).returning(Enrolment.id)
        return ended, list(db.session.scalars(query, list(new.values())))

    def _leave(self, gone: list[int]) -> tuple[list[int], list[list[Any]]]:
        """The people who leave, and [grant, former end] of what ends with it."""
        if not gone:
            return [], []
        here = (RoleGrant.unit_id == self.row.school_id, RoleGrant.role == STUDENT)
        leavers = set(gone)
        grants = [
            held
            for held in db.session.scalars(select(RoleGrant).where(*here))
            if held.person_id in leavers and (held.valid_to is None or held.valid_to > self.ends)
        ]
        until = [{"id": g.id, "valid_to": max(self.ends, g.valid_from)} for g in grants]
        ended = [[held.id, text(held.valid_to)] for held in grants]
        _update(RoleGrant, until)
        query = select(Person.id).where(Person.id.in_(gone), Person.left_on.is_(None))
        people = list(db.session.scalars(query.with_for_update()))
        _update(Person, [{"id": person, "left_on": self.ends} for person in people])
        return people, ended

    def _teaching(self) -> tuple[list[list[Any]], list[int], int]:
        """[id, former end] of what ends, ids of what goes on, how many of them are homerooms."""
        there = self._taught_already()
        ended, new = list[list[Any]](), list[TeachingAssignment]()
        changed = list[dict[str, Any]]()
        for held in existing.open_teaching(self.row):
            ended.append([held.id, text(held.ends_on)])
            changed.append({"id": held.id, "ends_on": max(self.starts, held.starts_on)})
            key = self.plan.up.get(held.class_id)
            wanted = self.row.keep_homeroom if held.is_homeroom else self.row.keep_teaching
            if key is None or not wanted:
                continue
            mark = (self.ids[key], held.subject_code, held.is_homeroom)
            if mark in there:
                continue
            there.add(mark)
            new.append(
                TeachingAssignment(
                    school_id=held.school_id,
                    class_id=self.ids[key],
                    subject_code=held.subject_code,
                    person_id=held.person_id,
                    is_homeroom=held.is_homeroom,
                    starts_on=self.starts,
                )
            )
        _update(TeachingAssignment, changed)
        db.session.add_all(new)
        db.session.flush()
        return ended, [one.id for one in new], sum(one.is_homeroom for one in new)

    def _taught_already(self) -> set[tuple[int, str | None, bool]]:
        query = select(
            TeachingAssignment.class_id,
            TeachingAssignment.subject_code,
            TeachingAssignment.is_homeroom,
        ).where(TeachingAssignment.class_id.in_(self.ids.values()))
        return {(row[0], row[1], row[2]) for row in db.session.execute(query)}


def _update(model: type[Any], rows: list[dict[str, Any]]) -> None:
    """Many rows by their ids in few statements."""
    if rows:
        db.session.execute(update(model), rows)


def text(day: date | None) -> str | None:
    """A day as it is noted."""
    return day.isoformat() if day else None
