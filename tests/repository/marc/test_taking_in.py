"""Records become drafts once; another library is harvested, and nothing is published by itself."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from repository.catalogue import service as catalogue
from repository.catalogue.models import Work
from repository.feeds.oai import views as oai
from repository.marc import fetching, harvest, reading, service, sources
from repository.marc.models import Origin, Source
from repository.marc.service import Into
from suite import jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.feeds import open_doors, record_of
from tests.repository.marc.test_reading import record

SignIn = Callable[[object], FlaskClient]


def count() -> int:
    return db.session.scalar(select(func.count(Work.id))) or 0


def take(content: bytes, into: Into) -> dict[str, int]:
    told = service.take_in(reading.read(content), into)
    db.session.commit()
    return dict(told.counts)


def test_the_same_file_changes_nothing_twice(dbapp: Flask) -> None:
    here = make_library.town()
    into = Into(here.school.id, here.librarian.id, "marc")
    three = b"".join(record(f"Sách {n}", f"n{n}").as_marc() for n in range(3))
    assert take(three, into) == {"new": 3}
    assert take(three, into) == {"same": 3}
    changed = record("Sách khác", "n1").as_marc()
    assert take(changed, into) == {"changed": 1}
    assert take(changed, into) == {"same": 1}
    unnumbered = record("Không số", "").as_marc()
    assert take(unnumbered + unnumbered, into) == {"new": 1, "same": 1}
    works = db.session.scalars(select(Work).order_by(Work.id)).all()
    assert [work.title for work in works] == ["Sách 0", "Sách khác", "Sách 2", "Không số"]
    assert {work.state for work in works} == {"draft"}
    assert works[0].grades == [9]


def test_what_people_went_on_with_is_left_alone(app: Flask) -> None:
    here = make_library.town()
    into = Into(here.school.id, here.librarian.id, "marc")
    take(record("Sách", "n1").as_marc(), into)
    work = db.session.scalars(select(Work)).one()
    work.state = "submitted"
    db.session.commit()
    assert take(record("Sách khác", "n1").as_marc(), into) == {"kept": 1}
    assert work.title == "Sách"


def test_a_trial_first_then_for_good(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    client = signed_in(here.librarian)
    content = record("Sách 1", "n1").as_marc() + b"00020" + record("Hỏng").as_marc()[5:]
    file = {"file": (BytesIO(content), "sach.mrc")}
    asked = client.post("/library/marc/", data=file, content_type="multipart/form-data")
    jobs.drain(["library"])
    number = int(asked.location.rpartition("/")[2])
    assert count() == 0
    tried = client.get(f"/library/marc/jobs/{number}").text
    assert f">{len(record('Sách 1', 'n1').as_marc())}<" in tried
    assert "Biểu ghi ghi là 20 byte" in tried
    assert client.get(f"/jobs/{number}").status_code == 200
    assert signed_in(here.principal).get(f"/library/marc/jobs/{number}").status_code == 404
    kept = client.post(f"/library/marc/jobs/{number}/keep")
    jobs.drain(["library"])
    assert count() == 1
    assert "đã vào" in client.get(f"/library/marc/jobs/{kept.location.rpartition('/')[2]}").text
    assert "Sách 1" in client.get("/library/marc/").text
    assert client.post("/library/marc/").status_code == 422
    assert signed_in(here.teacher).get("/library/marc/").status_code == 403


@pytest.fixture
def other(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Another library: this very house, asked without a network; the addresses it was asked."""
    open_doors(monkeypatch, "oai")
    monkeypatch.setattr(oai, "PER_ANSWER", 2)
    asked: list[str] = []

    def fetch(url: str) -> bytes:
        asked.append(url)
        return client.get(url.removeprefix("https://thuvien.example.vn")).data

    monkeypatch.setattr(fetching, "fetch", fetch)
    return asked


def a_source(here: make_library.Town, prefix: str) -> Source:
    asked = sources.Asked("Thư viện tỉnh", "https://thuvien.example.vn/oai", prefix)
    assert asked.wrong() == ""
    return sources.add(here.school.id, here.librarian.id, asked)


def run(source: Source) -> dict[str, int]:
    row = sources.ask(source, source.added_by)
    jobs.drain(["library"])
    db.session.refresh(row)
    return dict(row.result or {})


@pytest.mark.parametrize("prefix", ["oai_dc", "marcxml"])
def test_another_library_is_harvested(app: Flask, other: list[str], prefix: str) -> None:
    here = make_library.town()
    works = [
        make_library.book(here, f"Sách {n}", audience="public", creators=("Nguyễn Văn An",))
        for n in range(5)
    ]
    for work in works:
        record_of(work.id)
    source = a_source(here, prefix)
    assert run(source) == {"new": 5}
    assert len(other) == 3
    drafts = db.session.scalars(select(Work).where(Work.state == "draft")).all()
    assert {work.title for work in drafts} == {f"Sách {n}" for n in range(5)}
    assert {work.language for work in drafts} == {"vi"}
    origins = db.session.scalars(select(Origin)).all()
    assert all((one.url or "").startswith("http://localhost/id/") for one in origins)
    assert run(source).get("new", 0) == 0
    assert "from=" in other[3]
    catalogue.withdraw(db.session.merge(works[0]), here.librarian.id, "Nhầm")
    record_of(works[0].id)
    assert run(source)["gone"] == 1
    assert count() == 10
    assert {work.state for work in drafts} == {"draft"}


def test_a_harvest_goes_on_where_it_stopped(
    app: Flask, other: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    here = make_library.town()
    for n in range(4):
        record_of(make_library.book(here, f"Sách {n}", audience="public").id)
    source = a_source(here, "oai_dc")
    harvest.one_page(source)
    db.session.commit()
    assert source.token
    assert run(source) == {"new": 2}
    assert "resumptionToken" in other[1]
    source.token = "no longer known"
    db.session.commit()
    assert run(source) == {"same": 4}


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>", b"", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b"\x00\x01",
        b'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="badVerb"/></OAI-PMH>',
    ],
)  # fmt: skip
def test_a_hostile_library_is_told_and_harms_nothing(
    app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(fetching, "fetch", lambda _url: answer)
    here = make_library.town()
    source = a_source(here, "oai_dc")
    row = sources.ask(source, here.librarian.id)
    jobs.drain(["library"])
    db.session.refresh(row)
    assert row.state == "failed"
    assert "Không đọc được thư viện kia" in signed_in(here.librarian).get("/library/marc/").text
    assert count() == 0


def test_sources_are_those_of_the_own_unit(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    librarian, stranger = signed_in(here.librarian), signed_in(here.strange_librarian)
    form = {"name": "Tỉnh", "base_url": "https://thuvien.example.vn/oai", "prefix": "oai_dc"}
    for wrong in ({"base_url": "http://127.0.0.1:6379/"}, {"name": ""}, {"prefix": "x"},
                  {"base_url": "javascript:alert(1)"}):  # fmt: skip
        answer = librarian.post("/library/marc/sources", data={**form, **wrong})
        assert answer.status_code == 422
        assert "field-error" in answer.text
    assert librarian.post("/library/marc/sources", data=form).status_code == 303
    number = db.session.scalars(select(Source.id)).one()
    assert "Tỉnh" in librarian.get("/library/marc/").text
    assert "Tỉnh" not in stranger.get("/library/marc/").text
    for does in ("harvest", "close"):
        url = f"/library/marc/sources/{number}/{does}"
        assert stranger.post(url).status_code == 404
        assert signed_in(here.teacher).post(url).status_code == 403
    assert librarian.post(f"/library/marc/sources/{number}/close").status_code == 303
    assert librarian.post(f"/library/marc/sources/{number}/harvest").status_code == 404
