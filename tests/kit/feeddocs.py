"""A small library with all that feeds must tell, and every kind of answer they give of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from lxml import etree

from repository.catalogue import service as catalogue
from repository.catalogue.models import WorkFile, WorkPage
from repository.feeds.oai import views as oai_views
from repository.feeds.opds import shelves
from repository.feeds.sitemap import views as sitemap_views
from suite import clock, jobs
from suite.db import db
from tests.kit import make_library

OAI, NAVIGATION, ACQUISITION, SEARCH = "oai", "navigation", "acquisition", "opensearch"
FEED2, ONE2, SITEMAP, SITEINDEX = "feed2", "publication2", "sitemap", "siteindex"
SPACE = "{http://www.openarchives.org/OAI/2.0/}"
A = "{http://www.w3.org/2005/Atom}"
PREFIXES = ("oai_dc", "marcxml")
WRONG = (
    ("", "badVerb"),
    ("verb=Identify&verb=Identify", "badVerb"),
    ("verb=ListRecords", "badArgument"),
    ("verb=Identify&x=<b>&set=%0B", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
    ("verb=ListRecords&metadataPrefix=mods", "cannotDisseminateFormat"),
    ("verb=ListRecords&metadataPrefix=%00%20<b>", "badArgument"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y", "idDoesNotExist"),
    ("verb=GetRecord&metadataPrefix=oai_dc&identifier=a%20b<c>", "badArgument"),
    ("verb=ListMetadataFormats&identifier=oai:x:y", "idDoesNotExist"),
    ("verb=ListIdentifiers&resumptionToken=x", "badResumptionToken"),
    ("verb=ListRecords&metadataPrefix=oai_dc&until=1970-01-01", "noRecordsMatch"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set=%00%20'--", "badArgument"),
    ("verb=ListRecords&metadataPrefix=oai_dc&set='--", "noRecordsMatch"),
)


@dataclass(frozen=True)
class Document:
    """An answer: what kind of document it must be, where it was asked for, its bytes."""

    kind: str
    url: str
    body: bytes


def small_pages(patch: pytest.MonkeyPatch) -> None:
    """Let every list take several pages."""
    patch.setattr(oai_views, "PER_ANSWER", 3)
    patch.setattr(shelves, "PER_PAGE", 2)
    patch.setattr(sitemap_views, "PER_FILE", 3)


def fill() -> make_library.Town:
    """Works with every field of the catalogue and with almost none, of several kinds, with signs
    that XML does not know; some withdrawn, some not public."""
    here = make_library.town()
    first = make_library.book(
        here, "Ôn tập <hè> & \"thi\"\x0b", audience="public", licence="cc-by", grades=(6, 9),
        subject_code="TOAN", creators=("Nguyễn Văn An", "Tổ Toán"), editors=("Lê Biên",),
        translators=("Đỗ Dịch",), illustrators=("Vũ Vẽ",), contributors=("Phòng Giáo dục",),
        publisher="NXB Giáo dục <Việt Nam>", place="Hà Nội", issued=2019, edition="Tái bản lần 2",
        series="Tủ sách & đời", series_number="3", extent="120 tr. ; 24 cm", isbn="9786040000002",
        issn="18592244", ddc="512.94", keywords=("phương trình", "a & b"), source="Sách <gốc>",
        coverage="Hà Nội, 2019", rights="© 2019 & các tác giả", description="Bài\x0bôn.\nDòng <2>.",
    )  # fmt: skip
    make_library.book(here, "Ôn tập, in lại", audience="public", edition_of_id=first.id,
                      language="other")  # fmt: skip
    make_library.book(
        here, "A reader", audience="public", language="en", licence="public-domain",
        creators=("Smith, J.",), content=b"%PDF-1.4", kind=("pdf", "application/pdf"),
    )  # fmt: skip
    for number, kind in enumerate(("video", "audio", "simulation", "slides", "question_set")):
        make_library.book(
            here, f"Tệp {number}", audience="public", content=kind.encode()
        ).kind = kind
    for audience in ("school", "staff", "signed_in"):
        make_library.book(here, f"Kín {audience}", audience=audience)
    ends = clock.now() + timedelta(days=9)
    make_library.book(here, "Kín đến mai", audience="public", embargo_until=ends)
    bare = make_library.book(here, "Không tệp", audience="public")
    gone = make_library.book(here, "Kín vì rút", audience="public")
    narrowed = make_library.book(here, "Kín vì hẹp", audience="public")
    db.session.commit()
    jobs.drain(["events"])
    for kind in (WorkPage, WorkFile):
        db.session.execute(db.delete(kind).where(kind.work_id == bare.id))
    catalogue.withdraw(gone, here.librarian.id, "Nhầm tệp")
    said = catalogue.Description(title="Kín vì hẹp", kind="text", licence="own", audience="staff")
    catalogue.edit(narrowed, said, here.librarian.id)
    db.session.commit()
    jobs.drain(["events", "index"])
    return here


def answers(client: FlaskClient) -> Iterator[Document]:
    """Every kind of answer of all doors, lists with all their pages."""
    yield from of_oai(client)
    yield from of_opds(client)
    yield from of_opds2(client)
    yield from of_sitemap(client)


def of_nothing(client: FlaskClient) -> Iterator[Document]:
    """The answers of a library in which the public sees nothing."""
    for verb in ("Identify", "ListSets", "ListRecords&metadataPrefix=oai_dc"):
        yield _asker(client, OAI)(f"/oai?verb={verb}")
    yield _asker(client, ACQUISITION)("/opds/works")
    for name in shelves.FILTERS:
        yield _asker(client, NAVIGATION)(f"/opds/by/{name}")
        yield _asker(client, FEED2)(f"/opds/2/by/{name}")
    yield _asker(client, FEED2)("/opds/2/works")


def of_oai(client: FlaskClient) -> Iterator[Document]:
    """All verbs, both formats, both methods, by set and time, every error that can occur."""
    ask = _asker(client, OAI)
    for verb in ("Identify", "ListMetadataFormats"):
        yield ask("/oai?verb=" + verb)
    sets = ask("/oai?verb=ListSets")
    yield sets
    specs = [one.text for one in etree.fromstring(sets.body).iter(f"{SPACE}setSpec")]
    found: list[str] = []
    for prefix in PREFIXES:
        for verb in ("ListIdentifiers", "ListRecords"):
            wanted = {"verb": verb, "metadataPrefix": prefix}
            parts: list[dict[str, str]] = [{}, {"from": "2000-01-01"}]
            if wanted == {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}:
                parts += [{"set": str(spec)} for spec in specs]
            for more in parts:
                for page in _harvested(ask, verb, urlencode({**wanted, **more})):
                    found += [str(one.text) for one in _named(page, "identifier")]
                    yield page
        for name in dict.fromkeys(found):
            more = urlencode({"metadataPrefix": prefix, "identifier": name})
            yield ask(f"/oai?verb=GetRecord&{more}")
    yield ask("/oai?verb=ListMetadataFormats&" + urlencode({"identifier": found[0]}))
    posted = client.post("/oai", data={"verb": "ListRecords", "metadataPrefix": "oai_dc"})
    yield Document(OAI, "POST /oai", posted.data)
    for wrong, code in WRONG:
        answer = ask(f"/oai?{wrong}")
        assert [one.get("code") for one in _named(answer, "error")] == [code], wrong
        yield answer


def _harvested(ask: Callable[[str], Document], verb: str, asked: str) -> Iterator[Document]:
    page = ask(f"/oai?{asked}")
    yield page
    while token := next((one.text for one in _named(page, "resumptionToken")), None):
        page = ask("/oai?" + urlencode({"verb": verb, "resumptionToken": token}))
        yield page


def _named(page: Document, name: str) -> list[Any]:
    return list(etree.fromstring(page.body).iter(f"{SPACE}{name}"))


def of_opds(client: FlaskClient) -> Iterator[Document]:
    """From the start through all ways, pages and filters of the first two shelves; a search that
    finds nothing."""
    yield _asker(client, SEARCH)("/opds/search.xml")
    by, on = _asker(client, NAVIGATION), _asker(client, ACQUISITION)
    start = by("/opds/")
    yield start
    for name in shelves.FILTERS:
        yield by(f"/opds/by/{name}")
    wanted = [
        "/opds/works?sort=title",
        "/opds/works?q=khongcogica",
        "/opds/works?q=tập",
        "/opds/works?page=99",
    ]
    seen: set[str] = set()
    while wanted and len(seen) < 40:
        url = wanted.pop()
        if url not in seen:
            seen.add(url)
            page = on(url)
            yield page
            links = etree.fromstring(page.body).iterfind(f"{A}link")
            wanted += [
                str(one.get("href"))
                for one in links
                if one.get("rel") in ("next", "http://opds-spec.org/facet")
            ]


def of_opds2(client: FlaskClient) -> Iterator[Document]:
    """The same in 2.0, and every work by itself."""
    feed, one = _asker(client, FEED2), _asker(client, ONE2)
    yield feed("/opds/2/")
    for name in shelves.FILTERS:
        yield feed(f"/opds/2/by/{name}")
    for url in ("/opds/2/works?page=99", "/opds/2/works?q=khongcogica", "/opds/2/works?grade=6"):
        yield feed(url)
    url = "/opds/2/works?sort=title"
    while url:
        page = feed(url)
        yield page
        held = client.get(url).json
        for work in held.get("publications", []):
            yield one(next(link["href"] for link in work["links"] if link["rel"] == "self"))
        url = next((link["href"] for link in held["links"] if link.get("rel") == "next"), "")


def of_sitemap(client: FlaskClient) -> Iterator[Document]:
    """The index and all its files."""
    index = _asker(client, SITEINDEX)("/sitemap.xml")
    yield index
    for place in etree.fromstring(index.body).iter("{*}loc"):
        yield _asker(client, SITEMAP)(str(place.text))


def _asker(client: FlaskClient, kind: str) -> Callable[[str], Document]:
    def ask(url: str) -> Document:
        answer = client.get(url)
        assert answer.status_code == 200, (answer.status_code, url)
        return Document(kind, url, answer.data)

    return ask
