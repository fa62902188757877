"""The pages of printed books: what librarians do, what others may not see."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from repository.catalogue import rules as catalogue
from repository.catalogue.models import Work
from repository.printed import lending, readers, rules, visits
from repository.printed.labels import Grid, Said, modules, sheets
from repository.printed.loan_models import Loan
from repository.printed.models import Copy, PrintImport
from repository.printed.visit_models import Visit
from suite import clock, jobs
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make, make_library, make_print
from tests.kit.listed import sheet
from tests.kit.make_print import row, workbook
from tests.kit.queries import counted

SignIn = Callable[[Any], FlaskClient]


def at(here: make_library.Town, way: str = "") -> str:
    return f"/library/print/{here.school.id}{way}"


def give(client: FlaskClient, here: make_library.Town, data: bytes) -> Any:
    return client.post(
        at(here, "/import"),
        data={"file": (io.BytesIO(data), "so.xlsx"), "stock": "reference"},
        content_type="multipart/form-data",
    )


def test_a_list_is_looked_through_then_taken_in_and_back(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    client = signed_in(here.librarian)
    answer = give(client, here, workbook([row(), row("", "TK-9"), row(stock="Học bạ")]))
    assert answer.status_code == 422
    assert "Dòng 5, Tên sách" in answer.text and "Dòng 6, Loại sách" in answer.text
    assert give(client, here, b"PK not a workbook").status_code == 422
    answer = give(client, here, workbook([row(), row("Chí Phèo", count="3")]))
    token = answer.text.split('name="token" value="')[1].split('"')[0]
    assert db.session.scalar(select(func.count(Copy.id))) == 0
    said = {"token": token, "file_name": "so.xlsx", "stock": "reference"}
    stranger = signed_in(here.strange_librarian)
    assert stranger.post(at(here, "/import/confirm"), data=said).status_code == 404
    assert client.post(at(here, "/import/confirm"), data=said).status_code == 303
    assert db.session.scalar(select(func.count(Copy.id))) == 4
    list_id = db.session.scalars(select(PrintImport.id)).one()
    client.post(at(here, f"/import/{list_id}/undo"))
    assert db.session.scalar(select(func.count(Copy.id))) == 0


def test_a_title_by_hand_keeps_what_was_typed(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    client = signed_in(here.librarian)
    said = {"title": "Dế Mèn", "creators": "Tô Hoài", "stock": "TN", "count": "2", "price": "x"}
    answer = client.post(at(here, "/add"), data=said)
    assert answer.status_code == 422 and "Tô Hoài" in answer.text and "TN-00001" in answer.text
    assert client.post(at(here, "/add"), data=said | {"price": "50.000"}).status_code == 303
    numbers = db.session.scalars(select(Copy.number).order_by(Copy.serial))
    assert list(numbers) == ["TN-00001", "TN-00002"]


def test_every_page_opens_in_few_statements(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    client = signed_in(here.librarian)
    for at_ in range(12):
        make_print.copies(here, f"Sách {at_}", 4)
    copy = db.session.scalars(select(Copy).order_by(Copy.id)).first()
    assert copy
    lending.lend(copy, readers.reader(here.school, here.student.id), here.librarian.id)
    client.post(at(here, "/stock"), data={"name": "Đợt 1"})
    ways = [
        "", "/import", "/add", "/register", "/register?format=print", "/general", "/lend",
        f"/lend?reader={here.student.id}", "/back", "/sets/", f"/sets/{here.school_class.id}",
        "/late", "/queue", "/rules", "/labels", "/labels/sheets?numbers=TK-1 - TK-30", "/cards",
        f"/cards?of={here.school_class.id}", "/cards?of=staff", "/stock", "/stock/1",
        "/write-off", "/criteria", "/visits/", f"/copies/{copy.id}",
    ]  # fmt: skip
    for way in ways:
        with counted() as seen:
            answer = client.get(at(here, way))
        assert (answer.status_code, len(seen) <= 12) == (200, True), (way, len(seen))
    with counted() as seen:
        client.get(at(here, "/register?q=sach 3&stock=reference"))
    assert len(seen) <= 12
    assert sheet(client, at(here, "/register?format=csv&q=sach 11")).column("Số ĐKCB") == [
        "TK-00045", "TK-00046", "TK-00047", "TK-00048",
    ]  # fmt: skip
    for way in ("/register?format=xlsx", "/general?format=xlsx"):
        assert client.get(at(here, way)).data[:2] == b"PK"


def test_the_register_is_corrected(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    client = signed_in(here.librarian)
    (copy,) = make_print.copies(here)
    way = at(here, f"/copies/{copy.id}")
    said = {"shelf": "A2", "price": "60.000", "ddc": "895", "mark": "TĐ", "note": ""}
    answer = client.post(way, data=said | {"price": "rẻ", "mark": "M" * 21})
    assert answer.status_code == 422 and answer.text.count("field-error") == 2
    assert client.post(way, data=said).status_code == 303
    db.session.expire_all()
    assert (copy.shelf, copy.price) == ("A2", 60_000)
    assert client.post(f"{way}/state", data={"state": "damaged"}).status_code == 303
    assert "Hỏng" in client.get(way).text
    client.post(f"{way}/state", data={"state": "written_off"})
    db.session.expire_all()
    assert copy.state == rules.DAMAGED


def test_the_desk_as_a_plain_form(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    client = signed_in(here.librarian)
    (copy,) = make_print.copies(here)
    number = rules.borrower_number(here.student.id)
    answer = client.post(at(here, "/lend"), data={"code": copy.number})
    assert answer.status_code == 422
    assert "Nguyễn Thị Bình" in client.post(at(here, "/lend"), data={"code": "nguyen binh"}).text
    assert "Nguyễn Thị Bình" in client.post(at(here, "/lend"), data={"code": number}).text
    token = "https://truong.vn/card/AbCdEfGhIjKlMnOpQrStUv"
    answer = client.post(at(here, "/lend"), data={"code": token})
    assert answer.status_code == 422 and "AbCdEf" not in answer.text
    said = {"code": copy.number, "reader": here.student.id}
    assert "desk-success" in client.post(at(here, "/lend"), data=said).text
    assert db.session.scalar(select(func.count(Loan.id))) == 1
    mine = signed_in(here.student).get("/library/loans").text
    assert "Tắt đèn" in mine
    parent = make.guardian(here.student)
    hers = signed_in(parent).get("/library/loans").text
    assert "Tắt đèn" in hers and "/library/works/" not in hers and "/library/works/" in mine
    assert "Tắt đèn" not in signed_in(here.stranger).get("/library/loans").text
    assert "desk-success" in client.post(at(here, "/back"), data={"code": copy.number}).text
    assert client.post(at(here, "/back"), data={"code": copy.number}).status_code == 422
    assert "TK-98765" in client.post(at(here, "/back"), data={"code": "TK-98765"}).text


def test_an_overdue_reader_gets_a_book_for_a_reason(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    client = signed_in(here.librarian)
    first, second = make_print.copies(here, number=2)
    lending.lend(first, readers.reader(here.school, here.student.id), here.librarian.id)
    said = {"code": second.number, "reader": here.student.id}
    with clock.frozen(clock.moved(timedelta(days=20))):
        answer = client.post(at(here, "/lend"), data=said)
        assert answer.status_code == 422 and "Vẫn cho mượn" in answer.text
        answer = client.post(at(here, "/lend"), data=said | {"reason": " "})
        assert answer.status_code == 422 and "field-error" in answer.text
        answer = client.post(at(here, "/lend"), data=said | {"reason": "Ôn thi"})
        assert "desk-success" in answer.text and "vẫn cho mượn vì: Ôn thi" in answer.text
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "names.viewed"))
    assert not [one for one in entries if one.thing == f"person:{here.student.id}"]


def test_visits_are_counted_corrected_and_summed(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    client, way = signed_in(here.librarian), at(here, "/visits/")
    for _again in range(3):
        answer = client.post(f"{way}tap")
    assert "Hôm nay: 3 lượt" in client.get(answer.location).text
    today = clock.today().isoformat()
    group = {"class_id": here.school_class.id, "number": "31", "on": today, "hour": "9"}
    for wrong in ({"number": "x"}, {"number": "0"}, {"on": "2999-01-01"}, {"hour": "24"}):
        answer = client.post(way, data=group | wrong)
        assert answer.status_code == 422 and f'value="{(group | wrong)["hour"]}"' in answer.text
    assert client.post(way, data=group).status_code == 303
    rows = db.session.scalars(select(Visit).order_by(Visit.id)).all()
    assert [(row.number, row.class_id) for row in rows] == [(3, None), (31, here.school_class.id)]
    assert client.post(f"{way}{rows[1].id}", data={"number": "30"}).status_code == 303
    assert signed_in(here.strange_librarian).post(f"{way}tap").status_code == 404
    assert visits.untap(here.school.id, clock.today())
    (month,) = visits.months(here.school.id, *visits.span(None))
    assert (month.single, month.with_class, month.total) == (2, 30, 32)
    assert "32" in client.get(at(here, "/criteria")).text
    client.post(f"{way}{rows[1].id}", data={"number": "0"})
    assert visits.day_total(here.school.id, clock.today()) == 2


def test_found_in_the_library_and_by_the_label(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    copies = make_print.copies(here, number=3)
    jobs.drain(["index"])
    pupil = signed_in(here.student)
    lending.lend(copies[0], readers.reader(here.school, here.teacher.id), here.librarian.id)
    assert "2 trên 3 bản" in pupil.get("/library/?q=tat den").text
    work = db.session.scalars(select(Work)).one()
    answer = pupil.get(f"/library/print/copies/{copies[0].id}")
    assert answer.status_code == 302 and answer.location == f"/library/works/{work.uid}"
    assert "2 trên 3 bản" in pupil.get(answer.location).text
    assert pupil.post(f"/library/works/{work.uid}/hold").status_code == 303


def test_a_restricted_title_leaks_nowhere(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    (copy,) = make_print.copies(here, "Tài liệu mật")
    work = db.session.scalars(select(Work)).one()
    work.audience, work.state = catalogue.STAFF, catalogue.PUBLISHED
    db.session.commit()
    jobs.drain(["index"])
    label = f"/library/print/copies/{copy.id}"
    parent = make.guardian(here.student)
    officer = make.person("Cán Bộ", "commune_officer", here.school.parent)
    outsiders = (here.student, here.stranger, here.strange_librarian, parent, officer, None)
    for person in outsiders:
        client = signed_in(person) if person else app.test_client()
        assert "Tài liệu mật" not in client.get("/library/?q=tai lieu mat").text.replace(
            'value="tai lieu mat"', ""
        )
        assert client.get(label).status_code == 404
        assert client.get(f"/library/works/{work.uid}").status_code == 404
        if person:
            assert client.post(f"/library/works/{work.uid}/hold").status_code == 404
            assert "Tài liệu mật" not in client.get("/library/complete?q=tai lieu").text
        for way in ("", "/register", "/labels/sheets?numbers=TK-1", f"/copies/{copy.id}"):
            assert client.get(at(here, way)).status_code in (302, 404)
    assert signed_in(here.teacher).get(label).status_code == 302


def test_labels_are_drawn_in_millimetres() -> None:
    said = [Said(f"TK-{n:05d}", f"http://x/{n}", ["895.9", "Tắt đèn"]) for n in range(1, 26)]
    pages = sheets(said, Grid(rows=8, columns=3, start=3), "number")
    assert [len(page) for page in pages] == [22, 3]
    first = pages[0][0]
    assert (first.x, first.y, first.width, first.height) == (140.0, 0.0, 70.0, 37.125)
    for page in pages:
        for label in page:
            for code in label.codes:
                assert label.x <= code.x < label.x + label.width
                assert label.y <= code.y < label.y + label.height
    bars = modules("TK-00012")
    assert bars.startswith("11010010000") and bars.endswith("1100011101011")
