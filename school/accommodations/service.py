"""Granting accommodations, ending them, and asking which hold; each use case commits once."""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select

from school.accommodations import rules
from school.accommodations.events import AccommodationChanged
from school.accommodations.models import Accommodation
from school.people.models import Person
from suite import audit, clock, events, sealing
from suite.db import db
from suite.text import nfc


def grant(
    person: Person,
    granted: rules.Granted,
    starts_on: date,
    ends_on: date | None,
    reason: str,
    by: int,
) -> Accommodation:
    """Grant something to a pupil from a day until a day. Raises rules.NotGranted."""
    rules.check(granted, starts_on, ends_on)
    row = Accommodation(
        school_id=person.school_id,
        person_id=person.id,
        kind=granted.kind,
        percent=granted.percent,
        minutes=granted.minutes,
        starts_on=starts_on,
        ends_on=ends_on,
        reason_sealed=sealing.seal(nfc(reason).strip()) if reason.strip() else "",
        granted_by_id=by,
        granted_at=clock.now(),
    )
    db.session.add(row)
    _tell(row, "accommodation.grant")
    return row


def end(row: Accommodation, by: int) -> None:
    """Let an accommodation hold no more from today on."""
    row.ends_on = max(clock.today(), row.starts_on)
    row.ended_by_id = by
    _tell(row, "accommodation.end")


def _tell(row: Accommodation, action: str) -> None:
    """The log names kind and amount, never the reason."""
    amount = {"percent": row.percent, "minutes": row.minutes}
    audit.record(action, f"person:{row.person_id}", detail={"kind": row.kind, **amount})
    events.publish(AccommodationChanged(row.person_id))
    db.session.commit()


def of_person(person_id: int) -> list[Accommodation]:
    """All that a person was ever granted, the newest first."""
    query = select(Accommodation).where(Accommodation.person_id == person_id)
    return list(db.session.scalars(query.order_by(Accommodation.id.desc())))


def reason_of(row: Accommodation) -> str:
    """Why it was granted. Raises sealing.SealBroken."""
    return sealing.unseal(row.reason_sealed) if row.reason_sealed else ""


def granted_on(days: Mapping[int, date]) -> dict[int, list[rules.Granted]]:
    """What each person (by id) has on a day of its own; who has nothing is left out. One
    statement."""
    query = select(Accommodation).where(Accommodation.person_id.in_(list(days)))
    found: dict[int, list[rules.Granted]] = {}
    for row in db.session.scalars(query.order_by(Accommodation.id)):
        if rules.holds(row.starts_on, row.ends_on, days[row.person_id]):
            one = rules.Granted(row.kind, row.percent, row.minutes)
            found.setdefault(row.person_id, []).append(one)
    return found


def forget(person_ids: Iterable[int]) -> None:
    """Forget why somebody was granted anything: who they were is erased. Nothing commits."""
    query = select(Accommodation).where(Accommodation.person_id.in_(list(person_ids)))
    for row in db.session.scalars(query):
        row.reason_sealed = ""
