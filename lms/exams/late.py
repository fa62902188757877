"""Late answers: which count by the rule of the exam or by an outage that somebody recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, func, select

from lms.exams import candidates, lateness, showing
from lms.exams.clocks import database_now
from lms.exams.models import (
    AFTER_END,
    AT_HOME,
    BY_OUTAGE,
    BY_RULE,
    BY_TEACHER,
    COUNTS,
    LATE,
    TIME_OVER,
    AnswerDecision,
    AnswerSave,
    Attempt,
    Candidate,
    Exam,
)
from lms.exams.traces import Claim, Contact, Outage
from suite import audit, clock
from suite.db import db


@dataclass(frozen=True)
class Held:
    """The late answers of one attempt about which nobody has decided, and its silence."""

    attempt: Attempt
    spell: lateness.Spell
    late: list[lateness.Late]


def _undecided(exam: Exam) -> Select[AnswerSave, datetime | None]:
    """Late answers with what their device says of when they were given."""
    save, claim = AnswerSave, Claim
    decided = select(AnswerDecision.id).where(
        AnswerDecision.attempt_id == save.attempt_id,
        AnswerDecision.epoch == save.epoch,
        AnswerDecision.seq == save.seq,
    )
    same = and_(
        claim.school_id == save.school_id,
        claim.attempt_id == save.attempt_id,
        claim.epoch == save.epoch,
        claim.seq == save.seq,
    )
    return (
        select(save, claim.given_at)
        .join(Attempt, (Attempt.id == save.attempt_id) & (Attempt.school_id == save.school_id))
        .outerjoin(claim, same)
        .where(
            Attempt.exam_id == exam.id,
            Attempt.close_reason.in_((TIME_OVER, BY_TEACHER)),
            save.school_id == exam.school_id,
            save.held.in_((LATE, AFTER_END)),
            ~decided.exists(),
        )
        .order_by(save.attempt_id, save.epoch, save.seq)
    )


def held_late(exam: Exam) -> list[Held]:
    """The attempts with late answers about which nobody has decided; at most five statements."""
    late: dict[int, list[lateness.Late]] = {}
    for save, given_at in db.session.execute(_undecided(exam)):
        one = lateness.Late(save.epoch, save.seq, save.received_at, given_at, save.item)
        late.setdefault(save.attempt_id, []).append(one)
    if not late:
        return []
    attempts = {
        attempt.id: attempt
        for attempt in db.session.scalars(select(Attempt).where(Attempt.id.in_(late)))
    }
    known_at, heard = showing.key_since(exam), _heard(exam, attempts.values())
    found = []
    for attempt_id, attempt in attempts.items():
        end = min(attempt.ends_at, attempt.closed_at or attempt.ends_at)
        moments, last = heard[attempt_id]
        silence = lateness.spell(end, moments, last, known_at)
        if silence is not None:
            found.append(Held(attempt, silence, late[attempt_id]))
    return found


def waits(attempts: Sequence[Attempt]) -> bool:
    """Whether a late answer of these attempts has a claim about which nobody has decided."""
    if not attempts:
        return False
    exam = attempts[0].exam
    if exam.late_minutes is None:
        return False
    ids = [attempt.id for attempt in attempts]
    rows = db.session.execute(_undecided(exam).where(AnswerSave.attempt_id.in_(ids)))
    return any(given_at is not None for _save, given_at in rows.all())


def undecided(exam: Exam) -> bool:
    """Whether late answers wait that the exam's rule may let count; no statement without one."""
    if exam.late_minutes is None:
        return False
    return db.session.execute(_undecided(exam).limit(1)).first() is not None


def _heard(
    exam: Exam, attempts: Iterable[Attempt]
) -> dict[int, tuple[list[datetime], tuple[int, int]]]:
    """When each attempt was heard of, and the newest answer that had come before its end."""
    found = {one.id: ([one.started_at], (0, 0)) for one in attempts}
    ends = {one.id: min(one.ends_at, one.closed_at or one.ends_at) for one in attempts}
    saves = select(
        AnswerSave.attempt_id, AnswerSave.epoch, AnswerSave.seq, AnswerSave.received_at
    ).where(AnswerSave.school_id == exam.school_id, AnswerSave.attempt_id.in_(found))
    for attempt_id, epoch, seq, received_at in db.session.execute(saves):
        moments, last = found[attempt_id]
        moments.append(received_at)
        if received_at <= ends[attempt_id]:
            found[attempt_id] = (moments, max(last, (epoch, seq)))
    contacts = select(Contact).where(
        Contact.school_id == exam.school_id, Contact.attempt_id.in_(found)
    )
    for contact in db.session.scalars(contacts):
        known = (contact.heard_at, contact.after_at)
        found[contact.attempt_id][0].extend(at for at in known if at is not None)
    return found


def judge(exam: Exam) -> int:
    """Let late answers count by the exam's rule, at home only; how many. Nothing commits."""
    if exam.late_minutes is None:
        return 0
    held = _held_fast(exam)
    modes = _modes(exam, [one.attempt.person_id for one in held])
    count = 0
    for one in held:
        if modes.get(one.attempt.person_id, exam.mode) == AT_HOME:
            counted = lateness.counts_by_rule(one.spell, one.late, exam.late_minutes)
            if exam.one_way:
                counted = lateness.forward(counted, one.late, _furthest(one.attempt))
            count += _accept(one.attempt, counted, BY_RULE, None)
    return count


def _furthest(attempt: Attempt) -> int:
    query = select(func.max(AnswerSave.item)).where(
        AnswerSave.school_id == attempt.school_id,
        AnswerSave.attempt_id == attempt.id,
        AnswerSave.held == COUNTS,
    )
    return db.session.scalar(query) or 0


def _modes(exam: Exam, people: list[int]) -> dict[int, str]:
    query = select(Candidate).where(Candidate.exam_id == exam.id, Candidate.person_id.in_(people))
    found = db.session.scalars(query)
    return {one.person_id: candidates.mode_of(exam, one) for one in found}


def _accept(
    attempt: Attempt, counted: Iterable[tuple[int, int]], reason: str, by: int | None
) -> int:
    keys = sorted(counted)
    for epoch, seq in keys:
        db.session.add(
            AnswerDecision(
                school_id=attempt.school_id,
                attempt_id=attempt.id,
                epoch=epoch,
                seq=seq,
                accepted=True,
                reason=reason,
                decided_by=by,
                decided_at=clock.now(),
            )
        )
    if keys:
        attempt.marked_at = None
        detail = {"count": len(keys), "by": reason}
        audit.record("attempt.held", f"attempt:{attempt.uid}", detail=detail)
    return len(keys)


def note_outage(
    exam: Exam, begins_at: datetime, ends_at: datetime, by: int, note: str = "", room: str = ""
) -> Outage:
    """Record that the network was away; commits. Raises ValueError unless it began before it
    ended, and ended before now."""
    if not begins_at < ends_at <= database_now():
        raise ValueError("an outage begins before it ends, and ends before now")
    made = Outage(
        school_id=exam.school_id,
        exam_id=exam.id,
        room=room,
        begins_at=begins_at,
        ends_at=ends_at,
        note=note,
        noted_by=by,
        noted_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("exam.outage", f"exam:{exam.uid}", detail={"outage": made.id})
    db.session.commit()
    return made


def outages_of(exam: Exam) -> list[Outage]:
    """The outages of an exam, the first one first."""
    query = select(Outage).where(Outage.exam_id == exam.id).order_by(Outage.begins_at, Outage.id)
    return list(db.session.scalars(query))


def _fits(one: Held, outage: Outage) -> bool:
    return lateness.fits_outage(one.spell, outage.begins_at, outage.ends_at)


def fitting(exam: Exam, outage: Outage) -> list[Held]:
    """The attempts whose silence around their end is that of the outage."""
    return [one for one in held_late(exam) if _fits(one, outage)]


def _held_fast(exam: Exam) -> list[Held]:
    """As `held_late`, the attempts held until the transaction ends.

    Two who judge at once would both find the same answers, and who marks in between would mark
    without them.
    """
    ids = {save.attempt_id for save, _given_at in db.session.execute(_undecided(exam))}
    if not ids:
        return []
    query = select(Attempt).where(Attempt.id.in_(ids)).order_by(Attempt.id).with_for_update()
    db.session.scalars(query.execution_options(populate_existing=True)).all()
    return held_late(exam)


def with_fitting(exam: Exam) -> list[tuple[Outage, int]]:
    """The outages of an exam with the number of attempts whose late answers match."""
    outages = outages_of(exam)
    held = held_late(exam) if outages else []
    return [(outage, sum(_fits(one, outage) for one in held)) for outage in outages]


def accept_outage(exam: Exam, outage: Outage, by: int, people: Iterable[int] | None = None) -> int:
    """Let the late answers of attempts count whose silence is that of the outage, of some people
    (a room) or of all; how many. What its device gave after the end stays apart. Not committed.
    """
    wanted = None if people is None else set(people)
    count = 0
    for one in _held_fast(exam):
        if not _fits(one, outage):
            continue
        if wanted is not None and one.attempt.person_id not in wanted:
            continue
        keys = {
            (each.epoch, each.seq)
            for each in one.late
            if each.given_at is None or each.given_at < one.spell.end
        }
        count += _accept(one.attempt, keys, BY_OUTAGE, by)
    return count
