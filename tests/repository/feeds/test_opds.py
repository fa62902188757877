"""OPDS 1.2 and 2.0: valid, readable by a client of others, with the rights of who asks."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from repository.catalogue import service as catalogue
from repository.catalogue.models import Work
from repository.feeds.opds import shelves
from suite import clock, jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.feeds import open_doors
from tests.kit.opdsgrammar import ACQUIRE, A, atom, manifest, publication
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]
DOORS = ("/opds/", "/opds/works", "/opds/by/kind", "/opds/search.xml",
         "/opds/2/", "/opds/2/works", "/opds/2/by/kind", "/opds/book.png")  # fmt: skip


@pytest.fixture(autouse=True)
def opened(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    open_doors(monkeypatch, "opds")


def told() -> None:
    db.session.commit()
    jobs.drain(["events", "index"])


def shown(client: FlaskClient, asked: str = "") -> set[str]:
    """The titles of both catalogues, which must agree."""
    feed = atom(client.get(f"/opds/works{asked}").data, acquisition=True)
    first = {entry.findtext(f"{A}title") for entry in feed.iterfind(f"{A}entry")}
    found = manifest(client.get(f"/opds/2/works{asked}").json)
    second = {one["metadata"]["title"] for one in found.get("publications", ())}
    assert first == second
    return first


def test_closed_there_is_nothing(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    open_doors(monkeypatch)
    assert {client.get(url).status_code for url in DOORS} == {404}


def test_the_way_from_the_start_to_a_file(app: Flask, client: FlaskClient) -> None:
    here = make_library.town()
    work = make_library.book(here, "Ôn tập <hè> & thi", audience="public", licence="cc-by",
                             creators=("Nguyễn Văn An",), subject_code="TOAN",
                             grades=(9,), description="Bài\x0bôn.")  # fmt: skip
    told()
    start = atom(client.get("/opds/").data, acquisition=False)
    ways = [link.get("href") for link in start.iterfind(f"{A}entry/{A}link")]
    assert len(ways) == 5
    by = atom(client.get(ways[3]).data, acquisition=False)
    (grade,) = by.iterfind(f"{A}entry/{A}link")
    feed = atom(client.get(grade.get("href")).data, acquisition=True)
    (entry,) = feed.iterfind(f"{A}entry")
    assert entry.findtext(f"{A}title") == "Ôn tập <hè> & thi"
    assert entry.findtext(f"{A}summary") == "Bàiôn."
    (file,) = entry.iterfind(f"{A}link[@rel='{ACQUIRE}/open-access']")
    content = client.get(file.get("href"))
    assert len(content.data) == int(file.get("length"))
    assert content.mimetype == file.get("type")
    described = client.get("/opds/search.xml").text
    assert "http://localhost/opds/works?q={searchTerms}" in described
    second = manifest(client.get("/opds/2/").json)
    manifest(client.get(second["navigation"][4]["href"]).json)
    found = manifest(client.get(second["navigation"][0]["href"]).json)
    (one,) = found["publications"]
    assert one["metadata"]["author"] == ["Nguyễn Văn An"]
    own = next(link["href"] for link in one["links"] if link["rel"] == "self")
    assert publication(client.get(own).json) == one
    assert client.get(one["images"][0]["href"]).mimetype == "image/png"
    assert work.uid in own


def test_another_reader_turns_the_pages(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelves, "PER_PAGE", 2)
    here = make_library.town()
    for n in range(5):
        make_library.book(here, f"Sách {n}", audience="public")
    told()
    url, titles = "/opds/works?sort=title", []
    while url:
        feed = feedparser.parse(client.get(url).data)
        assert not feed.bozo
        titles += [entry.title for entry in feed.entries]
        assert feed.feed.opensearch_totalresults == "5"
        url = next((link.href for link in feed.feed.links if link.rel == "next"), "")
    assert titles == [f"Sách {n}" for n in range(5)]
    found, pages = client.get("/opds/2/works").json, 1
    while follow := [one["href"] for one in found["links"] if one["rel"] == "next"]:
        found, pages = manifest(client.get(follow[0]).json), pages + 1
    assert pages == 3


def test_rights_are_those_of_who_asks(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    ends = clock.now() + timedelta(days=2)
    for audience in ("public", "signed_in", "school", "staff"):
        make_library.book(here, f"quyển {audience}", audience=audience)
    make_library.book(here, "quyển mai", audience="public", embargo_until=ends)
    make_library.draft(here, name="nhap.txt", title="quyển nháp", audience="public")
    gone = make_library.book(here, "quyển rút", audience="public")
    told()
    catalogue.withdraw(gone, here.librarian.id, "Nhầm")
    narrowed = make_library.book(here, "quyển hẹp", audience="public")
    told()
    said = catalogue.Description(title="quyển hẹp", kind="text", licence="own", audience="staff")
    catalogue.edit(narrowed, said, here.librarian.id)
    staff = {"public", "signed_in", "school", "staff", "hẹp"}
    sees = {
        None: {"public"},
        here.stranger: {"public", "signed_in"},
        here.student: {"public", "signed_in", "school"},
        here.teacher: staff,
        here.librarian: staff,
    }
    for person, expected in sees.items():
        client = signed_in(person) if person else app.test_client()
        for asked in ("?q=quyen", "?kind=text"):
            titles = {title.removeprefix("quyển ") for title in shown(client, asked)}
            # What the index does not know yet is in nobody's list.
            assert titles == expected - {"hẹp"}, (person, asked)
        counts = client.get("/opds/2/by/kind").json["navigation"]
        assert [one["properties"]["numberOfItems"] for one in counts] == [len(titles)]
        for uid in _uids():
            own = client.get(f"/opds/2/works/{uid[0]}")
            open_to = uid[1].removeprefix("quyển ") in expected
            if person not in (here.teacher, here.librarian):
                assert (own.status_code == 200) == open_to, uid
                assert open_to or uid[1] not in own.text
    told()
    assert "quyển hẹp" not in shown(app.test_client())
    with clock.frozen(ends):
        told()
        assert "quyển mai" in shown(app.test_client())


def _uids() -> list[tuple[str, str]]:
    return [(row.uid, row.title) for row in db.session.execute(db.select(Work.uid, Work.title))]


HOSTILE = (
    "?page=-1", "?page=999999999999999999999", "?page=x", "?q=%00", "?q=" + "a" * 5000,
    "?sort=%00", "?grade=%F0%9F&grade=0x9", "?kind=%00&kind=<b>", "?_external=1&_scheme=evil",
    "?q=%22%22%28*", "?subject=" + "x" * 3000,
)  # fmt: skip


def test_hostile_questions(client: FlaskClient) -> None:
    here = make_library.town()
    make_library.book(here, audience="public")
    told()
    for asked in HOSTILE:
        shown(client, asked)
    assert client.get("/opds/by/%00").status_code == 404
    assert client.get("/opds/2/works/not-a-uid").status_code == 404


def test_a_shelf_costs_the_same_however_long(app: Flask, client: FlaskClient) -> None:
    here = make_library.town()
    for n in range(5):
        make_library.book(here, f"Sách {n}", audience="public")
    told()
    found: dict[str, Any] = {}
    with counted() as seen:
        found["atom"] = client.get("/opds/works").status_code
    assert len(seen) <= 12, seen
    with counted() as seen:
        found["json"] = client.get("/opds/2/works").status_code
    assert len(seen) <= 12, seen
    assert set(found.values()) == {200}
