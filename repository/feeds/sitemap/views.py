"""The list of public works for search engines, and what robots may ask."""

from datetime import UTC, datetime

from flask import Response
from lxml import etree

from repository.api import address, feed_blueprint, open_to_all, records
from suite.web import not_found

SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
PER_FILE = 50_000

blueprint = feed_blueprint("sitemap", __name__)
open_to_all("sitemap.index", "sitemap.part", "sitemap.robots")


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """The files of the map; there is none while nothing is public."""
    files = _files()
    if not files:
        not_found()
    root = _element("sitemapindex")
    for number in range(1, files + 1):
        _say(
            etree.SubElement(root, f"{{{SPACE}}}sitemap"),
            "loc",
            address("sitemap.part", number=number),
        )
    return _xml(root)


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """A file of the map."""
    if not 1 <= number <= _files():
        not_found()
    root = _element("urlset")
    for uid, changed_at in records.places((number - 1) * PER_FILE, PER_FILE):
        one = etree.SubElement(root, f"{{{SPACE}}}url")
        _say(one, "loc", address("works.work", uid=uid))
        _say(one, "lastmod", _when(changed_at))
    return _xml(root)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Robots read the pages of works, and nothing else."""
    lines = ["User-agent: *", "Allow: /library/works/", "Disallow: /library/works/*/cite"]
    lines += ["Allow: /id/", "Allow: /static/", "Disallow: /"]
    lines += ["", f"Sitemap: {address('sitemap.index')}"] if _files() else []
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _files() -> int:
    return -(-records.public_count() // PER_FILE)


def _element(name: str) -> etree._Element:
    # The stubs of lxml know no default namespace.
    return etree.Element(f"{{{SPACE}}}{name}", nsmap={None: SPACE})  # type: ignore[dict-item]


def _say(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{SPACE}}}{name}").text = text


def _when(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(root: etree._Element) -> Response:
    body = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return Response(body, content_type="application/xml; charset=utf-8")
