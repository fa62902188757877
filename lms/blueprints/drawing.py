"""Papers from a blueprint: what the bank has for its cells, drawing, swapping single questions."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, select

from lms.bank import places
from lms.bank.models import Item, ItemVersion
from lms.bank.permissions import finished
from lms.blueprints import rules
from lms.blueprints.models import Blueprint, BlueprintPaper
from lms.blueprints.rules import Needs, Plan
from lms.courses.models import Course
from lms.exams import clusters, creating, papers
from lms.exams.clusters import Candidate
from lms.exams.models import PER_QUESTION, Exam, ExamPart, ExamQuestion
from lms.exams.service import draft
from suite import audit
from suite.db import db

SHOWN = 50


class TooFew(Exception):
    """The bank has not enough questions, or the sum is not 10."""


def plan_of(blueprint: Blueprint) -> Plan:
    """What a blueprint says, its places those of the programme in force."""
    plan = rules.plan_of(blueprint.parts, blueprint.rows)
    now = places.present({row.node for row in plan.rows if row.node})
    return replace(plan, rows=[replace(row, node=now.get(row.node, "")) for row in plan.rows])


def _usable(blueprint: Blueprint) -> list[ColumnElement[bool]]:
    """Of its school and subject, in use, no draft of a group; of its grade or of any."""
    found = [
        Item.school_id == blueprint.school_id,
        Item.subject_code == blueprint.subject_code,
        Item.retired_at.is_(None),
        finished(),
    ]
    if blueprint.grade is not None:
        found.append(Item.grade.is_(None) | (Item.grade == blueprint.grade))
    return found


def has(blueprint: Blueprint, plan: Plan) -> dict[Needs, int]:
    """How many questions the bank has for each need; two statements, and three for nodes."""
    wanted = rules.needs(plan)
    kinds = {key[2] for key in wanted}
    found: Counter[Needs] = Counter()
    columns: tuple[Any, ...] = (Item.node_uid, Item.topic)
    for place, column in enumerate(columns):
        names = _named(wanted, place)
        if names:
            rows = db.session.execute(
                select(column, Item.kind, Item.level, func.count())
                .where(*_usable(blueprint), column.in_(names), Item.kind.in_(kinds))
                .group_by(column, Item.kind, Item.level)
            )
            for name, kind, level, count in rows:
                node, topic = (names[name], "") if place == 0 else ("", name)
                found[node, topic, kind, level] += count
    return dict(found)


def _named(wanted: Iterable[Needs], place: int) -> dict[str, str]:
    """The nodes or topics of needs by what the bank has for them."""
    names = {key[place] for key in wanted if key[place]}
    return places.alike(names) if place == 0 else {name: name for name in names}


def fitting(blueprint: Blueprint, need: Needs, taken: Iterable[int]) -> Select[Any]:
    """A select of the questions of the bank that fit a need, without those taken."""
    node, topic, kind, level = need
    where = places.at(node) if node else Item.topic == topic
    return select(Item).where(
        *_usable(blueprint), where, Item.kind == kind, Item.level == level,
        Item.id.not_in(list(taken)),
    )  # fmt: skip


def make_paper(blueprint: Blueprint, course: Course, title: str, author_id: int) -> str:
    """Draw a draft exam at random into a course, with its parts and points; its uid. Commits.

    Raises TooFew when the blueprint cannot be drawn.
    """
    plan = plan_of(blueprint)
    if any(one.blocks for one in rules.check(plan, has(blueprint, plan))):
        raise TooFew
    drawn = _drawn(blueprint, plan)
    section = course.sections[0].id
    uid = creating.create_exam(
        course, section, title, blueprint.minutes, author_id, points_policy=PER_QUESTION
    )
    exam = db.session.scalars(select(Exam).where(Exam.uid == uid)).one()
    asked: list[dict[str, Any]] = []
    for at, part in enumerate(plan.parts):
        if not drawn[at]:
            continue
        db.session.add(ExamPart(exam_id=exam.id, number=at + 1, title=part.title))
        asked += [
            {"exam_id": exam.id, "item_id": item_id, "part": at + 1, "points": part.points}
            for item_id in drawn[at]
        ]
    rows = [{**one, "number": number} for number, one in enumerate(asked, 1)]
    db.session.execute(insert(ExamQuestion), rows)
    db.session.add(BlueprintPaper(exam_id=exam.id, blueprint_id=blueprint.id))
    audit.record("blueprint.draw", f"exam:{uid}", detail={"blueprint": blueprint.uid})
    db.session.commit()
    return uid


Cell = tuple[int, int, str]  # row, part, level


def _drawn(blueprint: Blueprint, plan: Plan) -> list[list[int]]:
    """Ids of questions by part, the rows in their order and the levels from know to apply, those
    about one text together; two statements. Raises TooFew."""
    wanted: dict[Cell, int] = {}
    fits: dict[Cell, list[Candidate]] = {}
    has = _candidates(blueprint, plan)
    for number, row in enumerate(plan.rows):
        for at, level in sorted(row.cells, key=lambda cell: (cell[0], rules.LEVELS.index(cell[1]))):
            need = (row.node, "" if row.node else row.topic, plan.parts[at].kind, level)
            wanted[number, at, level] = row.cells[at, level]
            fits[number, at, level] = has.get(need, [])
    found = clusters.drawn(wanted, fits, papers.below)
    if any(len(found[cell]) < number for cell, number in wanted.items()):
        raise TooFew
    return [
        clusters.together([one for cell, ones in found.items() if cell[1] == at for one in ones])
        for at in range(len(plan.parts))
    ]


def _candidates(blueprint: Blueprint, plan: Plan) -> dict[Needs, list[Candidate]]:
    """The questions of the bank for each need; two statements, and three for nodes."""
    wanted = rules.needs(plan)
    found: dict[Needs, list[Candidate]] = {}
    columns: tuple[Any, ...] = (Item.node_uid, Item.topic)
    for place, column in enumerate(columns):
        names = _named(wanted, place)
        if not names:
            continue
        rows = db.session.execute(
            select(column, Item.kind, Item.level, Item.id, Item.stimulus_id, Item.stimulus_place)
            .where(*_usable(blueprint), column.in_(names))
            .where(Item.kind.in_({key[2] for key in wanted}))
            .where(Item.level.in_({key[3] for key in wanted}))
        )
        for name, kind, level, *one in rows:
            node, topic = (names[name], "") if place == 0 else ("", name)
            if (node, topic, kind, level) in wanted:
                found.setdefault((node, topic, kind, level), []).append(Candidate(*one))
    return found


def need_of(blueprint: Blueprint, item: Item) -> Needs:
    """The cell that a question of a paper fills."""
    nodes = {row.node for row in plan_of(blueprint).rows}
    own = places.present([item.node_uid])[item.node_uid] if item.node_uid else ""
    place = (own, "") if own and own in nodes else ("", item.topic)
    return (*place, item.kind, item.level)


def candidates(
    blueprint: Blueprint, exam: Exam, item: Item, matching: ColumnElement[bool] | None = None
) -> list[tuple[Item, ItemVersion]]:
    """Questions of the same cell that could stand in its place, at most SHOWN, newest first."""
    query = fitting(blueprint, need_of(blueprint, item), _taken(exam))
    if matching is not None:
        query = query.where(matching)
    rows = db.session.execute(
        query.join(
            ItemVersion,
            (ItemVersion.item_id == Item.id) & (ItemVersion.number == Item.current_number),
        )
        .add_columns(ItemVersion)
        .order_by(Item.id.desc())
        .limit(SHOWN)
    )
    return [(one, version) for one, version in rows]


def _taken(exam: Exam) -> list[int]:
    return [question.item_id for question in exam.questions]


def swap(blueprint: Blueprint, exam_id: int, question_id: int, item_id: int | None = None) -> bool:
    """Put another question of the same cell in the place of one, at random or the one of
    `item_id`; whether there was one. Commits. Raises NotPossible once the papers are made."""
    exam = draft(exam_id)
    question = next((one for one in exam.questions if one.id == question_id), None)
    if question is None:
        db.session.rollback()
        return False
    query = fitting(blueprint, need_of(blueprint, question.item), _taken(exam))
    if item_id is not None:
        query = query.where(Item.id == item_id)
    ids = list(db.session.scalars(query.with_only_columns(Item.id)))
    if ids:
        question.item_id = papers.sample(ids, 1)[0]
    db.session.commit()
    return bool(ids)
