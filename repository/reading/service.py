"""Use cases of reading: beats while a page is in the foreground, and downloads."""

from sqlalchemy import select

from repository.catalogue.models import WorkFile
from repository.reading import places, rules
from repository.reading.events import ResourceUsed
from repository.reading.models import Reading
from suite import clock
from suite.db import db, new_uid
from suite.events import publish


def beat(
    file: WorkFile, person_id: int, uid: str | None, claimed: int, page: int | None = None
) -> Reading:
    """Count `claimed` seconds (at most what the server's clock allows) to a reading, and keep the
    page, where one is told, as the person's place.

    Without the uid of an own reading of this file a new one begins. Reading for 30 seconds is
    one use, told once a reading.
    """
    now = clock.now()
    reading = _own(file, person_id, uid)
    if reading is None:
        reading = Reading(
            uid=new_uid(),
            work_id=file.work_id,
            file_id=file.id,
            person_id=person_id,
            started_at=now,
            last_at=now,
            seconds=0,
        )
        db.session.add(reading)
    reading.seconds += rules.believed(claimed, reading.last_at, now)
    reading.last_at = now
    if reading.used_at is None and reading.seconds >= rules.ENOUGH_SECONDS:
        reading.used_at = now
        _used(file, person_id, reading.seconds, f"reading:{reading.uid}")
    if page is not None and rules.settled(claimed):
        places.keep(file, person_id, page)
    db.session.commit()
    return reading


def taken_away(file: WorkFile, person_id: int) -> None:
    """A download is a use."""
    _used(file, person_id, None, f"download:{new_uid()}")
    db.session.commit()


def _own(file: WorkFile, person_id: int, uid: str | None) -> Reading | None:
    if not uid:
        return None
    query = select(Reading).where(
        Reading.uid == uid, Reading.person_id == person_id, Reading.file_id == file.id
    )
    found: Reading | None = db.session.scalar(query.with_for_update())
    return found


def _used(file: WorkFile, person_id: int, seconds: int | None, key: str) -> None:
    publish(
        ResourceUsed(
            work_uid=file.work.uid,
            person_id=person_id,
            unit_id=file.unit_id,
            at=clock.now(),
            seconds=seconds,
            key=key,
        )
    )
