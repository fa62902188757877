"""Bringing answers in from a rescue file: preview, then taking in, kept apart and with a trace."""

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import select

from lms.exams import rescue
from lms.exams.clocks import database_now
from lms.exams.door import door
from lms.exams.marking import answers_of, questions_of
from lms.exams.models import RESCUED, UNPROVEN, AnswerSave, Attempt, Exam
from lms.exams.papers import pinned, places_of, question_kind
from lms.exams.saving import instant
from lms.exams.traces import Rescue
from suite import audit, clock
from suite.db import db

KEPT_AS = {rescue.PROVEN: RESCUED, rescue.UNPROVABLE: UNPROVEN}


@dataclass(frozen=True)
class Shown:
    """An answer of a file as a person reads it, and what counts at its place now."""

    line: rescue.Line
    verdict: str
    words: str
    counts_now: str


def bring(exam: Exam, text: str, by: int) -> Rescue:
    """Keep a file for its preview; commits. Raises rescue.BadFile."""
    found = rescue.read(text)
    attempt = db.session.scalar(
        select(Attempt).where(Attempt.uid == found.attempt, Attempt.exam_id == exam.id)
    )
    made = Rescue(
        school_id=exam.school_id,
        exam_id=exam.id,
        attempt_id=attempt.id if attempt else None,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        body=text,
        brought_by=by,
        brought_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    audit.record("exam.rescue", f"exam:{exam.uid}", detail={"rescue": made.uid, "sha": made.sha256})
    db.session.commit()
    return made


def brought(exam: Exam) -> list[Rescue]:
    """The files of an exam, the newest first."""
    query = select(Rescue).where(Rescue.exam_id == exam.id).order_by(Rescue.id.desc()).limit(200)
    return list(db.session.scalars(query))


def find(exam: Exam, uid: str) -> Rescue | None:
    """The file of that uid."""
    return db.session.scalar(select(Rescue).where(Rescue.uid == uid, Rescue.exam_id == exam.id))


def verdicts(found: Rescue) -> list[tuple[rescue.Line, str]]:
    """Each answer of the file with what is to be held of it, as things stand now."""
    file = rescue.read(found.body)
    attempt = found.attempt
    if attempt is None:
        return [(line, rescue.ELSEWHERE) for line in file.lines]
    known, proves = _known(attempt), door().signer.proves
    return [(line, rescue.verdict(line, known, proves)) for line in file.lines]


def _known(attempt: Attempt) -> rescue.Known:
    save = AnswerSave
    rows = db.session.execute(
        select(save.epoch, save.seq, save.item, save.response).where(
            save.school_id == attempt.school_id, save.attempt_id == attempt.id
        )
    )
    others = db.session.scalars(
        select(Attempt.id).where(
            Attempt.exam_id == attempt.exam_id,
            Attempt.person_id == attempt.person_id,
            Attempt.id != attempt.id,
        )
    )
    return rescue.Known(
        attempt.uid,
        attempt.id,
        attempt.epoch,
        len(attempt.form.places),
        {(epoch, seq): (item, response) for epoch, seq, item, response in rows},
        tuple(others),
    )


def preview(exam: Exam, found: Rescue) -> list[Shown]:
    """The file for a person to judge."""
    attempt = found.attempt
    if attempt is None:
        return [Shown(line, word, line.response, "") for line, word in verdicts(found)]
    now = answers_of([attempt])[attempt.id]
    questions = {question.id: question for question in questions_of(exam.id)}
    places = places_of(attempt.form)

    def words(item: int, text: str | None) -> str:
        if text is None or item > len(places):
            return text or ""
        where = places[item - 1]
        question = questions[where.question_id]
        kind, body = question_kind(question.item.kind), pinned(question).body
        own = kind.own(json.loads(text), where.order)
        return kind.words(body, own, where.order) or text

    return [
        Shown(line, word, words(line.item, line.response), words(line.item, now.get(line.item)))
        for line, word in verdicts(found)
    ]


def take(found_id: int, by: int) -> int:
    """Take in what the house does not have, kept apart until a person decides; how many. A file
    is taken in once. Commits."""
    found = db.session.scalars(
        select(Rescue)
        .where(Rescue.id == found_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if found.taken_at is not None or found.attempt_id is None:
        db.session.rollback()
        return 0
    # Held until the end, so that the device itself cannot send the same answer meanwhile.
    db.session.scalars(
        select(Attempt).where(Attempt.id == found.attempt_id).with_for_update()
    ).one()
    taken, now = [], database_now()
    for line, word in verdicts(found):
        if word in KEPT_AS and [line.epoch, line.seq] not in taken:
            taken.append([line.epoch, line.seq])
            db.session.add(
                AnswerSave(
                    school_id=found.school_id,
                    attempt_id=found.attempt_id,
                    epoch=line.epoch,
                    seq=line.seq,
                    item=line.item,
                    held=KEPT_AS[word],
                    received_at=instant(line.at.rstrip("Z")) if word == rescue.PROVEN else now,
                    response=line.response,
                )
            )
    found.taken, found.taken_by, found.taken_at = taken, by, clock.now()
    detail = {"rescue": found.uid, "count": len(taken)}
    audit.record("attempt.rescue", f"attempt:{found.attempt_id}", detail=detail)
    db.session.commit()
    return len(taken)
