"""The pages of lists: given by the browser, looked at, taken in; and nobody else's business."""

import io
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from repository.catalogue.models import Work
from repository.deposit.lists.models import Deposit
from suite import jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.queries import counted
from tests.repository.deposit.test_lists import ROWS, given, packed
from tests.repository.links.test_links import published

SignIn = Callable[[Any], FlaskClient]
FORM = {"kind": "", "subject": "", "licence": "own", "audience": "school", "folder": ""}


def test_from_the_form_to_the_drafts(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    nothing = teacher.post("/library/lists", data={**FORM, "unit": here.school.id})
    assert nothing.status_code == 422
    answer = teacher.post(
        "/library/lists",
        data={
            **FORM,
            "unit": here.school.id,
            "list": (io.BytesIO("\n".join(ROWS).encode()), "hoc-lieu.csv"),
            "archive": (io.BytesIO(packed()), "kho.zip"),
        },
        content_type="multipart/form-data",
    )
    assert answer.location.startswith("/jobs/")
    jobs.drain(["library"])
    row = db.session.scalars(select(Deposit)).one()
    url = f"/library/lists/{row.uid}"
    page = teacher.get(url).text
    assert "khong-co.pdf" in page
    assert "Pha chế" in page
    assert f"{url}/take" in page
    assert f"{url}/undo" not in page
    teacher.post(f"{url}/take")
    jobs.drain(["library"])
    assert f"{url}/undo" in teacher.get(url).text
    assert teacher.post(f"{url}/undo").status_code == 303
    assert db.session.scalars(select(Work)).all() == []


def test_all_that_a_list_brought_is_sent_for_review(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    row = given(here, ("Nhan đề;Liên kết", *(f"T{n};https://a.vn/{n}" for n in range(3))), None)
    teacher = signed_in(here.teacher)
    teacher.post(f"/library/lists/{row.uid}/take")
    jobs.drain(["library"])
    assert signed_in(here.librarian).post(f"/library/lists/{row.uid}/send").status_code == 404
    lacks = db.session.scalars(select(Work).order_by(Work.id)).first()
    assert lacks is not None
    lacks.licence = "unknown"
    db.session.commit()
    page = teacher.post(f"/library/lists/{row.uid}/send", follow_redirects=True).text
    assert "Đã gửi thẩm định 2 học liệu." in page and "1 bản nháp còn thiếu" in page
    assert sorted(work.state for work in db.session.scalars(select(Work))) == [
        "draft", "submitted", "submitted",
    ]  # fmt: skip


def test_the_page_is_cheap_and_its_file_runs_nothing(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    rows = ("Nhan đề;Liên kết", *(f"@SUM(1+{n});https://a.vn/{n}" for n in range(60)))
    row = given(here, rows, None)
    teacher = signed_in(here.teacher)
    teacher.get(f"/library/lists/{row.uid}")
    with counted() as queries:
        assert teacher.get(f"/library/lists/{row.uid}").status_code == 200
    assert len(queries) <= 12
    sheet = teacher.get(f"/library/lists/{row.uid}?format=csv").text
    assert sheet.count("'@SUM") == 60
    assert ",@SUM" not in sheet


def test_a_list_is_its_givers_alone_and_tells_nothing_of_hidden_works(
    app: Flask, signed_in: SignIn
) -> None:
    here = make_library.town()
    hidden = published(here, "https://a.vn/1", "Đề thi học kì còn kín", audience="staff")
    hidden.depositor_id = here.librarian.id
    db.session.commit()
    row = given(here, ("Nhan đề;Liên kết", "Bài;https://a.vn/1"), None)
    for reader in (here.librarian, here.student, here.strange_librarian):
        for end in ("", "/take", "/undo"):
            client = signed_in(reader)
            does = client.post if end else client.get
            assert does(f"/library/lists/{row.uid}{end}").status_code == 404
    hidden.audience, hidden.unit_id = "staff", here.stranger.school_id or 0
    db.session.commit()
    assert "còn kín" not in signed_in(here.teacher).get(f"/library/lists/{row.uid}").text


def test_the_template_is_read_back(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    book = load_workbook(io.BytesIO(teacher.get("/library/lists/template.xlsx").data))
    book["Học liệu"].append(["Bài", "", "Video", "Toán", "6", "", "", "", "", "", "https://a.vn/9"])
    target = io.BytesIO()
    book.save(target)
    answer = teacher.post(
        "/library/lists",
        data={**FORM, "unit": here.school.id, "list": (io.BytesIO(target.getvalue()), "a.xlsx")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    jobs.drain(["library"])
    row = db.session.scalars(select(Deposit)).one()
    assert row.state == "tried"
    teacher.post(f"/library/lists/{row.uid}/take")
    jobs.drain(["library"])
    work = db.session.scalars(select(Work)).one()
    assert (work.kind, work.subject_code, work.grades) == ("video", "TOAN", [6])
