"""What the worker does for packs."""

from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from repository.packs import importing, service
from repository.packs.models import Pack, PackImport
from suite import files, jobs
from suite.db import db

QUEUE = "library"


@jobs.job(
    service.JOB,
    queue=QUEUE,
    title=lambda _job: gettext("Make a class pack"),
    says=lambda job: ngettext(
        "%(num)s work is in it.", "%(num)s works are in it.", (job.result or {}).get("works", 0)
    ),
    result_url=lambda _job: url_for("packs.index"),
    heavy=True,
)
def make(ctx: jobs.Context, pack_id: int) -> dict[str, Any]:
    """Write a pack."""
    pack = db.session.get(Pack, pack_id)
    if pack is None:
        return {"works": 0}
    try:
        service.make(pack, ctx.progress)
    except service.TooLarge as error:
        raise jobs.Failed(gettext("The files together are too large for one pack.")) from error
    except files.NoRoom as error:
        raise jobs.Failed(gettext("There is no room left on this server.")) from error
    return {"works": pack.works}


def _import_url(job: jobs.Job) -> str | None:
    row = db.session.get(PackImport, job.payload["import_id"])
    return url_for("packs.brought", uid=row.uid) if row else None


@jobs.job(
    importing.JOB,
    queue=QUEUE,
    title=lambda job: (
        gettext("Take in a class pack")
        if job.payload["keep"]
        else gettext("Look through a class pack")
    ),
    result_url=_import_url,
    heavy=True,
)
def bring(ctx: jobs.Context, import_id: int, keep: bool) -> dict[str, Any]:
    """Try a pack, or take it in."""
    row = db.session.get_one(PackImport, import_id)
    importing.run(row, keep, ctx.progress)
    return {"state": row.state}
