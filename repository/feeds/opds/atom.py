"""OPDS 1.2: Atom."""

from datetime import UTC, datetime
from typing import Any

from lxml import etree

from repository import api
from repository.feeds.opds import links
from repository.feeds.opds.shelves import PER_PAGE, Crossing, Line, Shelf

ATOM, DC = "http://www.w3.org/2005/Atom", "http://purl.org/dc/terms/"
OPDS, THREAD = "http://opds-spec.org/2010/catalog", "http://purl.org/syndication/thread/1.0"
SEARCH = "http://a9.com/-/spec/opensearch/1.1/"
_SPACES: Any = {None: ATOM, "dc": DC, "opds": OPDS, "thr": THREAD, "opensearch": SEARCH}
NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
DESCRIPTION = "application/opensearchdescription+xml"
NAME = "Lớp Số"


def crossing(found: Crossing, url: str) -> bytes:
    """A navigation feed."""
    root = _feed(found.title, url, NAVIGATION, found.updated)
    for line in found.lines:
        entry = etree.SubElement(root, f"{{{ATOM}}}entry")
        target = links.line_url(line, "")
        _say(entry, "title", line.title)
        _say(entry, "id", target)
        _say(entry, "updated", _when(found.updated))
        _say(entry, "content", line.title).set("type", "text")
        kind = NAVIGATION if line.by else ACQUISITION
        made = _link(entry, links.NEW if line.newest else "subsection", target, kind)
        if line.works is not None:
            made.set(f"{{{THREAD}}}count", str(line.works))
    return _bytes(root)


def shelf(found: Shelf) -> bytes:
    """An acquisition feed."""
    root = _feed(
        found.title, links.page_url(found.args, found.page, ""), ACQUISITION, found.updated
    )
    root.find(f"{{{ATOM}}}id").text = links.page_url(found.args, 1, "")
    for name, value in (
        ("totalResults", found.total),
        ("itemsPerPage", PER_PAGE),
        ("startIndex", (found.page - 1) * PER_PAGE + 1),
    ):
        etree.SubElement(root, f"{{{SEARCH}}}{name}").text = str(value)
    for relation, number in turns(found):
        _link(root, relation, links.page_url(found.args, number, ""), ACQUISITION)
    for title, lines in found.filters:
        for line in lines:
            _facet(root, title, line)
    for work in found.works:
        _entry(root, work, found.codes.get(work.id))
    return _bytes(root)


def turns(found: Shelf) -> list[tuple[str, int]]:
    """The relations of a page to others, each with the page's number."""
    made = [("first", 1)]
    if 1 < found.page <= found.pages:
        made.append(("previous", found.page - 1))
    if found.page < found.pages:
        made.append(("next", found.page + 1))
    return [*made, ("last", found.pages)]


def description() -> bytes:
    """How the catalogue is searched."""
    root = etree.Element(f"{{{SEARCH}}}OpenSearchDescription", nsmap=_plain(SEARCH))
    for name, text in (("ShortName", NAME), ("Description", NAME), ("InputEncoding", "UTF-8")):
        etree.SubElement(root, f"{{{SEARCH}}}{name}").text = text
    address = api.address("opds.works")
    for kind, template in (
        (ACQUISITION, f"{address}?q={{searchTerms}}&page={{startPage?}}"),
        ("text/html", f"{api.address('library.search')}?q={{searchTerms}}"),
    ):
        url = etree.SubElement(root, f"{{{SEARCH}}}Url")
        url.set("type", kind)
        url.set("template", template)
    return _bytes(root)


def _plain(space: str) -> Any:
    return {None: space}


def _entry(root: Any, work: api.Work, code: str | None) -> None:
    entry = etree.SubElement(root, f"{{{ATOM}}}entry")
    _say(entry, "title", work.title)
    _say(entry, "id", f"urn:uuid:{work.uid}")
    _say(entry, "updated", _when(work.changed_at))
    if work.published_at:
        _say(entry, "published", _when(work.published_at))
    for creator in work.creators:
        author = etree.SubElement(entry, f"{{{ATOM}}}author")
        _say(author, "name", creator)
    said = api.elements(work, code or "")
    for name in ("language", "publisher", "rights"):
        for text in said.get(name, []):
            etree.SubElement(entry, f"{{{DC}}}{name}").text = text
    if work.published_at:
        etree.SubElement(entry, f"{{{DC}}}issued").text = said["date"][0]
    if code:
        etree.SubElement(entry, f"{{{DC}}}identifier").text = api.id_address(code)
    for subject in said.get("subject", []):
        etree.SubElement(entry, f"{{{ATOM}}}category").attrib.update(
            {"term": subject, "label": subject}
        )
    if work.description:
        _say(entry, "summary", work.description).set("type", "text")
    cover = links.cover(work)
    if cover:
        _link(entry, links.IMAGE, cover, "image/png")
        _link(entry, links.THUMBNAIL, cover, "image/png")
    page = api.address("works.work", uid=work.uid)
    _link(entry, "alternate", page, links.HTML)
    for relation, url, kind, size in links.fetched(work):
        made = _link(entry, relation, url, kind)
        if size is not None:
            made.set("length", str(size))


def _facet(root: Any, title: str, line: Line) -> None:
    made = _link(root, "http://opds-spec.org/facet", links.line_url(line, ""), ACQUISITION)
    made.set("title", line.title)
    made.set(f"{{{OPDS}}}facetGroup", title)
    if line.on:
        made.set(f"{{{OPDS}}}activeFacet", "true")
    if line.works is not None:
        made.set(f"{{{THREAD}}}count", str(line.works))


def _feed(title: str, url: str, kind: str, updated: datetime) -> Any:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_SPACES)
    _say(root, "id", url)
    _say(root, "title", title)
    _say(root, "updated", _when(updated))
    author = etree.SubElement(root, f"{{{ATOM}}}author")
    _say(author, "name", NAME)
    _link(root, "self", url, kind)
    _link(root, "start", api.address("opds.start"), NAVIGATION)
    _link(root, "search", api.address("opds.description"), DESCRIPTION)
    return root


def _say(parent: Any, name: str, text: str) -> Any:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = api.clean(text)
    return child


def _link(parent: Any, relation: str, url: str, kind: str) -> Any:
    child = etree.SubElement(parent, f"{{{ATOM}}}link")
    child.attrib.update({"rel": relation, "href": url, "type": kind})
    return child


def _when(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
