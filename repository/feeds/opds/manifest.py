"""OPDS 2.0: JSON."""

from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext

from repository import api
from repository.feeds.opds import links
from repository.feeds.opds.atom import turns
from repository.feeds.opds.shelves import PER_PAGE, Crossing, Line, Shelf

TYPE, ONE = "application/opds+json", "application/opds-publication+json"
AS = {"video": "http://schema.org/VideoObject", "audio": "http://schema.org/AudioObject"}


def crossing(found: Crossing, url: str) -> dict[str, Any]:
    """A feed with ways alone."""
    ways = []
    for line in found.lines:
        way = {"title": line.title, "href": links.line_url(line, "2"), "type": TYPE}
        ways.append({**way, **({"rel": links.NEW} if line.newest else {}), **_counted(line)})
    return {
        "metadata": {"title": found.title, "modified": _when(found.updated)},
        "links": _links(url),
        "navigation": ways or [_back()],
    }


def shelf(found: Shelf) -> dict[str, Any]:
    """A feed with works; one without any has a way back in their place, as the schema asks."""
    url = links.page_url(found.args, found.page, "2")
    made: dict[str, Any] = {
        "metadata": {
            "title": found.title,
            "modified": _when(found.updated),
            "numberOfItems": found.total,
            "itemsPerPage": PER_PAGE,
            "currentPage": found.page,
        },
        "links": _links(url),
    }
    works = [publication(work, found.codes.get(work.id)) for work in found.works]
    made |= {"publications": works} if works else {"navigation": [_back()]}
    made["links"] += [
        {"rel": relation, "href": links.page_url(found.args, number, "2"), "type": TYPE}
        for relation, number in turns(found)
    ]
    facets = [
        {"metadata": {"title": title}, "links": [_facet(line) for line in lines]}
        for title, lines in found.filters
    ]
    return {**made, "facets": facets} if facets else made


def publication(work: api.Work, code: str | None) -> dict[str, Any]:
    """A work by itself. Each has a picture: one without a cover that of the house."""
    said = api.elements(work, code or "")
    about: dict[str, Any] = {
        "@type": AS.get(work.kind, "http://schema.org/Book"),
        "title": api.clean(work.title),
        "identifier": api.id_address(code) if code else f"urn:uuid:{work.uid}",
        "modified": _when(work.changed_at),
        "language": api.language_code(work.language),
        "publisher": said["publisher"][0],
    }
    if said.get("creator"):
        about["author"] = said["creator"]
    if said.get("date"):
        about["published"] = _day(said["date"][0])
    if said.get("description"):
        about["description"] = said["description"][0]
    if said.get("subject"):
        about["subject"] = said["subject"]
    made: dict[str, Any] = {
        "metadata": about,
        "links": [
            {"rel": "self", "href": api.address("opds.work2", uid=work.uid), "type": ONE},
            {
                "rel": "alternate",
                "href": api.address("works.work", uid=work.uid),
                "type": links.HTML,
            },
        ],
        "images": [{"href": links.cover(work) or links.house_picture(), "type": "image/png"}],
    }
    made["links"] += [
        {"rel": relation, "href": url, "type": kind, **({"size": size} if size else {})}
        for relation, url, kind, size in links.fetched(work)
    ]
    return made


def _back() -> dict[str, str]:
    return {"title": gettext("Library"), "href": api.address("opds.start2"), "type": TYPE}


def _day(date: str) -> str:
    """The day; of a year alone the first, because 2.0 knows no year without a day."""
    return date if len(date) > 4 else f"{date}-01-01"


def _facet(line: Line) -> dict[str, Any]:
    made = {"title": line.title, "href": links.line_url(line, "2"), "type": TYPE}
    return {**made, **({"rel": "self"} if line.on else {}), **_counted(line)}


def _counted(line: Line) -> dict[str, Any]:
    return {} if line.works is None else {"properties": {"numberOfItems": line.works}}


def _links(url: str) -> list[dict[str, Any]]:
    search = f"{api.address('opds.works2')}{{?q}}"
    return [
        {"rel": "self", "href": url, "type": TYPE},
        {"rel": "start", "href": api.address("opds.start2"), "type": TYPE},
        {"rel": "search", "href": search, "type": TYPE, "templated": True},
    ]


def _when(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
