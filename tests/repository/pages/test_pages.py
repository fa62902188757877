"""The library's pages: forms work, lists stay cheap."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from repository.catalogue import service
from repository.catalogue.models import Alignment, Work
from suite.db import db
from tests.kit import make, make_library
from tests.kit.queries import counted
from tests.repository.catalogue.test_catalogue import nodes

SignIn = Callable[[object], FlaskClient]


def test_describe_align_send_publish(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    node = nodes("Phương trình bậc hai")[0]
    work = make_library.draft(here, licence="unknown")
    teacher, librarian = signed_in(here.teacher), signed_in(here.librarian)
    base = f"/library/works/{work.uid}"
    lacking = teacher.post(f"{base}/submit", follow_redirects=True)
    assert "Hãy chọn giấy phép" in lacking.text and lacking.request.path == f"{base}/edit"
    said = {
        "title": "Ôn tập phương trình",
        "creators": "Nguyễn Văn A\nTrần Thị B\n",
        "kind": "exercise",
        "subject": "TOAN",
        "grades": ["9"],
        "language": "vi",
        "licence": "own",
        "audience": "school",
        "embargo": "",
        "topics": "1",
    }
    answer = teacher.post(f"{base}/edit", data=said)
    assert answer.location.endswith("/topics")
    assert node.name in teacher.get(answer.location).text
    place = {"subject": "TOAN", "grade": "9", "node": str(node.id)}
    assert teacher.post(f"{base}/topics", data=place).status_code == 303
    assert teacher.post(f"{base}/submit").status_code == 303
    assert work.uid in librarian.get("/library/review").text
    assert "Học liệu chờ thẩm định" in librarian.get("/").text
    empty = librarian.post(f"{base}/ask-changes", data={"reason": " "}, follow_redirects=True)
    assert "Hãy ghi lí do" in empty.text
    librarian.post(f"{base}/publish")
    librarian.post(f"{base}/topics/confirm")
    kept = db.session.scalars(select(Work).execution_options(populate_existing=True)).one()
    assert (kept.state, kept.grades, kept.creators[1]) == ("published", [9], "Trần Thị B")
    row = db.session.scalars(select(Alignment)).one()
    assert row.confirmed_by == here.librarian.id
    assert node.name in signed_in(here.student).get(base).text


def test_a_form_with_faults_comes_back(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    teacher = signed_in(here.teacher)
    answer = teacher.post(f"/library/works/{work.uid}/edit", data={"title": "", "kind": "zauber"})
    assert answer.status_code == 422
    for bad in ("?page=x", "?page=-3", "?grade=abc&subject=%00", "?q=%22", "?page=99999999"):
        assert teacher.get(f"/library/{bad}").status_code == 200


@pytest.mark.parametrize("number", [2, 12])
def test_lists_do_not_ask_per_row(app: Flask, signed_in: SignIn, number: int) -> None:
    here = make_library.town()
    for index in range(number):
        work = make_library.draft(here, f"Bài {index}\n\nĐường thẳng {index}")
        service.submit(work, here.teacher.id)
        if index % 2:
            service.publish(work, here.librarian.id)
    from suite import jobs

    jobs.drain(["index"])
    urls = ("/library/", "/library/?q=duong", "/library/review", "/library/deposits")
    for url in urls:
        client = signed_in(here.teacher if "deposits" in url else here.librarian)
        client.get(url)
        db.session.commit()
        with counted() as statements:
            assert client.get(url).status_code == 200
        assert len(statements) <= 12, (url, len(statements), statements)


def test_facets_filter_and_count(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    make.subject("TOAN")
    make.subject("TINHOC")
    make_library.published(here, "Một\n\nđường", subject_code="TOAN", grades=(6, 7))
    make_library.published(here, "Hai\n\nđường", subject_code="TINHOC", grades=(6,))
    pupil = signed_in(here.student)
    page = pupil.get("/library/?q=duong&subject=TOAN").text
    assert "1 học liệu" in page
    assert "Tin học" in page
    assert "subject=TOAN&amp;subject=TINHOC" in page or "subject=TINHOC" in page
    assert "2 học liệu" in pupil.get("/library/?q=duong&grade=6").text
    assert "Không tìm thấy kết quả" in pupil.get("/library/?q=duong&grade=9").text
