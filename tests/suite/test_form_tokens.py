"""A form that creates something, sent twice, creates it once; also at the same moment."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.courses.models import Activity, Section
from repository.ingest.models import Upload
from suite import clock, forms, jobs
from suite.db import db, new_uid
from tests.kit import make, make_courses
from tests.kit.client import sign_in

SignedIn = Callable[[Any], FlaskClient]
HIDDEN = re.compile(r'name="form_token" value="([0-9a-f-]{36})"')


def number_of(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("kind", ["page", "assignment", "exam", "reading"])
def test_every_activity_has_the_hidden_number(kind: str, signed_in: SignedIn) -> None:
    of = make_courses.taught()
    page = signed_in(of.teacher).get(f"/courses/{kind}/new/{of.course.id}")
    assert HIDDEN.search(page.text)


def test_other_creating_forms_have_it_too(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    teacher = signed_in(of.teacher)
    make.assign(of.teacher, make.school_class(of.school_class.school, "6B"))
    boss = make.person(role="administrator", at=make.province())
    for client, address in (
        (teacher, "/courses"),
        (teacher, f"/courses/{of.course.id}?arrange=1"),
        (teacher, "/bank/new"),
        (teacher, "/library/upload"),
        (signed_in(boss), "/calendar"),
    ):
        assert HIDDEN.search(client.get(address).text), address


def test_sent_twice_a_page_is_made_once(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    client, address = signed_in(of.teacher), f"/courses/page/new/{of.course.id}"
    found = HIDDEN.search(client.get(address).text)
    assert found
    form = {"title": "", "text": "Chào", "visible": "now", "section_id": str(of.section.id)}
    form["form_token"] = found.group(1)
    assert client.post(address, data=form).status_code == 422
    assert number_of(forms.FormToken) == 0, "a form with errors was not sent"
    form["title"] = "Tập hợp"
    first, second = client.post(address, data=form), client.post(address, data=form)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert number_of(Activity) == 1
    assert client.post(address, data=form | {"form_token": new_uid()}).status_code == 303
    assert number_of(Activity) == 2


def test_sent_at_the_same_moment_a_section_is_made_once(dbapp: Flask) -> None:
    of = make_courses.taught()
    before, token = number_of(Section), new_uid()
    address, start, seen = f"/courses/{of.course.id}/sections", Barrier(4), []
    clients = [sign_in(dbapp.test_client(), of.teacher) for _ in range(4)]

    def send(client: FlaskClient) -> None:
        with dbapp.app_context():
            start.wait()
            answer = client.post(address, data={"title": "Chương II", "form_token": token})
            seen.append((answer.status_code, answer.location))
            db.session.remove()

    db.session.commit()
    threads = [Thread(target=send, args=(client,)) for client in clients]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(seen)) == 1 and seen[0][0] == 303, seen
    assert number_of(Section) == before + 1


def test_a_foreign_or_broken_number_is_refused(signed_in: SignedIn) -> None:
    of = make_courses.taught()
    other = make.teacher(of.school_class, "Trần Thị Khác", "TOAN")
    address, token = f"/courses/{of.course.id}/sections", new_uid()
    assert (
        signed_in(of.teacher).post(address, data={"title": "Một", "form_token": token}).status_code
        == 303
    )
    for given in (token, "x" * 36, "0", "'; drop table"):
        answer = signed_in(other).post(address, data={"title": "Hai", "form_token": given})
        assert answer.status_code == 400, given


def test_an_upload_sent_twice_is_one_upload(signed_in: SignedIn) -> None:
    client = signed_in(make.person(role="librarian", at=make.school()))
    token = new_uid()
    for _ in range(2):
        file = (io.BytesIO("Một bài đọc".encode()), "bai.txt")
        answer = client.post("/library/upload", data={"files": file, "form_token": token})
        assert answer.status_code == 303
    assert number_of(Upload) == 1


def test_numbers_are_forgotten(dbapp: Flask) -> None:
    db.session.add(forms.FormToken(uid=new_uid(), at=clock.now()))
    db.session.commit()
    for later, left in ((timedelta(days=1), 1), (forms.KEPT + timedelta(days=1), 0)):
        with clock.frozen(clock.now() + later):
            jobs.enqueue("suite.forget_forms")
            db.session.commit()
            jobs.drain()
        assert number_of(forms.FormToken) == left
