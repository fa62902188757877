"""Another key, a voided question: tried first, then applied to all. Each use case commits once.

The pinned version never changes; a ruling stands over it, and another ruling takes it back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from lms.bank import service as bank
from lms.bank.service import About
from lms.exams import marking, rules, service
from lms.exams.decided import (
    AS_WRITTEN,
    FULL,
    NEW_KEY,
    OUT,
    Decided,
    Ruling,
    Verdict,
    rulings_of,
)
from lms.exams.jobs import SETTLE
from lms.exams.models import Attempt, Exam, ExamQuestion, Result
from lms.exams.papers import asked, pinned, question_kind, values_by_form
from lms.marking.models import Change
from suite import audit, clock, jobs
from suite.db import db

AT_ONCE = 60  # more attempts than this are marked again by the worker
RULES = (NEW_KEY, FULL, OUT, AS_WRITTEN)


class NotPossible(Exception):
    """`codes` say why: same, gone, stale, body_changed, or those of the kind for a bad key."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = codes


@dataclass(frozen=True)
class Counts:
    """How many attempts a ruling moves; `waiting` have no score yet and are left out."""

    up: int
    down: int
    same: int
    waiting: int


def draft(
    exam: Exam,
    question: ExamQuestion,
    rule: str,
    key: dict[str, Any] | None,
    reason: str,
    actor_id: int,
) -> Ruling:
    """A ruling that is not applied yet, with whom it would change. Raises NotPossible."""
    now = rulings_of(exam.id).get(question.id)
    if rule == NEW_KEY:
        content = replace(bank.content_of(question.item, pinned(question)), key=key or {})
        if codes := bank.problems(content):
            raise NotPossible(*codes)
    if rule == NEW_KEY and key == pinned(question).key:
        rule = AS_WRITTEN
    key = key if rule == NEW_KEY else None
    old_rule, old_key = (now.rule, now.key) if now else (AS_WRITTEN, None)
    if (rule, key) == (old_rule, old_key):
        raise NotPossible("same")
    _drop_drafts(question.id)
    ruling = Ruling(
        school_id=exam.school_id,
        exam_id=exam.id,
        question_id=question.id,
        rule=rule,
        key=key,
        old={"rule": old_rule, "key": old_key or pinned(question).key},
        reason=reason.strip()[:200],
        made_by=actor_id,
        made_at=clock.now(),
    )
    db.session.add(ruling)
    db.session.flush()
    _keep(ruling, changes(exam, ruling))
    db.session.commit()
    return ruling


def _drop_drafts(question_id: int) -> None:
    drafts = select(Ruling.id).where(Ruling.question_id == question_id, Ruling.applied_at.is_(None))
    db.session.execute(delete(Change).where(Change.ruling_id.in_(drafts)))
    db.session.execute(
        delete(Ruling)
        .where(Ruling.question_id == question_id, Ruling.applied_at.is_(None))
        .execution_options(synchronize_session=False)
    )


def changes(exam: Exam, ruling: Ruling) -> dict[int, tuple[Decimal, Decimal]]:
    """Score before and after by attempt, of those that change; five statements."""
    questions = marking.questions_of(exam.id)
    possible = marking.points_of(exam, questions)
    question = next(one for one in questions if one.id == ruling.question_id)
    said = Decided({**rulings_of(exam.id), question.id: ruling}, _verdicts(question.id))
    counted = [points for found, points in possible.items() if said.counts(found)]
    kind, rest = question_kind(question.item.kind), _rest(exam, question.id)
    by_form = values_by_form(exam.id, [question])
    found = {}
    for attempt_id, form_id, score, response in _answers(exam, question.id):
        values = by_form.get((form_id, question.id), {})
        body, key = asked(question, values).body, said.key(question, values)
        marked = kind.mark(body, key, response, possible[question.id])
        state, points = said.over(attempt_id, question.id, marked, possible[question.id])
        if state == "unmarked":
            continue
        after = rules.score([rest.get(attempt_id, Decimal(0)), points], counted)
        if after != score:
            found[attempt_id] = (score, after)
    return found


def _verdicts(question_id: int) -> dict[tuple[int, int], Verdict]:
    query = select(Verdict).where(Verdict.question_id == question_id)
    return {(one.attempt_id, one.question_id): one for one in db.session.scalars(query)}


def _rest(exam: Exam, question_id: int) -> dict[int, Decimal]:
    """What each attempt earned by all other questions."""
    rows = db.session.execute(
        select(Result.attempt_id, func.sum(Result.points))
        .join(Attempt, Attempt.id == Result.attempt_id)
        .where(Attempt.exam_id == exam.id, Result.question_id != question_id)
        .group_by(Result.attempt_id)
    )
    return {int(attempt_id): points for attempt_id, points in rows}


def _answers(exam: Exam, question_id: int) -> list[Any]:
    query = (
        select(Attempt.id, Attempt.form_id, Attempt.score, Result.response)
        .join(Result, Result.attempt_id == Attempt.id)
        .where(
            Attempt.exam_id == exam.id,
            Attempt.marked_at.is_not(None),
            Attempt.score.is_not(None),
            Result.question_id == question_id,
        )
    )
    return list(db.session.execute(query))


def _keep(ruling: Ruling, found: Mapping[int, tuple[Decimal, Decimal]]) -> None:
    db.session.execute(delete(Change).where(Change.ruling_id == ruling.id))
    rows = [
        {
            "school_id": ruling.school_id,
            "ruling_id": ruling.id,
            "attempt_id": attempt_id,
            "before": before,
            "after": after,
            "rise": after - before,
        }
        for attempt_id, (before, after) in sorted(found.items())
    ]
    if rows:
        db.session.execute(insert(Change), rows)


def counts_of(exam: Exam, ruling: Ruling) -> Counts:
    """How many go up, down or stay; two statements."""
    up = func.count().filter(Change.rise > 0)
    down = func.count().filter(Change.rise < 0)
    ups, downs = db.session.execute(select(up, down).where(Change.ruling_id == ruling.id)).one()
    scored, waiting = db.session.execute(
        select(
            func.count().filter(Attempt.score.is_not(None)),
            func.count().filter(Attempt.score.is_(None)),
        ).where(Attempt.exam_id == exam.id)
    ).one()
    return Counts(ups, downs, scored - ups - downs, waiting)


def apply(exam_id: int, ruling_id: int, actor_id: int) -> Ruling:
    """Mark by the ruling from now on, all attempts again. Raises NotPossible.

    "stale": the marking moved on since it was tried; who changes now is kept, to be looked at.
    """
    exam = service.locked(exam_id)
    ruling = db.session.get(Ruling, ruling_id, populate_existing=True)
    if ruling is None or ruling.exam_id != exam_id or ruling.applied_at is not None:
        db.session.rollback()
        raise NotPossible("gone")
    if (found := changes(exam, ruling)) != _kept(ruling.id):
        _keep(ruling, found)
        db.session.commit()
        raise NotPossible("stale")
    db.session.execute(
        update(Ruling)
        .where(Ruling.question_id == ruling.question_id, Ruling.in_force)
        .values(in_force=False)
    )
    ruling.in_force, ruling.applied_by, ruling.applied_at = True, actor_id, clock.now()
    audit.record(
        "exam.regrade",
        f"exam:{exam.uid}",
        detail={
            "ruling": ruling.id,
            "question": ruling.question_id,
            "rule": ruling.rule,
            "old": ruling.old,
            "key": ruling.key,
            "reason": ruling.reason,
            "changes": len(found),
        },
    )
    again = db.session.execute(
        update(Attempt)
        .where(Attempt.exam_id == exam.id, Attempt.marked_at.is_not(None))
        .values(marked_at=None)
        .execution_options(synchronize_session=False)
    )
    count = int(again.rowcount)  # type: ignore[attr-defined]
    if count > AT_ONCE:
        jobs.enqueue(SETTLE, exam_id=exam.id)
    db.session.commit()
    if count <= AT_ONCE:
        service.settle(exam)
    return ruling


def _kept(ruling_id: int) -> dict[int, tuple[Decimal, Decimal]]:
    query = select(Change.attempt_id, Change.before, Change.after)
    rows = db.session.execute(query.where(Change.ruling_id == ruling_id))
    return {attempt_id: (before, after) for attempt_id, before, after in rows}


def drop(exam_id: int, ruling_id: int) -> None:
    """Forget a draft."""
    ruling = db.session.get(Ruling, ruling_id)
    if ruling is not None and ruling.exam_id == exam_id and ruling.applied_at is None:
        _drop_drafts(ruling.question_id)
    db.session.commit()


def to_bank(ruling: Ruling, author_id: int) -> bool:
    """Give the bank's question the new key, as a new version; whether that made one.

    Raises NotPossible("body_changed") where the bank asks something else by now, and
    bank.Unusable, bank.Known, bank.Changed.
    """
    question = ruling.question
    item, version = question.item, pinned(question)
    current = bank.current(item)
    if ruling.key is None or (current.stem, current.body) != (version.stem, version.body):
        raise NotPossible("body_changed")
    about = About(item.school_id, item.subject_code, item.grade, item.topic)
    content = replace(bank.content_of(item, current), key=ruling.key)
    return bank.new_version(item, item.current_number, about, content, author_id)
