"""A set goes from the bank to the library and to pupils; keys stay in the bank until an answer."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from indicators.coverage import shelves
from indicators.ledger.models import Event, UsedObject
from lms.bank import service as bank
from lms.bank.rules import Content
from lms.bank.service import About
from lms.practice import service
from lms.practice.models import PracticeRun, PracticeSet, PracticeVersion
from repository.catalogue.models import Work
from school.signin.session import who_is
from suite import clock, jobs
from suite.db import db
from tests.kit import make, make_exams, make_indicators, make_library
from tests.kit.client import SURE, sign_in
from tests.kit.make_library import Town
from tests.kit.queries import counted

SignedIn = Callable[[Any], FlaskClient]
SECRET, KEY = "LỜI-GIẢI-KÍN", "khoa-kin"


def stocked(here: Town, node: str | None = None) -> list[int]:
    """A choice and a short text in the bank of the school."""
    about = About(here.school.id, "TOAN", 6, "Phân số", "know", node)
    told = [
        Content("single_choice", "Một cộng một?", {"options": ["một", "hai", "ba", "bốn"]},
                {"right": 1}, SECRET),
        Content("short_text", "Viết từ ấy", {},
                {"accepted": [KEY], "fold": True, "case": False}, SECRET),
    ]  # fmt: skip
    return [bank.add_item(about, one, here.teacher.id).id for one in told]


def made(here: Town, node: str | None = None) -> PracticeSet:
    """A set of two questions of the teacher."""
    one = service.add(here.school.id, here.teacher.id, "Ôn phân số", "TOAN", 6)
    service.choose(one, stocked(here, node))
    return one


def offered(here: Town, client: Any, one: PracticeSet) -> Work:
    """Offered by the teacher through the page."""
    said = client.post(f"/practice/sets/{one.uid}/offer", follow_redirects=True).text
    assert "chờ duyệt" in said
    return db.session.scalars(select(Work)).one()


def begun(client: Any, one: PracticeSet) -> str:
    """The address of the first question of a new run."""
    answer = client.post(f"/practice/{one.uid}/start")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_from_the_bank_to_a_pupil_and_the_count(dbapp: Flask) -> None:
    here = make_library.town()
    node = make_indicators.programme()[0]
    make.year()
    one = made(here, node.uid)
    teacher, pupil = (sign_in(dbapp.test_client(), p) for p in (here.teacher, here.student))
    librarian = sign_in(dbapp.test_client(), here.librarian)
    work = offered(here, teacher, one)
    assert (work.kind, work.subject_code, work.grades) == ("question_set", "TOAN", [6])
    assert [row.node_id for row in work.alignments] == [node.id], "the places of its questions"
    page = f"/library/works/{work.uid}"
    for address in (f"/practice/{one.uid}", page):
        assert pupil.get(address).status_code == 404, "not before it is approved"
    assert teacher.post(f"{page}/publish").status_code == 403, "a second person decides"
    assert "Xem thử" in librarian.get(page).text
    librarian.post(f"{page}/publish")
    librarian.post(f"{page}/topics/confirm")
    jobs.drain()
    shelf = shelves.shelf_on(clock.today())
    assert [r.kind for r in shelf.resources] == ["practice"], "I3 counts it"
    assert [row.node for row in shelf.alignments] == [node.id]
    assert f"/practice/{one.uid}" in pupil.get(page).text
    assert "Ôn phân số" in pupil.get("/library/?q=phan+so").text
    place = begun(pupil, one)
    assert KEY not in pupil.get(place).text and SECRET not in pupil.get(place).text
    own = sign_in(dbapp.test_client(), here.stranger)
    assert own.get(place).status_code == own.get(f"/practice/{one.uid}").status_code == 404
    with clock.frozen(clock.now() + timedelta(seconds=40)):
        shown = re.findall(r'option-text math-text">(\w+)<', pupil.get(place).text)
        said = pupil.post(place, data={"q1": shown.index("hai")}, follow_redirects=True).text
        jobs.drain(["events"])
    assert "Đúng rồi" in said and SECRET in said
    query = select(Event).join(UsedObject, UsedObject.id == Event.object_id)
    used = db.session.scalars(query.where(UsedObject.ref == f"work:{work.uid}")).all()
    assert [event.seconds for event in used if event.seconds] == [40], "one use, by the usage file"
    assert {event.class_id for event in used if event.seconds} == {here.school_class.id}


def approved(signed_in: SignedIn, here: Town, one: PracticeSet) -> str:
    """Offered and approved; the address of its work."""
    page = f"/library/works/{offered(here, signed_in(here.teacher), one).uid}"
    signed_in(here.librarian).post(f"{page}/publish")
    return page


def test_an_edit_changes_nothing_until_a_new_version_is_approved(
    app: Flask, signed_in: SignedIn
) -> None:
    here = make_library.town()
    one = made(here)
    page = approved(signed_in, here, one)
    item = service.questions(one)[0][0]
    version = bank.current(item)
    about = About(here.school.id, "TOAN", 6, "Phân số")
    changed = Content("single_choice", "ĐỀ MỚI", version.body, {"right": 2})
    bank.new_version(item, 1, about, changed, here.teacher.id)
    place = begun(signed_in(here.student), one)
    assert "ĐỀ MỚI" not in signed_in(here.student).get(place).text, "the approved version"
    teacher = signed_in(here.teacher)
    assert "bản mới" in teacher.get(f"/practice/sets/{one.uid}").text
    teacher.post(f"/practice/sets/{one.uid}/offer")
    pupil = signed_in(here.student)
    for address in (page, place, f"/practice/{one.uid}"):
        assert pupil.get(address).status_code == 404, "hidden until it is approved anew"
    signed_in(here.librarian).post(f"{page}/publish")
    pupil = signed_in(here.student)
    assert pupil.get(place).status_code == 404, "a way through the old version ends"
    assert "ĐỀ MỚI" in pupil.get(begun(pupil, one)).text
    assert db.session.query(PracticeVersion).count() == 2


def test_who_takes_it_back_leaves_a_tombstone(app: Flask, signed_in: SignedIn) -> None:
    here = make_library.town()
    one = made(here)
    page = approved(signed_in, here, one)
    teacher = signed_in(here.teacher)
    asked = teacher.post(f"/practice/sets/{one.uid}/take-back")
    assert asked.status_code == 200, "asked about first"
    teacher.post(f"/practice/sets/{one.uid}/take-back", data=SURE)
    pupil = signed_in(here.student)
    assert pupil.get(page).status_code == 410
    assert pupil.get(f"/practice/{one.uid}").status_code == 404
    assert signed_in(here.teacher).get(f"/practice/sets/{one.uid}").status_code == 200


def test_nothing_of_a_key_before_the_answer_and_all_of_it_after(
    app: Flask, signed_in: SignedIn
) -> None:
    here = make_library.town()
    one = made(here)
    approved(signed_in, here, one)
    pupil = signed_in(here.student)
    first = begun(pupil, one)
    second = first.replace("/1", "/2") if first.endswith("/1") else first
    run = first.rsplit("/", 1)[0]
    for address in (first, second, run, f"/practice/{one.uid}"):
        text = pupil.get(address).text
        assert SECRET not in text and KEY not in text, address
    said = pupil.post(second, data={"response": json.dumps("sai")}, follow_redirects=True).text
    assert "Chưa đúng" in said and KEY in said
    again = pupil.get(f"{second}?again=1").text
    assert KEY not in again
    said = pupil.post(second, data={"response": json.dumps("KHOA KIN".replace(" ", "-"))})
    assert "Đúng rồi" in pupil.get(second).text, "as often as one likes"
    for bad in ("[" * 5_000, "{", "1e999", '"' + "a" * 9_000 + '"'):
        answer = pupil.post(first, data={"response": bad})
        assert answer.status_code == 303
    assert "1" not in db.session.scalars(select(PracticeRun)).one().answers
    assert SECRET not in pupil.get(first).text
    for odd in ('{"a": 1}', "[[[]]]", "true", '"\\u0000"', "99999"):
        assert pupil.post(first, data={"response": odd}).status_code == 303
        assert pupil.get(first).status_code == 200
    assert "1/2 câu đúng" in pupil.get(run).text


def test_only_the_own_school_makes_and_sees_sets(app: Flask, signed_in: SignedIn) -> None:
    here = make_library.town()
    one = made(here)
    other = make.teacher(here.school_class, "Cô Khác")
    far = make.teacher(make.school_class(make.school("THCS Kia"), "6B"), "Bà Xa")
    address = f"/practice/sets/{one.uid}"
    assert signed_in(far).get(address).status_code == 404
    assert "Ôn phân số" not in signed_in(far).get("/practice/sets").text
    assert signed_in(here.student).get("/practice/sets").status_code == 404
    foreign = make_exams.question(far, "Của trường kia")
    essay = make_exams.essay(here.teacher)
    assert service.choose(one, [foreign.id, essay.id]) == 0, "nor what a person must mark"
    client = signed_in(other)
    assert client.get(address).status_code == 200
    assert client.post(f"{address}/choose", data={"item": "1"}).status_code == 403
    head = make.subject_head(here.school)
    assert signed_in(head).post(f"{address}/offer").status_code == 303
    assert service.set_of(who_is(far), one.uid) is None


def test_a_set_is_filled_and_described_by_its_page(app: Flask, signed_in: SignedIn) -> None:
    here = make_library.town()
    node, free = make_indicators.programme()
    ids = stocked(here, node.uid)
    client = signed_in(here.teacher)
    sent = {"title": "Bộ mới", "subject_code": "TOAN", "grade": "6"}
    address = client.post("/practice/sets/new", data=sent).location
    assert client.post("/practice/sets/new", data={"title": ""}).status_code == 422
    assert "Lấy câu hỏi vào trước" in client.post(f"{address}/offer", follow_redirects=True).text
    found = client.get(f"{address}?q=viet+tu&topic=Phân+số&level=know&kind=short_text").text
    assert f'id="item-{ids[1]}"' in found and f'id="item-{ids[0]}"' not in found
    client.post(f"{address}/choose", data={"item": ids})
    client.get(address)
    with counted() as seen:
        page = client.get(address).text
    assert len(seen) <= 12, seen
    assert re.search(f'value="{node.uid}" checked', page), "from its questions"
    client.post(address, data={"title": "Tên khác", "version": "2", "node": [free.uid, "x"]})
    one = db.session.scalars(select(PracticeSet)).one()
    assert (one.title, one.nodes) == ("Tên khác", [free.uid])
    late = client.post(address, data={"title": "Muộn", "version": "2"})
    assert late.status_code == 409
    client.post(f"{address}/drop", data={"item": ids[0]})
    db.session.expire_all()
    assert one.items == [ids[1]]
