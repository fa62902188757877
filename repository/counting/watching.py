"""Noting looks at works, after the answer has gone and in a transaction of its own.

The pages of the reading room say nothing of it but that a work is not published yet
(`g.uncounted`): what counts is an answer of 200 or 304 (206 for a part) to a GET of one of their
addresses, given to somebody who was allowed it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Response, g, has_app_context, request
from sqlalchemy import exists, select
from werkzeug.wsgi import ClosingIterator

from repository.catalogue import rules as states
from repository.catalogue.models import Work, WorkFile
from repository.counting import identity, rules
from repository.counting.events import LinkOpened
from repository.counting.models import CountEvent
from school.api import Who, who
from suite import clock
from suite.db import db
from suite.events import subscribe

# Endpoint to kind; those with a page are parts once the page is told.
KINDS = {
    "works.work": rules.INVESTIGATION,
    "works.reader": rules.REQUEST,
    "works.text": rules.REQUEST,
    "pictures.show": rules.REQUEST,
    "books.show": rules.REQUEST,
    "works.download": rules.REQUEST,
    "works.content": rules.PART,
    "works.shown": rules.PART,
}
TURNED = ("works.text", "pictures.show", "books.show")
WHOLE, RANGE = (200, 304), 206
# Of the many ranges of one reading one a minute is kept: enough to know that it goes on.
SPARSE = timedelta(minutes=1)


@dataclass(frozen=True)
class Look:
    """What is known of a look when the answer goes out."""

    at: datetime
    kind: str
    place: str
    uid: str | None
    file_id: int | None
    who: Who
    asker: str


def init(app: Flask) -> None:
    """Watch the answers of the reading room."""

    @app.after_request
    def watch(response: Response) -> Response:
        look = _look(response.status_code)
        if look is not None:
            write = _later(app, look)
            if response.direct_passthrough:  # a file: its answer calls nobody when it is closed
                body: Any = response.response
                response.response = ClosingIterator(body, [write])
            else:
                response.call_on_close(write)
        return response


def _look(status: int) -> Look | None:
    endpoint = request.endpoint or ""
    kind = KINDS.get(endpoint)
    if kind is None or request.method != "GET" or status not in (*WHOLE, RANGE):
        return None
    if endpoint in TURNED and "page" in request.args:
        kind = rules.PART
    if status == RANGE:
        kind = rules.PART
    if g.get("uncounted") or not identity.counts():
        return None
    view: dict[str, Any] = request.view_args or {}
    uid, file_id = view.get("uid"), view.get("file_id")
    place = f"{endpoint.partition('.')[2]}:{file_id or ''}"
    return Look(clock.now(), kind, place, uid, file_id, who(), identity.asker(who()))


def _later(app: Flask, look: Look) -> Callable[[], None]:
    def write() -> None:
        if has_app_context():  # where the answer is read within the request's own context
            db.session.rollback()
        with app.app_context():
            try:
                note(look)
            except Exception:
                # A look that cannot be noted must not break the answer that has gone.
                app.logger.exception("a look at the library was not counted")
                db.session.rollback()

    return write


def note(look: Look) -> None:
    """Keep a look (two statements, three of a part). Commits."""
    day = clock.local_date(look.at)
    work = select(Work.id).where(Work.uid == look.uid, Work.state == states.PUBLISHED)
    if look.file_id is not None:
        work = select(Work.id).where(Work.state == states.PUBLISHED)
        work = work.where(exists().where(WorkFile.work_id == Work.id, WorkFile.id == look.file_id))
    asked = (work, identity.salt_of(day), identity.class_of(look.who))
    row = db.session.execute(select(*(one.scalar_subquery() for one in asked))).one()
    work_id, salt, class_id = row
    if work_id is None:
        return
    known = identity.hashed(look.asker, salt) if salt else identity.visitor(look.asker, day)
    if look.kind == rules.PART and _goes_on(known, work_id, look.at):
        return
    unit_id = identity.unit_of(look.who)
    _keep(work_id, look.kind, look.place, look.at, known, unit_id, class_id or 0)
    db.session.commit()


def _goes_on(known: str, work_id: int, at: datetime) -> bool:
    query = exists().where(
        CountEvent.visitor == known,
        CountEvent.work_id == work_id,
        CountEvent.kind.in_((rules.REQUEST, rules.PART)),
        CountEvent.at > at - SPARSE,
    )
    return bool(db.session.scalar(select(query)))


def _keep(
    work_id: int, kind: str, place: str, at: datetime, known: str, unit_id: int, class_id: int
) -> None:
    db.session.add(
        CountEvent(
            work_id=work_id, kind=kind, place=place, at=at, local_date=clock.local_date(at),
            visitor=known, unit_id=unit_id, class_id=class_id,
        )
    )  # fmt: skip


@subscribe(LinkOpened)
def on_link(event: LinkOpened) -> None:
    """A link was opened."""
    if event.visitor is not None:
        args = (event.at, event.visitor, event.unit_id, event.class_id)
        _keep(event.work_id, rules.LINK, "link", *args)
