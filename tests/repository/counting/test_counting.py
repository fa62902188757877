"""From the pages to the reports: looks noted, machines left out, counts kept, nobody named."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from repository.catalogue import labels
from repository.catalogue import rules as states
from repository.catalogue.models import Alignment, Work
from repository.counting import identity, rollup, rules, tables, watching
from repository.counting.events import LinkOpened
from repository.counting.models import CountBookmark, CountDay, CountEvent, CountSalt
from repository.counting.rules import Tally, total
from suite import clock, events, jobs
from suite.db import db
from tests.kit import make, make_indicators, make_library
from tests.kit.client import sign_in
from tests.kit.listed import sheet
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]
NOON = datetime(2026, 10, 5, 5, 0, tzinfo=UTC)
FIREFOX = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
GOOGLE = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}


def get(client: FlaskClient, address: str, seconds: float = 0, **headers: str) -> int:
    with clock.frozen(NOON + timedelta(seconds=seconds)):
        answer = client.get(address, headers={**FIREFOX, **headers})
        answer.close()
        return answer.status_code


def looks(work: Work) -> list[tuple[str, str]]:
    query = select(CountEvent.kind, CountEvent.place).where(CountEvent.work_id == work.id)
    return [(kind, place) for kind, place in db.session.execute(query.order_by(CountEvent.id))]


def whole(work: Work) -> Tally:
    rows = select(CountDay).where(CountDay.work_id == work.id)
    return total(rollup._tally(row) for row in db.session.scalars(rows))


def test_pages_are_noted_and_counted(dbapp: Flask) -> None:
    with clock.frozen(NOON):
        here = make_library.town()
        work = make_library.book(here)
        hidden = make_library.book(here, "Kín", content=b"2", audience=states.STAFF)
        file, jobs_of = work.files[0].id, hidden.files[0].id
    pupil = sign_in(dbapp.test_client(), here.student)
    assert get(pupil, f"/library/works/{work.uid}") == 200
    assert get(pupil, f"/library/read/{file}/text", 10) == 200
    assert get(pupil, f"/library/read/{file}/text?page=2", 20) == 200
    assert get(pupil, f"/library/read/{file}/text?page=3", 95) == 200
    assert get(pupil, f"/library/files/{file}", 100, Range="bytes=0-3") == 206
    assert get(pupil, f"/library/files/{file}/download", 200) == 200
    assert get(pupil, f"/library/works/{hidden.uid}", 210) == 404
    assert get(pupil, f"/library/files/{jobs_of}", 210) == 404
    assert looks(hidden) == []
    assert looks(work) == [
        ("investigation", "work:"), ("request", f"text:{file}"), ("part", f"text:{file}"),
        ("request", f"download:{file}"),
    ]  # fmt: skip
    with clock.frozen(NOON + timedelta(minutes=20)):
        rollup.rollup()
        assert whole(work) == Tally(3, 1, 2, 1)
        row = db.session.scalars(select(CountDay)).one()
        assert (row.unit_id, row.class_id) == (here.school.id, here.school_class.id)


def test_machines_helpers_and_heads_of_pages_do_not_count(app: Flask, signed_in: SignIn) -> None:
    with clock.frozen(NOON):
        here = make_library.town()
        work = make_library.book(here, audience=states.PUBLIC)
    address = f"/library/works/{work.uid}"
    anybody = app.test_client()
    for agent in ("", "curl/8.5", "python-requests/2.32", GOOGLE["User-Agent"]):
        assert get(anybody, address, **{"User-Agent": agent}) == 200
    with clock.frozen(NOON):
        anybody.head(address, headers=FIREFOX)
    assert looks(work) == []
    assert get(anybody, address) == 200
    assert looks(work) == [("investigation", "work:")]


def test_a_salt_is_one_for_all_and_gone_a_day_later(app: Flask) -> None:
    with clock.frozen(NOON):
        today = clock.today()
        first = identity.visitor("person:1", today)
        assert identity.visitor("person:1", today) == first
        assert identity.visitor("person:2", today) != first
        tomorrow = identity.visitor("person:1", today + timedelta(days=1))
        assert tomorrow != first
        jobs.enqueue("repository.forget_salts")
        db.session.commit()
        jobs.drain()
        assert db.session.scalar(select(func.count(CountSalt.day))) == 2
    with clock.frozen(NOON + timedelta(days=1)):
        jobs.enqueue("repository.forget_salts")
        db.session.commit()
        jobs.drain()
        (left,) = db.session.scalars(select(CountSalt.day))
        assert left == today + timedelta(days=1)
    names = {column.name for column in CountDay.__table__.columns}
    assert not {name for name in names if "person" in name or "visitor" in name}


def given_looks(work: Work, here: make_library.Town, day: int, visitors: int = 6) -> None:
    """One reading of each of some visitors, on a day after NOON."""
    for number in range(visitors):
        at = NOON + timedelta(days=day, minutes=number)
        place = (here.school.id, here.school_class.id)
        watching._keep(work.id, rules.REQUEST, "reader:1", at, f"{number}", *place)
    db.session.commit()


def test_counted_bit_by_bit_or_at_once_it_is_the_same(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.book(here)
    with clock.frozen(NOON + timedelta(days=9)):
        for day in (0, 3, 0, 5, 3):
            given_looks(work, here, day)
            rollup.rollup()
        assert db.session.get_one(CountBookmark, 1).event_id == 30
        assert rollup.differing() == []
        bit_by_bit = {d: rollup.kept_of(d) for d in db.session.scalars(select(CountDay.day))}
        db.session.execute(db.delete(CountDay))
        db.session.commit()
        run = dbapp.test_cli_runner().invoke
        assert run(args=["library", "recount", "--check"]).exit_code == 1
        assert json.loads(run(args=["library", "recount", "--json"]).output)["counted"] == 3
        assert {d: rollup.kept_of(d) for d in bit_by_bit} == bit_by_bit
        assert rollup.differing() == []
    with clock.frozen(NOON + timedelta(days=100)):
        jobs.enqueue("repository.forget_looks")
        db.session.commit()
        jobs.drain()
        assert db.session.scalar(select(func.count(CountEvent.id))) == 0
        rollup.recompute()
        assert whole(work).total_requests == 18


def test_a_link_counts_by_its_event(app: Flask) -> None:
    here = make_library.town()
    work = make_library.book(here)
    with clock.frozen(NOON):
        for visitor in ("a", "a", None):
            events.publish(LinkOpened(work.id, clock.now(), visitor, here.school.id, 0))
        db.session.commit()
        jobs.drain()
        rollup.rollup()
        assert whole(work) == Tally(links=1)
    with clock.frozen(NOON + timedelta(days=1)):
        for seconds in (0, 3600):
            at = clock.now() + timedelta(seconds=seconds)
            events.publish(LinkOpened(work.id, at, "a", here.school.id, 0))
        db.session.commit()
        jobs.drain()
        rollup.rollup()
        assert whole(work) == Tally(links=2)
        librarian = sign_in(app.test_client(), here.librarian)
        page = sheet(librarian, f"/library/counts?unit={here.school.id}&format=csv")
        assert (page.column("Liên kết đã mở"), page.column("Lượt xem")) == (["2"], ["0"])
        assert work.title not in librarian.get("/library/counts/IR.csv").text


@pytest.fixture
def read(app: Flask) -> make_library.Town:
    """A school whose class read two works, one for staff alone; and a visitor from elsewhere."""
    here = make_library.town()
    with clock.frozen(NOON + timedelta(days=9)):
        work = make_library.book(
            here, "Sách đọc", publisher="NXB Trẻ", isbn="9786041003965", issn="18592244",
            issued=2019, creators=("An", "Bình", "Chi", "Dũng"),
        )  # fmt: skip
        film = make_library.book(here, "Phim", content=b"3")
        film.kind = "video"
        staff = make_library.book(here, "Sách giáo viên", content=b"2", audience=states.STAFF)
        topics = make_indicators.programme()
        db.session.add(
            Alignment(
                work_id=work.id, node_id=topics[0].id, proposed_by=here.teacher.id,
                proposed_at=NOON, confirmed_by=here.librarian.id, confirmed_at=NOON,
            )
        )  # fmt: skip
        given_looks(work, here, 0)
        given_looks(work, here, 1, 3)
        given_looks(staff, here, 2, 2)
        given_looks(film, here, 2, 1)
        rollup.rollup()
    return here


def test_reports_as_counter_lays_them_out(
    app: Flask, signed_in: SignIn, read: make_library.Town
) -> None:
    with clock.frozen(NOON + timedelta(days=9)):
        librarian, officer = signed_in(read.librarian), officer_of(signed_in, read)
        months = "from=2026-10&to=2026-11"
        with counted() as seen:
            page = librarian.get(f"/library/counts/TR.csv?{months}").text.lstrip("\ufeff")
        assert len(seen) <= 7, seen
        rows = list(csv.reader(io.StringIO(page)))
        assert rows[:6] == [
            ["Report_Name", "Title Report"], ["Report_ID", "TR"], ["Release", "5.1"],
            ["Institution_Name", "THCS Thử Nghiệm"],
            ["Institution_ID", f"LopSo:{read.school.uid}"],
            ["Metric_Types", "Total_Item_Investigations; Unique_Item_Investigations; "
             "Total_Item_Requests; Unique_Item_Requests; Unique_Title_Investigations; "
             "Unique_Title_Requests"],
        ]  # fmt: skip
        assert [row[0] for row in rows[6:13]] == [
            "Report_Filters", "Report_Attributes", "Exceptions", "Reporting_Period", "Created",
            "Created_By", "Registry_Record",
        ]  # fmt: skip
        assert rows[7][1] == "Attributes_To_Show=YOP"
        assert rows[9][1] == "Begin_Date=2026-10-01; End_Date=2026-11-30"
        assert rows[13] == []
        assert rows[14] == [
            "Title", "Publisher", "Publisher_ID", "Platform", "DOI", "Proprietary_ID", "ISBN",
            "Print_ISSN", "Online_ISSN", "URI", "Data_Type", "YOP", "Metric_Type",
            "Reporting_Period_Total", "Oct-2026", "Nov-2026",
        ]  # fmt: skip
        (row,) = [one for one in rows if one[:1] == ["Sách đọc"] and one[12].endswith("e_Requests")]
        assert row[:5] == ["Sách đọc", "NXB Trẻ", "", "LopSo", ""]
        assert row[6:9] == ["978-604-1-00396-5", "", "1859-2244"]
        assert row[10:] == ["Book", "2019", "Unique_Title_Requests", "9", "9", "0"]
        mine = next(one for one in rows if one[:1] == ["Sách giáo viên"])
        assert (mine[1], mine[11]) == ("THCS Thử Nghiệm", "2026")
        assert "Phim" not in page
        tabs = librarian.get(f"/library/counts/TR.tsv?{months}").text
        assert list(csv.reader(io.StringIO(tabs), "excel-tab"))[14:] == rows[14:]
        items = librarian.get(f"/library/counts/IR.csv?{months}").text
        assert items.count("Sách giáo viên") == 4
        assert "Report_Attributes,Attributes_To_Show=Authors|YOP" in items
        assert "\nItem,Publisher,Publisher_ID,Platform,Authors,DOI,Proprietary_ID,ISBN," in items
        assert "Sách đọc,NXB Trẻ,,LopSo,An; Bình; Chi,," in items
        assert items.count(",Audiovisual,2026,") == 4
        far = officer.get(f"/library/counts/IR.csv?{months}&unit={read.school.id}").text
        assert "Sách giáo viên" not in far
        assert "Sách đọc" not in far
        assert librarian.get("/library/counts/XR.csv").status_code == 404


def test_every_kind_is_something_to_counter() -> None:
    assert tables.DATA_TYPES.keys() == labels.KINDS.keys()


def officer_of(signed_in: SignIn, here: make_library.Town) -> FlaskClient:
    return signed_in(make.person("Cán Bộ", "commune_officer", here.school.parent))


def test_pages_by_work_class_and_topic(
    app: Flask, signed_in: SignIn, read: make_library.Town
) -> None:
    with clock.frozen(NOON + timedelta(days=9)):
        librarian, pupil = signed_in(read.librarian), signed_in(read.student)
        here = f"unit={read.school.id}"
        for address, most in (("", 9), ("/classes", 9), ("/grades", 9), ("/nodes", 10)):
            with counted() as seen:
                assert librarian.get(f"/library/counts{address}?{here}").status_code == 200
            assert len(seen) <= most, seen
        works = sheet(librarian, f"/library/counts?{here}&format=csv")
        assert works.column("Tiêu đề") == ["Sách đọc", "Sách giáo viên", "Phim"]
        assert works.column("Phiên có đọc") == ["9", "2", "1"]
        titles = sheet(librarian, f"/library/counts?{here}&report=TR&format=csv")
        assert titles.column("Tiêu đề") == ["Sách đọc", "Sách giáo viên"]
        classes = sheet(librarian, f"/library/counts/classes?{here}&format=csv")
        assert classes.column("Lượt đọc") == ["12"]
        grades = sheet(librarian, f"/library/counts/grades?{here}&format=csv")
        assert grades.column("Khối lớp") == [f"Khối {read.school_class.grade}"]
        assert grades.column("Lượt đọc") == ["12"]
        topics = sheet(librarian, f"/library/counts/nodes?{here}&format=csv")
        assert topics.column("Mã") == ["T.0"]
        assert pupil.get(f"/library/counts?{here}").status_code == 403
        officer = officer_of(signed_in, read)
        assert officer.get(f"/library/counts?{here}").status_code == 200
        for address in ("classes", "grades", "nodes"):
            assert officer.get(f"/library/counts/{address}?{here}").status_code == 403
        odd = librarian.get(f"/library/counts?{here}&from=2026-12&to=2026-01")
        assert "Hãy ghi hai tháng" in odd.text
