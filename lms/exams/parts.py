"""Parts with a time of their own: answers that came after the end of their part are kept apart.

The statement that saves knows no parts. They are judged when the attempt is marked, by the time
of receipt; an answer that waited on its device counts when it was given in time by what is known.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from lms.exams import lateness, parting, rules, turns
from lms.exams.models import (
    BY_PART,
    BY_RULE,
    COUNTS,
    AnswerDecision,
    AnswerSave,
    Attempt,
    Exam,
    ExamPart,
    ExamQuestion,
)
from lms.exams.papers import places_of
from lms.exams.traces import ENDED, Claim, PartEntry
from suite import clock
from suite.db import db

Row = tuple[int, int, int, int, datetime]


def judge(exam: Exam, attempts: Sequence[Attempt]) -> int:
    """Keep apart what came too late for its part; how many answers. Nothing commits."""
    parts = list(
        db.session.scalars(
            select(ExamPart).where(ExamPart.exam_id == exam.id).order_by(ExamPart.number)
        )
    )
    if not parts or not parting.one_way([part.minutes for part in parts], exam.parts_one_way):
        return 0
    part_of = _parts_of_questions(exam)
    saves, claims, entries = _saves(exam, attempts), _claims(exam, attempts), _entries(attempts)
    judged, told = _judged(attempts), turns.of([attempt.id for attempt in attempts])
    grace, count = timedelta(seconds=exam.grace_seconds), 0
    for attempt in attempts:
        places = [part_of[place.question_id] for place in places_of(attempt.form)]
        shown = [part for part in parts if part.number in places]
        entered, own = entries.get(attempt.id, {}), told.get(attempt.id, [])
        ends = _ends(exam, attempt, shown, entered, own)
        end_of = dict(zip([part.number for part in shown], ends, strict=True))
        heard = sorted([attempt.started_at, *(row[4] for row in saves.get(attempt.id, []))])
        for attempt_id, epoch, seq, item, received_at in saves.get(attempt.id, []):
            end = end_of.get(places[item - 1]) if item <= len(places) else None
            if end is None or received_at <= end + grace:
                continue
            key = (attempt_id, epoch, seq)
            if not _given_before(end, claims.get(key), heard):
                count += _keep_apart(attempt, epoch, seq, judged.get(key))
    return count


def _ends(
    exam: Exam,
    attempt: Attempt,
    shown: Sequence[ExamPart],
    entered: dict[int, datetime],
    told: Sequence[turns.Told],
) -> list[datetime]:
    start, until = attempt.started_at, attempt.closed_at or attempt.ends_at
    end = _planned(attempt, until, told)
    given = parting.gifts(told, min(until, end))
    longer = parting.stretch(exam.minutes, start, end, given)
    return parting.ends([part.minutes for part in shown], start, end, entered, longer, given)


def _planned(attempt: Attempt, until: datetime, told: Sequence[turns.Told]) -> datetime:
    """When the time of an attempt would have been over if nobody had ended it in a pause."""
    if told and told[-1][0] == ENDED and told[-1][2] is not None:
        return until + timedelta(seconds=told[-1][2])
    return rules.resumed(attempt.ends_at, until)


def _given_before(end: datetime, given_at: datetime | None, heard: Sequence[datetime]) -> bool:
    """Whether a claim is believed: before the end, and not before the device was last heard of."""
    if given_at is None or given_at >= end:
        return False
    before = max((at for at in heard if at <= end), default=given_at)
    return given_at >= before - lateness.SLACK


def _keep_apart(attempt: Attempt, epoch: int, seq: int, decision: AnswerDecision | None) -> int:
    """Keep an answer apart unless a person decided about it or it was kept apart before."""
    if decision is None:
        decision = AnswerDecision(
            school_id=attempt.school_id, attempt_id=attempt.id, epoch=epoch, seq=seq
        )
        db.session.add(decision)
    elif decision.reason != BY_RULE:
        return 0
    decision.accepted, decision.reason = False, BY_PART
    decision.decided_by, decision.decided_at = None, clock.now()
    return 1


def _parts_of_questions(exam: Exam) -> dict[int, int]:
    found = db.session.scalars(select(ExamQuestion).where(ExamQuestion.exam_id == exam.id))
    return {question.id: question.part for question in found}


def _saves(exam: Exam, attempts: Sequence[Attempt]) -> dict[int, list[Row]]:
    """What counts, by itself or by the exam's rule."""
    save = AnswerSave
    by_rule = select(AnswerDecision.id).where(
        AnswerDecision.attempt_id == save.attempt_id,
        AnswerDecision.epoch == save.epoch,
        AnswerDecision.seq == save.seq,
        AnswerDecision.reason == BY_RULE,
    )
    rows = db.session.execute(
        select(save.attempt_id, save.epoch, save.seq, save.item, save.received_at).where(
            save.school_id == exam.school_id,
            save.attempt_id.in_([attempt.id for attempt in attempts]),
            or_(save.held == COUNTS, by_rule.exists()),
        )
    )
    found: dict[int, list[Row]] = {}
    for attempt_id, epoch, seq, item, received_at in rows:
        found.setdefault(attempt_id, []).append((attempt_id, epoch, seq, item, received_at))
    return found


def _claims(exam: Exam, attempts: Sequence[Attempt]) -> dict[tuple[int, int, int], datetime]:
    query = select(Claim).where(
        Claim.school_id == exam.school_id,
        Claim.attempt_id.in_([attempt.id for attempt in attempts]),
    )
    found = db.session.scalars(query)
    return {(one.attempt_id, one.epoch, one.seq): one.given_at for one in found}


def _entries(attempts: Sequence[Attempt]) -> dict[int, dict[int, datetime]]:
    query = select(PartEntry).where(
        PartEntry.school_id.in_({attempt.school_id for attempt in attempts}),
        PartEntry.attempt_id.in_([attempt.id for attempt in attempts]),
    )
    found: dict[int, dict[int, datetime]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.attempt_id, {})[one.part] = one.entered_at
    return found


def _judged(attempts: Sequence[Attempt]) -> dict[tuple[int, int, int], AnswerDecision]:
    query = select(AnswerDecision).where(
        AnswerDecision.attempt_id.in_([attempt.id for attempt in attempts])
    )
    return {(one.attempt_id, one.epoch, one.seq): one for one in db.session.scalars(query)}
