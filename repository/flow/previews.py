"""Addresses under which somebody without rights sees a draft: signed, for a while, revocable.

The signature keeps numbers from being tried; what the address opens is asked of its row and of the
rights of who made it, each time.
"""

from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from repository.catalogue import queries, rules
from repository.catalogue.models import Work, WorkFile
from repository.catalogue.rules import Refused
from repository.flow import rules as flow_rules
from repository.flow.models import Preview
from school.api import Who, scope, who_is
from suite import audit, clock
from suite.db import db

OPENS, ENDED, PUBLISHED, WITHDRAWN = "opens", "ended", "published", "withdrawn"
BEFORE = (*rules.OPEN_STATES, rules.SUBMITTED)


@dataclass(frozen=True)
class Seen:
    """What an address leads to: how it stands, and the row."""

    state: str
    preview: Preview

    @property
    def work(self) -> Work:
        """The work that the address is of."""
        return self.preview.work


def make(work: Work, person_id: int, purpose: str, days: int) -> Preview:
    """A new address for a named purpose. Raises Refused: not_draft, no_purpose, preview_days,
    too_many_previews."""
    now = clock.now()
    db.session.refresh(work, ["state"], with_for_update=True)
    if work.state not in BEFORE:
        raise Refused("not_draft")
    text = " ".join(purpose.split())[:200]
    if not text:
        raise Refused("no_purpose")
    until = flow_rules.preview_until(days, now)
    live = select(func.count(Preview.id)).where(
        Preview.work_id == work.id, Preview.until > now, Preview.revoked_at.is_(None)
    )
    if (db.session.scalar(live) or 0) >= flow_rules.MOST_PREVIEWS:
        raise Refused("too_many_previews")
    preview = Preview(work_id=work.id, purpose=text, made_by=person_id, made_at=now, until=until)
    db.session.add(preview)
    db.session.flush()
    detail = {"preview": preview.id, "purpose": text, "days": days}
    audit.record("work.preview_made", f"work:{work.id}", detail=detail)
    db.session.commit()
    return preview


def revoke(preview: Preview, person_id: int) -> None:
    """Close an address now; one that is closed stays as it is."""
    if preview.revoked_at is None:
        preview.revoked_at, preview.revoked_by = clock.now(), person_id
        audit.record(
            "work.preview_revoked", f"work:{preview.work_id}", detail={"preview": preview.id}
        )
    db.session.commit()


def forget(person_id: int) -> None:
    """End the addresses that somebody made who was erased, and what they were for. Does not
    commit."""
    mine = update(Preview).where(Preview.made_by == person_id)
    db.session.execute(mine.values(purpose=""))
    db.session.execute(mine.where(Preview.revoked_at.is_(None)).values(revoked_at=clock.now()))


def of_work(work_id: int) -> list[Preview]:
    """The addresses of a work that are open now, the newest first."""
    query = select(Preview).where(
        Preview.work_id == work_id, Preview.until > clock.now(), Preview.revoked_at.is_(None)
    )
    query = query.options(joinedload(Preview.maker)).order_by(Preview.id.desc())
    return list(db.session.scalars(query))


def token(preview: Preview) -> str:
    """What stands in the address."""
    return _signer().dumps(preview.uid)


def seen(text: str) -> Seen | None:
    """What an address leads to; None for one that we did not make."""
    try:
        uid = _signer().loads(text)
    except BadSignature:
        return None
    query = select(Preview).where(Preview.uid == str(uid))
    query = query.options(
        joinedload(Preview.maker),
        *(joinedload(Preview.work).options(one) for one in queries.with_card),
    )
    preview = db.session.scalar(query)
    return Seen(_state(preview), preview) if preview is not None else None


def _state(preview: Preview) -> str:
    over = preview.revoked_at is not None or preview.until <= clock.now()
    if over or not _still_sees(preview):
        return ENDED
    if preview.work.state in BEFORE:
        return OPENS
    return PUBLISHED if preview.work.state == rules.PUBLISHED else WITHDRAWN


def _still_sees(preview: Preview) -> bool:
    """Whether who made it sees the work today; a withdrawn one is seen by nobody."""
    if preview.maker.left_on is not None and preview.maker.left_on <= clock.today():
        return False
    if preview.work.state == rules.WITHDRAWN:
        return True
    query = scope(select(Work).where(Work.id == preview.work_id), who_is(preview.maker))
    return db.session.scalar(query.with_only_columns(Work.id)) is not None


def file_of(found: Seen, file_id: int) -> WorkFile | None:
    """A file of the work of an open address."""
    if found.state != OPENS:
        return None
    return next((file for file in found.work.files if file.id == file_id), None)


def may_see(work: Work, who: Who) -> bool:
    """Whether `who` sees the work by own rights."""
    query = scope(select(Work).where(Work.id == work.id), who).with_only_columns(Work.id)
    return db.session.scalar(query) is not None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="repository.preview")
