"""Reading lists: order, who sees which of them and which of their works, two editors, undo."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from repository.catalogue import service as catalogue
from repository.catalogue.models import Work
from repository.sharing import rules, service
from repository.sharing.models import Collection, CollectionItem
from repository.sharing.service import Part, Said
from school.api import RoleGrant
from suite import clock, edits
from suite.db import db
from suite.moments import seconds_of
from tests.kit import make, make_library
from tests.kit.queries import counted

SignIn = Callable[[object], FlaskClient]
TITLE = re.compile(r'class="book-title"><a[^>]*>([^<]+)</a>')
UNDO = re.compile(r'name="note" value="([^"]+)"')


def a_list(here: make_library.Town, *works: Work, **said: Any) -> Collection:
    """A list of the teacher."""
    held = service.make(here.school.id, here.teacher.id, Said(**{"title": "Đọc thêm", **said}))
    for work in works:
        service.put(held, work, Part())
    return held


def for_class(here: make_library.Town, *works: Work) -> Collection:
    return a_list(here, *works, visibility=rules.CLASS, class_id=here.school_class.id)


@given(st.lists(st.integers(), unique=True, max_size=8), st.integers(), st.sampled_from("ud?"))
def test_moving_swaps_neighbours(seen: list[int], item: int, letter: str) -> None:
    way = {"u": rules.UP, "d": rules.DOWN}.get(letter, "sideways")
    pair = rules.moved(seen, item, way)
    if pair is None:
        assert item not in seen or way == "sideways" or item in (seen[0], seen[-1])
    else:
        assert abs(seen.index(pair[0]) - seen.index(pair[1])) == 1 and pair[0] == item


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("02:15", 135), ("1:02:03", 3723), ("90", 90), (" 2:15 ", 135), ("75:00", 4500), ("", None)]
    + [(bad, None) for bad in ("2:60", "1:75:00", "a", "-1", "2:5", "٢:١٥", "999:9", "999999")],
)
def test_moments_as_people_write_them(text: str, seconds: int | None) -> None:
    assert seconds_of(text) == seconds


def test_order_and_two_editors(dbapp: Flask) -> None:
    here = make_library.town()
    works = [make_library.book(here, f"Sách {n}") for n in range(3)]
    held = a_list(here, *works)
    items = list(db.session.scalars(select(CollectionItem).order_by(CollectionItem.position)))
    version = held.version
    assert service.move(held, items, items[2].id, rules.UP, version)
    order = select(CollectionItem.work_id).order_by(CollectionItem.position)
    assert list(db.session.scalars(order)) == [works[0].id, works[2].id, works[1].id]
    with pytest.raises(edits.Conflict):
        service.move(held, items, items[0].id, rules.DOWN, version)
    db.session.rollback()
    with pytest.raises(edits.Conflict):
        service.describe(held, Said("Khác"), version, here.teacher.id)
    db.session.rollback()
    assert held.title == "Đọc thêm"
    part = service.take_out(items[0])
    service.put_back(held, works[0], 0, part)
    service.put_back(held, works[0], 0, part)
    assert list(db.session.scalars(order)) == [works[0].id, works[2].id, works[1].id]
    service.throw_away(held, here.teacher.id)
    with clock.frozen(clock.moved(timedelta(days=2))):
        service.sweep(None)
    assert db.session.scalar(select(Collection.id)) is None


def test_who_sees_a_list(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    mate = make.student(make.school_class(here.school, "6B"), "Trần Văn Khác")
    work = make_library.book(here)
    shown = {
        rules.PRIVATE: {"teacher"},
        rules.CLASS: {"teacher", "student"},
        rules.SCHOOL: {"teacher", "student", "mate", "librarian"},
        rules.PUBLIC: {"teacher", "student", "mate", "librarian", "stranger", "nobody"},
    }
    lists = {
        name: a_list(here, work, visibility=name, class_id=here.school_class.id) for name in shown
    }
    people = {"teacher": here.teacher, "student": here.student, "mate": mate}
    people |= {"librarian": here.librarian, "stranger": here.stranger}
    db.session.commit()
    clients = {name: signed_in(person) for name, person in people.items()}
    clients["nobody"] = app.test_client()
    for name, readers in shown.items():
        url = f"/library/collections/{lists[name].uid}"
        seeing = {who for who, client in clients.items() if client.get(url).status_code == 200}
        assert seeing == readers, name
    assert "Đọc thêm" in clients["student"].get("/library/").text
    assert "Đọc thêm" in clients["student"].get("/").text
    assert "Danh sách đọc của lớp em" not in clients["mate"].get("/library/").text


def test_works_that_a_reader_may_not_see_are_not_there(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    later = clock.now() + timedelta(days=3)
    works = [
        make_library.book(here, "Mở cho lớp"),
        make_library.book(here, "Chỉ giáo viên", audience="staff"),
        make_library.book(here, "Chưa mở", embargo_until=later),
        make_library.book(here, "Đã gỡ"),
        make_library.book(here, "Công khai", audience="public"),
    ]
    held = a_list(here, *works, visibility=rules.PUBLIC)
    catalogue.withdraw(works[3], here.librarian.id, "Nhầm")
    url = f"/library/collections/{held.uid}"
    pupil = signed_in(here.student)
    page = pupil.get(url).text
    assert TITLE.findall(page) == ["Mở cho lớp", "Công khai"]
    assert "2 học liệu" in page and "Chỉ giáo viên" not in page and "Chưa mở" not in page
    assert "2 học liệu" in pupil.get("/library/collections").text
    assert TITLE.findall(app.test_client().get(url).text) == ["Công khai"]
    assert TITLE.findall(signed_in(here.stranger).get(url).text) == ["Công khai"]
    with clock.frozen(later):
        assert "Chưa mở" in pupil.get(url).text


def test_a_list_by_the_pages(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    book, film = (
        make_library.book(here),
        make_library.book(here, "Phim", content=b"phim", kind=("media", "video/mp4")),
    )
    teacher = signed_in(here.teacher)
    made = teacher.post(
        f"/library/collections/new?work={book.uid}",
        data={"title": "Tuần 3", "visibility": "class", "class_id": here.school_class.id},
    )
    uid = db.session.scalars(select(Collection.uid)).one()
    assert made.status_code == 303 and f"into={uid}" in made.location
    assert 'value="' + uid + '" required checked' in teacher.get(made.location).text
    collect = f"/library/works/{book.uid}/collect"
    wrong = {"into": uid, "from_page": "9", "to_page": "2", "note": "Đọc kỹ"}
    answer = teacher.post(collect, data=wrong)
    assert answer.status_code == 422 and "Đọc kỹ" in answer.text
    assert teacher.post(collect, data={**wrong, "from_page": "1"}).status_code == 303
    moments = {"into": uid, "begins": "2:15", "ends": "x"}
    bad = teacher.post(f"/library/works/{film.uid}/collect", data=moments)
    assert bad.status_code == 422 and "02:15" in bad.text
    teacher.post(f"/library/works/{film.uid}/collect", data={**moments, "ends": "05:00"})
    db.session.commit()
    pupil = signed_in(here.student)
    with counted() as seen:
        page = pupil.get(f"/library/collections/{uid}").text
    assert len(seen) <= 12, seen
    assert "tr. 1–2" in page and "2:15–5:00" in page and "t=135&amp;until=300" in page
    assert "#t=135,300" in pupil.get(f"/library/read/{film.files[0].id}?t=135&until=300").text
    items = list(db.session.scalars(select(CollectionItem).order_by(CollectionItem.position)))
    item = f"/library/collections/{uid}/items/{items[1].id}"
    version = db.session.scalars(select(Collection.version)).one()
    assert pupil.post(f"{item}/remove").status_code == 403
    assert signed_in(here.stranger).post(f"{item}/remove").status_code == 404
    teacher.post(f"{item}/move", data={"way": "up", "version": version})
    assert TITLE.findall(teacher.get(f"/library/collections/{uid}").text) == ["Phim", "Truyện"]
    stale = teacher.post(item, data={"begins": "0:10", "version": version})
    assert stale.status_code == 409 and "2:15" in stale.text
    gone = teacher.post(f"{item}/remove", follow_redirects=True).text
    assert TITLE.findall(gone) == ["Truyện"]
    note = UNDO.findall(gone)[0]
    teacher.post("/undo", data={"note": note})
    assert TITLE.findall(teacher.get(f"/library/collections/{uid}").text) == ["Phim", "Truyện"]


def test_a_thrown_away_list_comes_back(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    held = for_class(here, make_library.book(here))
    teacher, url = signed_in(here.teacher), f"/library/collections/{held.uid}"
    page = teacher.post(f"{url}/remove", follow_redirects=True).text
    assert teacher.get(url).status_code == signed_in(here.student).get(url).status_code == 404
    teacher.post("/undo", data={"note": UNDO.findall(page)[0]})
    assert signed_in(here.student).get(url).status_code == 200


def test_pupils_keep_lists_for_themselves_alone(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    pupil = signed_in(here.student)
    for shown in ("school", "public", "class"):
        data = {"title": "Của em", "visibility": shown, "class_id": here.school_class.id}
        assert pupil.post("/library/collections/new", data=data).status_code == 422
    data = {"title": "Của em", "visibility": "private"}
    assert pupil.post("/library/collections/new", data=data).status_code == 303
    kept = db.session.scalars(select(Collection)).one()
    assert kept.owner_id == here.student.id and kept.class_id is None
    assert signed_in(here.teacher).get(f"/library/collections/{kept.uid}").status_code == 404


def test_a_list_of_the_unit_is_kept_by_its_librarians(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    make.person("Ngô Thị Thứ Hai", "librarian", here.school)
    data = {"title": "Sách tháng này", "visibility": "school", "of_unit": "y"}
    signed_in(here.librarian).post("/library/collections/new", data=data)
    held = db.session.scalars(select(Collection)).one()
    url = f"/library/collections/{held.uid}/edit"
    change = {**data, "title": "Sách tháng 12", "version": held.version}
    assert signed_in(here.teacher).post(url, data=change).status_code == 403
    assert signed_in(here.strange_librarian).post(url, data=change).status_code == 404
    assert signed_in(here.principal).post(url, data=change).status_code == 303
    assert signed_in(here.librarian).post(url, data=change).status_code == 409


def test_the_librarian_gives_a_list_to_any_class_of_the_school(
    app: Flask, signed_in: SignIn
) -> None:
    here = make_library.town()
    work, librarian = make_library.book(here), signed_in(here.librarian)
    far = make.school_class(make.school("THCS Xa"), "6X")
    said = {"title": "Sách cho lớp", "visibility": "class"}
    new = "/library/collections/new"
    assert "6X" not in librarian.get(new).text
    assert librarian.post(new, data={**said, "class_id": far.id}).status_code == 422
    assert librarian.post(new, data={**said, "class_id": here.school_class.id}).status_code == 303
    held = db.session.scalars(select(Collection)).one()
    service.put(held, work, Part())
    url, pupil = f"/library/collections/{held.uid}", signed_in(here.student)
    assert pupil.get(url).status_code == 200
    assert "Sách cho lớp" in pupil.get("/").text
    assert signed_in(here.stranger).get(url).status_code == 404
    for grant in db.session.scalars(select(RoleGrant).where(RoleGrant.person == here.librarian)):
        grant.valid_to = clock.today() - timedelta(days=1)
    db.session.commit()
    assert pupil.get(url).status_code == 404
