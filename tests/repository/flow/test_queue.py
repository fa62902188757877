"""The queue by step: narrowed, paged, one click from work to work; and the page of the steps."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from repository.catalogue import service
from repository.catalogue.models import Work
from repository.flow import service as flow
from suite import clock
from suite.db import db
from tests.kit.client import sign_in
from tests.kit.listed import sheet
from tests.kit.queries import counted
from tests.repository.flow import kit

SignIn = Callable[[object], FlaskClient]
TITLE = re.compile(r'class="book-title"><a[^>]*>([^<]+)</a>')


def full(here: kit.House, number: int = 3) -> list[Work]:
    """Works sent an hour apart, the first ten days ago, of grades 1, 11, 12 …"""
    made = []
    for index in range(number):
        with clock.frozen(clock.now() - timedelta(days=10) + timedelta(hours=index)):
            grades = (1,) if index == 0 else (10 + index % 3, 6)
            made.append(kit.sent(here, f"Bài {index}", grades=grades))
    return made


def test_narrowed_by_grade_step_and_waiting(dbapp: Flask) -> None:
    here = kit.house("library", "principal")
    first, *_rest = full(here)
    kit.sent(here, "Mới", subject=None, grades=(2,))
    service.approve(first, here.town.librarian.id)
    client = sign_in(dbapp.test_client(), here.town.principal)
    for asked, expected in (
        ("", ["Bài 0", "Bài 1", "Bài 2", "Mới"]),
        ("grade=1", ["Bài 0"]),
        ("grade=6", ["Bài 1", "Bài 2"]),
        ("step=principal", ["Bài 0"]),
        ("since=7", ["Bài 0", "Bài 1", "Bài 2"]),
        ("since=30", []),
        ("subject=TOAN&grade=11", ["Bài 1"]),
        ("grade=%00&since=x&kind=%00&step=%25", []),
    ):
        page = client.get(f"/library/review?{asked}").text
        assert TITLE.findall(page) == expected, asked
        file = sheet(client, f"/library/review?{asked}&format=csv")
        assert file.column("Tiêu đề") == expected


def test_the_page_asks_as_little_for_many_as_for_one(app: Flask, signed_in: SignIn) -> None:
    here = kit.house("library", "group")
    works = full(here, 21)
    client = signed_in(here.town.librarian)
    for address in ("/library/review?grade=6", f"/library/works/{works[0].uid}?queue=1"):
        client.get(address)
        db.session.commit()
        with counted() as seen:
            assert client.get(address).status_code == 200
        assert len(seen) <= 12, (len(seen), seen)
    page = signed_in(here.town.librarian).get("/library/review?page=2").text
    assert len(TITLE.findall(page)) == 1


def test_one_click_to_the_next(app: Flask, signed_in: SignIn) -> None:
    here = kit.house("library", "principal")
    first, second, third = full(here)
    client = signed_in(here.town.librarian)
    queue = client.get("/library/review?grade=6").text
    assert f"/library/works/{second.uid}?queue=1&amp;grade=6" in queue
    page = client.get(f"/library/works/{second.uid}?queue=1&grade=6").text
    onward = f"/library/review/next?after={second.uid}&grade=6"
    assert onward.replace("&", "&amp;") in page
    data = {"next": onward, "position": "0", "said": "Tốt"}
    answer = client.post(f"/library/works/{second.uid}/publish", data=data)
    assert answer.location == onward
    assert client.get(onward).location == f"/library/works/{third.uid}?queue=1&grade=6"
    last = client.get(f"/library/review/next?after={third.uid}&grade=6")
    assert last.location == "/library/review"
    assert "Không còn học liệu nào khác" in client.get(last.location).text
    assert client.get("/library/review/next?after=x").location.endswith(f"{first.uid}?queue=1")
    outside = {**data, "next": "//elsewhere.example/"}
    gone = client.post(f"/library/works/{third.uid}/publish", data=outside)
    assert gone.location == f"/library/works/{third.uid}"


def test_a_step_taken_meanwhile_is_not_taken_twice(app: Flask, signed_in: SignIn) -> None:
    here = kit.house("library", "principal", twice=True)
    work = kit.sent(here)
    principal = signed_in(here.town.principal)
    service.approve(work, here.vice.id)
    url = f"/library/works/{work.uid}/publish"
    said = principal.post(url, data={"position": "0"}, follow_redirects=True).text
    assert "người khác" in said.lower()
    db.session.expire_all()
    assert work.state == "submitted"
    assert principal.post(url, data={"position": "1"}).status_code == 303
    db.session.expire_all()
    assert work.state == "published"


def test_who_sees_it_no_more_goes_to_the_queue(app: Flask, signed_in: SignIn) -> None:
    here = kit.house("group")
    work = kit.sent(here)
    url, said = f"/library/works/{work.uid}/ask-changes", {"reason": "Thiếu nguồn"}
    head = signed_in(here.head)
    assert head.post(url, data=said).location == "/library/review"
    assert "Thầy" in head.get("/library/review").text
    service.submit(work, here.town.teacher.id)
    flow.choose(here.town.school, ["library"], twice=False, actor_id=1, seen=1)
    assert head.post(url, data=said).location == "/library/"


def test_the_work_says_where_it_stands(app: Flask, signed_in: SignIn) -> None:
    here = kit.house("library", "group", "principal")
    work = kit.sent(here)
    service.approve(work, here.town.librarian.id, said="Giấy phép <b>rõ</b>")
    url = f"/library/works/{work.uid}"
    page = signed_in(here.town.teacher).get(url).text
    assert "Tổ chuyên môn" in page
    assert "Người duyệt tiếp theo: Lê Thị Tổ" in page
    assert "Giấy phép &lt;b&gt;rõ&lt;/b&gt;" in page
    assert "Duyệt, chuyển bước sau" in signed_in(here.head).get(url).text
    assert "Duyệt, chuyển bước sau" not in signed_in(here.town.librarian).get(url).text
    for person in (here.town.student, here.officer, here.town.strange_librarian):
        assert signed_in(person).get(url).status_code == 404
    own = kit.draft(here, "Kín")
    assert signed_in(here.head).get(f"/library/works/{own.uid}").status_code == 404


def test_the_page_of_the_steps(app: Flask, signed_in: SignIn) -> None:
    here = kit.house()
    client, school = signed_in(here.town.librarian), here.town.school.id
    page = client.get("/library/steps").text
    assert "Phạm Văn Hiệu" in page
    ticked = re.findall(r'<input[^>]* checked[^>]* value="(\w+)"', page)
    assert ticked == ["library"]
    url = f"/library/steps/{school}"
    assert client.post(url, data={"steps": ["x"], "version": "0"}).status_code == 422
    assert client.post(url, data={"version": "0"}).status_code == 422
    wanted = {"steps": ["principal", "group"], "twice": "y", "version": "0"}
    assert client.post(url, data=wanted).status_code == 303
    again = client.post(url, data=wanted)
    assert again.status_code == 409
    row = db.session.get(flow.Flow, school, populate_existing=True)
    assert row is not None
    assert (row.steps, row.twice, row.version) == ("group,principal", True, 1)
    for person in (here.town.teacher, here.head, here.town.student):
        assert signed_in(person).get("/library/steps").status_code == 403
        assert signed_in(person).post(url, data=wanted).status_code in (403, 404)
    assert signed_in(here.town.strange_librarian).post(url, data=wanted).status_code == 404
    officer = signed_in(here.officer)
    assert "Cán bộ xã" in officer.get("/library/steps").text
    assert "/library/steps" in officer.get("/library/desk").text
    assert "/library/steps" not in signed_in(here.head).get("/library/desk").text
    assert officer.post(url, data=wanted).status_code == 404
    commune = f"/library/steps/{here.commune.id}"
    assert officer.post(commune, data={"steps": "group", "version": "0"}).status_code == 422
    assert officer.post(commune, data={"steps": "commune", "version": "0"}).status_code == 303
