"""The worker reads new versions and tells who reviews."""

from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import joinedload

from repository import notices
from repository.catalogue.models import Work
from repository.catalogue.permissions import REVIEWERS
from repository.deposit.versions import service
from repository.deposit.versions.events import VersionGiven
from repository.deposit.versions.models import READING, REFUSED, Version
from repository.hooks import FormatError
from repository.ingest.messages import why
from repository.reading import carrying
from school.api import LIBRARIAN, notify
from suite import jobs, web
from suite.db import db
from suite.events import subscribe

TRIES = 3


def _url(job: jobs.Job) -> str | None:
    row = db.session.get(Version, job.payload["version_id"])
    return url_for("versions.show", uid=row.uid) if row else None


def _says(job: jobs.Job) -> str:
    code = (job.result or {}).get("code")
    return why(code) if code else gettext("The new version waits for review.")


@jobs.job(
    service.READ,
    queue="library",
    title=lambda _job: gettext("Read a new version"),
    says=_says,
    result_url=_url,
    heavy=True,
)
def read(ctx: jobs.Context, version_id: int) -> dict[str, Any]:
    """Read one new version."""
    row = db.session.get_one(Version, version_id)
    if row.state == READING and ctx.job.attempts > TRIES:
        row.state, row.code = REFUSED, FormatError("crashed").code
        db.session.commit()
    elif row.state == READING:
        service.read(row, lambda: ctx.progress(0, 1))
    return {"state": row.state, "code": row.code}


@jobs.job(service.CARRY, queue="library")
def carry(_ctx: jobs.Context, version_id: int) -> dict[str, int]:
    """Bring what readers kept at an old version to the newest."""
    return carrying.carry(db.session.get_one(Version, version_id))


@subscribe(VersionGiven)
def given(event: VersionGiven) -> None:
    """Librarians of the unit are told; where there is none, those at its head."""
    options = [joinedload(Version.work).joinedload(Work.unit)]
    row = db.session.get(Version, event.version_id, options=options)
    if row is None:
        return
    to = notices.holding(row.work, LIBRARIAN) or notices.holding(row.work, *REVIEWERS)
    notify(
        notices.REVIEW,
        [one for one in to if one.person_id != row.person_id],
        key=f"version:{row.id}",
        school_id=row.work.unit_id if row.work.unit.kind == "school" else None,
        path=web.path_of("versions.show", uid=row.uid),
        arguments={"title": row.work.title},
    )
