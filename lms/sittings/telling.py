"""Telling candidates and their guardians when and where they sit, once the list is published.

What each was told is kept, so that a change reaches whom it concerns and nobody twice. Changes of
a published list are told together, SETTLES after the first, so that who moves thirty candidates
one by one sends one notice and not thirty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, insert, select

from lms.exams import service as exams
from lms.exams.models import CLOSED, Candidate, Exam
from lms.sittings.listing import TELL, published
from lms.sittings.models import ExamRoom, PublishedList, Seat, Sitting, Told
from lms.sittings.rules import NotPossible
from lms.sittings.service import held
from school.api import NoticeKind, Person, To, guardians_of, notice_kind, notify_each
from suite import audit, clock, jobs, web
from suite.db import db


def N_(message: str) -> str:
    """Mark a message for the catalogue; it is translated when it is shown."""
    return message


SEATED = notice_kind(
    NoticeKind(
        "exam_seat",
        N_("Room and hour of an exam"),
        N_("%(title)s: %(when)s, room %(room)s, candidate number %(number)s, seat %(place)s"),
        "calendar-event",
    )
)
UNSEATED = notice_kind(
    NoticeKind(
        "exam_seat_gone",
        N_("Room and hour of an exam change"),
        N_("%(title)s: the seat that you were told no longer holds; the new one follows"),
        "calendar-event",
    )
)


@dataclass(frozen=True)
class Place:
    """Where a candidate sits; `told` is the digest of what was told last."""

    candidate_id: int
    person_id: int
    number: str
    place: int | None
    room: str | None
    opens_at: datetime | None
    closes_at: datetime | None
    told: str | None

    @property
    def digest(self) -> str | None:
        """What stands in `told` once this was told; None without a seat."""
        if self.place is None:
            return None
        parts = (self.number, self.place, self.room, self.opens_at, self.closes_at)
        return sha256(repr(parts).encode()).hexdigest()


def publish(exam_id: int, by: int) -> int:
    """Publish the list, or tell at once what changed since; how many candidates are told.

    Commits. Raises NotPossible("nobody_seated") and ("closed").
    """
    exam = held(exam_id)
    row = published(exam)
    if row is None:
        seated = select(Seat.id).join(Candidate).where(Candidate.exam_id == exam.id).limit(1)
        if db.session.scalar(seated) is None:
            db.session.rollback()
            raise NotPossible("nobody_seated")
        row = PublishedList(
            exam_id=exam.id,
            school_id=exam.school_id,
            published_at=clock.now(),
            published_by=by,
            rounds=0,
        )
        db.session.add(row)
    told = _tell(exam, row)
    audit.record("sitting.publish", f"exam:{exam.uid}", detail={"told": told})
    db.session.commit()
    return told


@jobs.job(TELL, atomic=True)
def tell(_ctx: jobs.Context, exam_id: int) -> dict[str, int]:
    """Tell what changed in a published list."""
    exam = exams.locked(exam_id)
    row = published(exam)
    if row is None or row.due_at is None or exam.state == CLOSED:
        return {"told": 0}
    return {"told": _tell(exam, row)}


def _tell(exam: Exam, row: PublishedList) -> int:
    """Tell those whose seat is another one than they were told; how many candidates."""
    row.due_at = None
    changed = [one for one in _places(exam) if one.digest != one.told]
    if not changed:
        return 0
    row.rounds += 1
    key = f"seat:{exam.id}:{row.rounds}"
    here = {one.person_id: _said(exam, one) for one in changed if one.digest}
    gone = {one.person_id: {"title": exam.title} for one in changed if not one.digest}
    for kind, said in ((SEATED, here), (UNSEATED, gone)):
        _notify(kind, exam, said, key)
    _keep(exam, changed)
    return len(changed)


def _places(exam: Exam) -> list[Place]:
    """The candidates whose sitting is not over, and those who have none; one statement."""
    query = (
        select(
            Candidate.id,
            Candidate.person_id,
            Candidate.number,
            Seat.place,
            ExamRoom.name,
            Sitting.opens_at,
            Sitting.closes_at,
            Told.place,
        )
        .join(Person, Person.id == Candidate.person_id)
        .outerjoin(Seat, Seat.candidate_id == Candidate.id)
        .outerjoin(ExamRoom, ExamRoom.id == Seat.room_id)
        .outerjoin(Sitting, Sitting.id == ExamRoom.sitting_id)
        .outerjoin(Told, Told.candidate_id == Candidate.id)
        .where(
            Candidate.exam_id == exam.id,
            Person.left_on.is_(None),
            Sitting.id.is_(None) | (Sitting.closes_at > clock.now()),
        )
        .order_by(Candidate.id)
    )
    return [Place(*row) for row in db.session.execute(query)]


def _said(exam: Exam, one: Place) -> dict[str, str | int]:
    return {
        "title": exam.title,
        "when": clock.show(one.opens_at) if one.opens_at else "–",
        "room": one.room or "–",
        "number": one.number or "–",
        "place": one.place or 0,
    }


def _notify(
    kind: NoticeKind, exam: Exam, said: Mapping[int, Mapping[str, str | int]], key: str
) -> None:
    """Pupils with the way to their page; guardians, who have none there, about their child."""
    pupils = {To(person_id): words for person_id, words in said.items()}
    way = web.path_of("sittings_mine.index")
    notify_each(kind, pupils, key=key, school_id=exam.school_id, path=way)
    family = {to: said[to.about_id] for to in guardians_of(said) if to.about_id}
    notify_each(kind, family, key=key, school_id=exam.school_id)


def _keep(exam: Exam, changed: Sequence[Place]) -> None:
    ids = [one.candidate_id for one in changed]
    db.session.execute(
        delete(Told).where(Told.candidate_id.in_(ids)).execution_options(synchronize_session=False)
    )
    rows = [
        {
            "candidate_id": one.candidate_id,
            "school_id": exam.school_id,
            "exam_id": exam.id,
            "place": one.digest,
        }
        for one in changed
        if one.digest
    ]
    if rows:
        db.session.execute(insert(Told), rows)
