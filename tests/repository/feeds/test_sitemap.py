"""Sitemap, robots.txt and schema.org: only public works, closed by default."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree, html
from sqlalchemy import select

from repository.catalogue import alignment
from repository.catalogue.models import Work
from repository.feeds.sitemap import views
from school.curriculum.models import CurriculumNode
from school.curriculum.service import load_programme
from suite import clock
from suite.db import db
from tests.kit import make_library
from tests.kit.feeds import open_doors, record_of

SignIn = Callable[[object], FlaskClient]
M = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCHEMA = Path("node_modules/sitemap/schema/sitemap.xsd")


def listed(client: FlaskClient) -> list[str]:
    index = etree.fromstring(client.get("/sitemap.xml").data)
    assert index.tag == f"{M}sitemapindex"
    found = []
    for one in index.iterfind(f"{M}sitemap/{M}loc"):
        part = etree.fromstring(client.get(one.text).data)
        assert part.tag == f"{M}urlset"
        found += [url.findtext(f"{M}loc") for url in part.iterfind(f"{M}url")]
    return found


def data_of(page: str) -> Any:
    blocks = html.fromstring(page).xpath("//script[@type='application/ld+json']")
    return json.loads(blocks[0].text) if blocks else None


def test_closed_there_is_nothing(app: Flask, client: FlaskClient) -> None:
    here = make_library.town()
    work = make_library.book(here, audience="public")
    record_of(work.id)
    for url in ("/sitemap.xml", "/sitemap-1.xml", "/robots.txt"):
        assert client.get(url).status_code == 404
    assert data_of(client.get(f"/library/works/{work.uid}").text) is None


def test_only_public_works_are_listed(
    app: Flask, client: FlaskClient, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_doors(monkeypatch, "sitemap")
    monkeypatch.setattr(views, "PER_FILE", 2)
    assert client.get("/sitemap.xml").status_code == 404
    assert "Sitemap" not in client.get("/robots.txt").text
    here = make_library.town()
    ends = clock.now() + timedelta(days=1)
    shown = [make_library.book(here, f"Sách {n}", audience="public").uid for n in range(3)]
    later = make_library.book(here, "Mai", audience="public", embargo_until=ends).uid
    closed = make_library.book(here, "Kín", audience="school")
    record_of(closed.id)
    assert listed(client) == [f"http://localhost/library/works/{uid}" for uid in shown]
    with clock.frozen(ends):
        assert listed(client)[-1].endswith(later)
    assert client.get("/sitemap-3.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code == 404
    robots = client.get("/robots.txt").text
    assert "Disallow: /\n" in robots
    assert "Sitemap: http://localhost/sitemap.xml" in robots
    assert data_of(signed_in(here.student).get(f"/library/works/{closed.uid}").text) is None


def test_the_schema_of_sitemaps_takes_the_list(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not SCHEMA.is_file():
        pytest.skip("no schema of sitemaps in node_modules")
    open_doors(monkeypatch, "sitemap")
    here = make_library.town()
    record_of(make_library.book(here, audience="public").id)
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.assertValid(etree.fromstring(client.get("/sitemap-1.xml").data))


def test_search_engines_learn_what_a_work_teaches(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_doors(monkeypatch, "sitemap")
    load_programme()
    here = make_library.town()
    title = "Ôn </script><script>alert(1)</script> & thi"
    work = make_library.book(
        here, title, audience="public", licence="cc-by", grades=(6,), subject_code="TOAN",
        creators=("Nguyễn Văn An", "Tổ Toán"), isbn="9786040000002",
    )  # fmt: skip
    code = record_of(work.id).code
    codes = ("TOAN.6.01", "TOAN.6.02")
    first, second = (
        db.session.scalars(select(CurriculumNode.id).where(CurriculumNode.code == one)).one()
        for one in codes
    )
    work = db.session.get_one(Work, work.id)
    work.kind = "exercise"
    alignment.align(work, [first, second], [first, second], here.teacher.id)
    alignment.confirm(work.alignments[:1], here.librarian.id)
    page = client.get(f"/library/works/{work.uid}").text
    assert "<script>alert(1)" not in page
    data = data_of(page)
    assert data["@type"] == "LearningResource"
    assert data["name"] == title
    assert data["@id"] == f"http://localhost/id/{code}"
    assert data["license"].endswith("/by/4.0/")
    (aligned,) = data["educationalAlignment"]
    assert aligned["identifier"] == "TOAN.6.01"
    assert "2018" in aligned["educationalFramework"]
    assert aligned["alignmentType"] == "assesses"
    assert aligned["targetName"] in client.get(aligned["targetUrl"]).text
    assert [one["@type"] for one in data["author"]] == ["Person", "Organization"]
    assert data["isbn"].replace("-", "") == "9786040000002"
