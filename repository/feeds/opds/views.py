"""The addresses of the two catalogues: OPDS 1.2 below /opds, 2.0 below /opds/2."""

from typing import Any

from flask import Response, json

from repository.api import address, feed_blueprint, open_to_all, records, work_for
from repository.feeds.opds import atom, links, manifest, shelves
from school.api import who
from suite.web import not_found

blueprint = feed_blueprint("opds", __name__, url_prefix="/opds")
open_to_all(
    *(f"opds.{name}" for name in ("start", "by", "works", "description", "picture")),
    *(f"opds.{name}2" for name in ("start", "by", "works", "work")),
)


@blueprint.get("/")
def start() -> Response:
    """The first feed."""
    return _atom(atom.crossing(shelves.start(), address("opds.start")), atom.NAVIGATION)


@blueprint.get("/by/<name>")
def by(name: str) -> Response:
    """Ways by subject, grade or kind."""
    found = _crossing(name)
    return _atom(atom.crossing(found, address("opds.by", name=name)), atom.NAVIGATION)


@blueprint.get("/works")
def works() -> Response:
    """Works, all or those that are asked for."""
    return _atom(atom.shelf(shelves.shelf()), atom.ACQUISITION)


@blueprint.get("/search.xml")
def description() -> Response:
    """How to search."""
    return _atom(atom.description(), atom.DESCRIPTION)


@blueprint.get("/book.png")
def picture() -> Response:
    """The picture for works without a cover."""
    answer = Response(links.drawn(), content_type="image/png")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@blueprint.get("/2/")
def start2() -> Response:
    """The first feed of 2.0."""
    return _json(manifest.crossing(shelves.start(), address("opds.start2")))


@blueprint.get("/2/by/<name>")
def by2(name: str) -> Response:
    """Ways by subject, grade or kind in 2.0."""
    return _json(manifest.crossing(_crossing(name), address("opds.by2", name=name)))


@blueprint.get("/2/works")
def works2() -> Response:
    """Works in 2.0."""
    return _json(manifest.shelf(shelves.shelf()))


@blueprint.get("/2/works/<uid>")
def work2(uid: str) -> Response:
    """A work by itself in 2.0."""
    found = work_for(uid, who())
    if found is None:
        not_found()
    return _json(manifest.publication(found, records.code_of(found)), manifest.ONE)


def _crossing(name: str) -> shelves.Crossing:
    if name not in shelves.FILTERS:
        not_found()
    return shelves.crossing(name)


def _atom(body: bytes, kind: str) -> Response:
    return Response(body, content_type=f"{kind};charset=utf-8")


def _json(found: dict[str, Any], kind: str = manifest.TYPE) -> Response:
    return Response(json.dumps(found, ensure_ascii=False), content_type=kind)
