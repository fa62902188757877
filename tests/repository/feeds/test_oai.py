"""OAI-PMH: what a harvester gets, judged by a client of others and by the protocol's grammar."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sickle
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pymarc import parse_xml_to_array

from repository.catalogue import service as catalogue
from repository.feeds.oai import tokens, views
from repository.feeds.oai.protocol import Asked
from repository.records import queries
from repository.records.models import Record
from repository.records.rules import stamp_at
from suite import clock, jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.feeds import open_doors, record_of, session
from tests.kit.oaigrammar import check
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]
NOON = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
SPACE = "{http://www.openarchives.org/OAI/2.0/}"


@pytest.fixture(autouse=True)
def opened(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    open_doors(monkeypatch, "oai")


def ask(client: FlaskClient, **arguments: str) -> Any:
    answer = client.get("/oai", query_string=arguments)
    assert answer.status_code == 200
    return check(answer.data)


def code_of(answer: Any) -> str | None:
    found = answer.find(f"{SPACE}error")
    return None if found is None else found.get("code")


def harvester(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> sickle.Sickle:
    held = session(client)
    monkeypatch.setattr("sickle.app.requests.get", held.get)
    monkeypatch.setattr("sickle.app.requests.post", held.post)
    return sickle.Sickle("http://localhost/oai")


def test_closed_there_is_nothing(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    open_doors(monkeypatch)
    assert client.get("/oai?verb=Identify").status_code == 404
    assert client.post("/oai", data={"verb": "Identify"}).status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_client_harvests_all(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(views, "PER_ANSWER", 3)
    here = make_library.town()
    works = [make_library.book(here, f"Sách {n}", audience="public") for n in range(5)]
    make_library.book(here, "Sách của trường", audience="school")
    db.session.commit()
    jobs.drain(["events"])
    codes = set(queries.codes_of([work.id for work in works]).values())
    catalogue.withdraw(works[0], here.librarian.id, "Nhầm tệp")
    gone = record_of(works[0].id).code
    them = harvester(client, monkeypatch)
    them.http_method = method
    assert them.Identify().deletedRecord == "persistent"
    assert {one.metadataPrefix for one in them.ListMetadataFormats()} == {"oai_dc", "marcxml"}
    for prefix in ("oai_dc", "marcxml"):
        found = list(them.ListRecords(metadataPrefix=prefix))
        assert {one.header.identifier for one in found} == {f"oai:localhost:{c}" for c in codes}
        deleted = [one.header.identifier for one in found if one.deleted]
        assert deleted == [f"oai:localhost:{gone}"]
    titles = {
        one.metadata["title"][0]
        for one in them.ListRecords(metadataPrefix="oai_dc", ignore_deleted=True)
    }
    assert titles == {f"Sách {n}" for n in range(1, 5)}
    unit = next(one.setSpec for one in them.ListSets() if one.setSpec.startswith("unit-"))
    listed = list(them.ListIdentifiers(metadataPrefix="oai_dc", set=unit))
    assert len(listed) == 5
    one = them.GetRecord(identifier=listed[0].identifier, metadataPrefix="oai_dc")
    assert one.header.datestamp == listed[0].datestamp


def test_records_say_what_the_works_say(app: Flask, client: FlaskClient) -> None:
    here = make_library.town()
    work = make_library.book(
        here, "Ôn tập <hè> & thi\x0b", audience="public", licence="cc-by",
        creators=("Nguyễn Văn An", "Tổ Toán"), subject_code="TOAN", grades=(9,),
    )  # fmt: skip
    code = record_of(work.id).code
    identifier = f"oai:localhost:{code}"
    answer = ask(client, verb="GetRecord", identifier=identifier, metadataPrefix="oai_dc")
    told = [
        (etree.QName(one).localname, one.text) for one in answer.iterfind(".//{*}metadata/{*}dc/*")
    ]
    said = dict(reversed(told))  # of several the first
    assert said["title"] == "Ôn tập <hè> & thi"
    assert said["identifier"] == f"http://localhost/id/{code}"
    assert said["rights"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["publisher"] == here.school.name
    answer = ask(client, verb="GetRecord", identifier=identifier, metadataPrefix="marcxml")
    (marc,) = answer.iterfind(".//{http://www.loc.gov/MARC21/slim}record")
    (read,) = parse_xml_to_array(_file(etree.tostring(marc)))
    assert read["001"].data == code
    assert read["100"]["a"] == "Nguyễn Văn An"
    assert read["720"]["a"] == "Tổ Toán"
    assert read["245"]["a"] == "Ôn tập <hè> & thi"
    assert len(read["008"].data) == 40
    assert read["521"]["a"] == "9"


def _file(content: bytes) -> Any:
    from io import BytesIO

    return BytesIO(content)


def test_only_public_open_works_pass_whoever_asks(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    ends = clock.now() + timedelta(days=2)
    hidden = [
        make_library.book(here, f"bí mật {a}", audience=a) for a in ("school", "staff", "signed_in")
    ]
    hidden.append(make_library.book(here, "bí mật đến mai", audience="public", embargo_until=ends))
    hidden.append(make_library.draft(here, name="nhap.txt", title="bí mật nháp", audience="public"))
    narrowed = make_library.book(here, "bí mật sau này", audience="public")
    db.session.commit()
    jobs.drain(["events"])
    said = catalogue.Description(title="bí mật hẹp", kind="text", licence="own", audience="staff")
    catalogue.edit(narrowed, said, here.librarian.id)
    codes = queries.codes_of([work.id for work in hidden])
    askers = [
        app.test_client(),
        *(signed_in(getattr(here, name)) for name in ("student", "librarian", "stranger")),
    ]
    for told in (False, True):
        if told:
            db.session.commit()
            jobs.drain(["events"])
        for client in askers:
            for prefix in ("oai_dc", "marcxml"):
                answer = client.get(f"/oai?verb=ListRecords&metadataPrefix={prefix}")
                assert "bí mật" not in answer.text
                assert 'status="deleted"' in answer.text
                assert check(answer.data).findall(f".//{SPACE}metadata") == []
            for code in codes.values():
                got = ask(
                    client,
                    verb="GetRecord",
                    identifier=f"oai:localhost:{code}",
                    metadataPrefix="oai_dc",
                )
                assert code_of(got) == "idDoesNotExist"
    with clock.frozen(ends):
        jobs.drain(["events"])
        since = ends.strftime("%Y-%m-%dT%H:%M:%SZ")
        answer = ask(askers[0], verb="ListRecords", metadataPrefix="oai_dc", **{"from": since})
        assert [one.text for one in answer.iter("{*}title")] == ["bí mật đến mai"]


HOSTILE = [
        ("", "badVerb"),
        ("verb=%00", "badVerb"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=kind-none", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=%00'--", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=unit-%00", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=unit-'--", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=To%C3%A1n", "badArgument"),
        ("verb=ListRecords&metadataPrefix=%3Cb%3E", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1970-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=0001-01-01&until=0001-01-02",
         "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=9999-12-31", None),
        ("verb=ListRecords&resumptionToken=x", "badResumptionToken"),
        ("verb=ListSets&resumptionToken=x", "badResumptionToken"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%0A<b>", "badArgument"),
        ("verb=ListMetadataFormats&identifier=oai:localhost:7k2m9qx4", "idDoesNotExist"),
        ("verb=ListRecords&metadataPrefix=oai_dc&%00=1", "badArgument"),
        ("verb=ListRecords&metadataPrefix=" + "x" * 4000, "cannotDisseminateFormat"),
    ]  # fmt: skip


def test_hostile_and_wrong_questions(client: FlaskClient) -> None:
    here = make_library.town()
    record_of(make_library.book(here, audience="public").id)
    for asked, code in HOSTILE:
        answer = client.get(f"/oai?{asked}")
        assert answer.status_code == 200
        assert code_of(check(answer.data)) == code, asked


def test_a_list_costs_the_same_however_long(app: Flask, client: FlaskClient) -> None:
    here = make_library.town()
    for n in range(5):
        make_library.book(here, f"Sách {n}", audience="public")
    db.session.commit()
    jobs.drain(["events"])
    with counted() as seen:
        ask(client, verb="ListRecords", metadataPrefix="oai_dc")
    assert len(seen) <= 6, seen


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["page", "page", "write", "write", "wait", "late"]),
        st.integers(0, 4),
        st.booleans(),
    ),
    min_size=3,
    max_size=12,
)
Step = tuple[str, int, bool]


@given(STEPS, st.tuples(st.integers(0, 4), st.booleans(), st.sampled_from([0, 1, 2])))
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_changes_meanwhile_nothing_is_lost(
    app: Flask, steps: list[Step], early: tuple[int, bool, int]
) -> None:
    """A harvest by small pages while records change, then one of what changed since it began,
    leaves the harvester with what there is; within a list only what changed comes again."""
    ids, now = _five(), NOON
    # Writers that took their stamp, but commit only after the harvester's next page.
    late = [(ids[early[0]], early[1], stamp_at(NOON - timedelta(seconds=early[2])))]
    held: dict[int, bool] = {}
    token = _page(held, None, None)
    unchanged = set(held)
    for does, which, shown in steps:
        if does == "wait":
            now += timedelta(seconds=0.7)
        elif does == "write":
            _write(ids[which], shown, stamp_at(now))
            unchanged.discard(ids[which])
        elif does == "late":
            late.append((ids[which], shown, stamp_at(now)))
        elif token:
            fresh: dict[int, bool] = {}
            token = _page(fresh, None, token)
            assert not unchanged & set(fresh), "came twice unchanged"
            unchanged |= set(fresh)
            held |= fresh
            unchanged -= _committed(late)
    _committed(late)
    for since in (None, NOON.replace(microsecond=0)):
        if since is not None:
            token = _page(held, since, None)
        while token:
            token = _page(held, since, token)
    assert held == {number: db.session.get_one(Record, number).shown for number in ids}


def test_who_commits_late_is_not_missed(app: Flask) -> None:
    ids, stamp = _five(), stamp_at(NOON - timedelta(seconds=2))
    held: dict[int, bool] = {}
    token = _page(held, None, None)
    while token:
        token = _page(held, None, token)
    _write(ids[2], False, stamp)
    _page(held, NOON, None)
    assert held[ids[2]] is False


def _committed(late: list[tuple[int, bool, datetime]]) -> set[int]:
    for number, shown, stamp in late:
        _write(number, shown, stamp)
    changed = {number for number, _shown, _stamp in late}
    late.clear()
    return changed


def _five() -> list[int]:
    """Five records, made once; every example begins with them shown."""
    db.session.rollback()
    found = list(db.session.scalars(db.select(Record.id).order_by(Record.id)))
    if not found:
        here = make_library.town()
        for n in range(5):
            make_library.book(here, f"Sách {n}", audience="public")
        db.session.commit()
        jobs.drain(["events"])
        return _five()
    for number in found:
        record = db.session.get_one(Record, number)
        record.stamp = NOON - timedelta(days=1)
    return found


def _write(number: int, shown: bool, stamp: datetime) -> None:
    record = db.session.get_one(Record, number)
    if record.stamp is None or stamp >= record.stamp:
        record.stamp, record.shown = stamp, shown
        record.work.audience = "public" if shown else "staff"
        db.session.flush()


def _page(into: dict[int, bool], since: datetime | None, token: str | None) -> str | None:
    """The next two records, by the tokens of the protocol; the token of the rest."""
    asked, after = Asked("ListRecords", prefix="oai_dc", since=since), None
    if token is not None:
        asked, place = tokens.read("secret", "ListRecords", token)
        after = place.after
    found = queries.page(queries.Part(since=asked.since), after, 3)
    into.update({seen.record.id: seen.work is not None for seen in found[:2]})
    if len(found) < 3:
        return None
    return tokens.write("secret", asked, views._behind(found[1], 0, 0))
