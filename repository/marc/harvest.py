"""Harvesting another library by OAI-PMH: page by page, going on where a stop ended it."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from flask_babel import gettext
from lxml import etree
from sqlalchemy import select

from repository.marc import fetching, service, words
from repository.marc.mapping import MARC, from_dublin_core, from_element, from_marc
from repository.marc.models import Source
from repository.marc.reading import Unreadable, parse_xml
from repository.marc.service import Into
from suite import clock, jobs
from suite.db import db
from suite.web import path_of

OAI = "http://www.openarchives.org/OAI/2.0/"
MOST_PAGES = 2_000
PREFIXES = ("oai_dc", "marcxml", "marc21")


@jobs.job(
    "repository.harvest",
    queue="library",
    title=lambda _job: gettext("Harvest another library"),
    says=lambda job: gettext(
        "%(new)s new, %(changed)s changed, %(same)s as before, %(gone)s deleted there.",
        **{name: (job.result or {}).get(name, 0) for name in ("new", "changed", "same", "gone")},
    ),
    result_url=lambda _job: path_of("marc.index"),
)
def harvest(ctx: jobs.Context, source_id: int) -> dict[str, int]:
    """Ask a source for what changed since the last time. A refusal is kept for the librarian."""
    source = db.session.get_one(Source, source_id)
    counts: Counter[str] = Counter()
    try:
        for page in range(1, MOST_PAGES + 1):
            counts += one_page(source)
            source.counts, source.error = dict(counts), None
            ctx.progress(page, page if source.token is None else page + 1)
            if source.token is None:
                break
    except (fetching.Refused, Unreadable) as error:
        db.session.rollback()
        source.error = f"{error.code} {error.detail}".strip()[:300]
        db.session.commit()
        told = gettext(
            "The other library could not be read: %(why)s", why=words.refused(source.error)
        )
        raise jobs.Failed(told) from None
    source.harvested_at = clock.now()
    return dict(counts)


@jobs.job("repository.harvest_all", queue="library", every=timedelta(days=1))
def harvest_all(_ctx: jobs.Context) -> None:
    """Once a day every source that is not closed."""
    for source in db.session.scalars(select(Source).where(Source.closed_at.is_(None))):
        jobs.enqueue("repository.harvest", owner_id=source.added_by, source_id=source.id)


def one_page(source: Source) -> Counter[str]:
    """Ask for a page and take it in; nobody waits for us while the other library answers. Does not
    commit what it took in. Raises Refused and Unreadable."""
    address = _address(source)
    db.session.commit()
    root = parse_xml(fetching.fetch(address))
    error = root.find(f"{{{OAI}}}error")
    if error is not None:
        return _refused(source, error.get("code", ""))
    if source.token is None:
        source.began = root.findtext(f"{{{OAI}}}responseDate", "")[:20] or None
    counts: Counter[str] = Counter()
    into = Into(source.unit_id, source.added_by, f"oai:{source.id}")
    for record in root.iterfind(f"{{{OAI}}}ListRecords/{{{OAI}}}record"):
        counts[_taken(record, into)] += 1
    token = (root.findtext(f".//{{{OAI}}}resumptionToken") or "").strip()
    if token and token == source.token:
        raise Unreadable("not_marc", "the same token again")
    source.token = token or None
    if source.token is None:
        source.since, source.began = source.began or source.since, None
    return counts


def _address(source: Source) -> str:
    asked = {"verb": "ListRecords"}
    if source.token is not None:
        asked["resumptionToken"] = source.token
    else:
        asked["metadataPrefix"] = source.prefix
        asked |= {"set": source.set_spec} if source.set_spec else {}
        asked |= {"from": source.since} if source.since else {}
    return f"{source.base_url}?{urlencode(asked)}"


def _refused(source: Source, code: str) -> Counter[str]:
    """noRecordsMatch is an answer; a token that is no longer known begins the list anew."""
    if code == "noRecordsMatch":
        source.token = None
        return Counter()
    if code == "badResumptionToken" and source.token is not None:
        source.token = None
        return one_page(source)
    if (
        code == "badArgument"
        and source.token is None
        and len(source.since or "") > len("2026-01-01")
    ):
        source.since = (source.since or "")[:10]  # it counts by days
        return one_page(source)
    raise fetching.Refused("protocol", code[:40])


def _taken(record: Any, into: Into) -> str:
    header = record.find(f"{{{OAI}}}header")
    identifier = (
        (header.findtext(f"{{{OAI}}}identifier") or "").strip() if header is not None else ""
    )
    if not identifier:
        return service.BROKEN
    if header.get("status") == "deleted":
        return service.gone(into.source, identifier[:300])
    about = record.find(f"{{{OAI}}}metadata/*")
    try:
        said = _said(about, identifier)
    except ValueError:
        return service.BROKEN
    return service.take(said, into) if said is not None and said.title else service.BROKEN


def _said(about: Any, identifier: str) -> Any:
    if about is None or not isinstance(about.tag, str):
        return None
    if etree.QName(about).namespace == MARC:
        return replace(from_marc(from_element(about)), number=identifier[:300])
    return from_dublin_core(about, identifier)
