"""Who saw which names: told to the person, the guardian and the heads, and to nobody else."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from lms.courses.service import open_course
from school.people.standing import who_is
from school.rights import viewing
from school.rights.texts import page_words
from suite import audit, clock
from suite.db import db
from tests.kit import make
from tests.kit.queries import counted


def _note(app: Flask, actor: Any, thing: str, action: str = "names.viewed", **detail: Any) -> None:
    with app.test_request_context():
        g.actor_id = actor.id
        audit.record(action, thing, detail=detail or None)
        db.session.commit()


def _things(person: Any) -> list[tuple[str, int | None]]:
    rows = db.session.scalars(viewing.seen_of(person))
    return [(row.thing, row.actor_id) for row in rows]


def test_all_ways_in_which_a_name_is_seen(dbapp: Flask) -> None:
    of, other = make.school_class(), None
    other = make.school_class(of.school, "6B")
    pupil, mate = make.student(of), make.student(of)
    teacher, stranger = make.teacher(of), make.teacher(other)
    head = make.person("Hiệu Trưởng", "principal", of.school)
    course = open_course(of.id, "TOAN", "Chương I")
    for actor, thing in (
        (teacher, f"person:{pupil.id}"), (teacher, f"class:{of.id}"), (teacher, "people"),
        (teacher, f"course:{course.id}"), (head, "people"), (stranger, "people"),
        (stranger, f"class:{other.id}"), (teacher, f"person:{mate.id}"), (pupil, "people"),
    ):  # fmt: skip
        _note(dbapp, actor, thing)
    assert _things(pupil) == [
        ("people", head.id),
        (f"course:{course.id}", teacher.id),
        ("people", teacher.id),
        (f"class:{of.id}", teacher.id),
        (f"person:{pupil.id}", teacher.id),
    ]


def test_a_class_list_counts_only_while_the_pupil_stood_in_it(app: Flask) -> None:
    of = make.school_class()
    teacher = make.teacher(of)
    early = clock.now()
    _note(app, teacher, f"class:{of.id}")
    with clock.frozen(early + timedelta(days=3)):
        late = make.student(of, since=clock.today())
        assert _things(late) == []
        _note(app, teacher, f"class:{of.id}")
        assert len(_things(late)) == 1


def test_the_person_and_the_guardian_read_who_looked(signed_in: Any, app: Flask) -> None:
    of = make.school_class()
    pupil, mate = make.student(of), make.student(of, "Bạn Cùng Lớp")
    teacher = make.teacher(of, "Cô Giáo Toán")
    parent, second = make.guardian(pupil, "Bố Một"), make.guardian(pupil, "Mẹ Hai")
    helper = make.person("Văn Phòng", "school_administrator", of.school)
    _note(app, teacher, f"person:{pupil.id}")
    _note(app, second, f"person:{pupil.id}")
    _note(app, helper, f"person:{pupil.id}", "support.started", reason="Quên mật khẩu")
    for person in (pupil, parent):
        client: FlaskClient = signed_in(person)
        page = client.get(f"/people/{pupil.id}/seen").text
        assert "Cô Giáo Toán · Giáo viên" in page and "Quên mật khẩu" in page
        assert "Mẹ Hai" not in page and "Phụ huynh" in page
        assert client.get(f"/people/{mate.id}/seen").status_code == 404
        assert client.get("/rights/views").status_code == 403
    assert signed_in(teacher).get(f"/people/{pupil.id}/seen").status_code == 403


def test_heads_read_the_log_of_their_school_alone(signed_in: Any, app: Flask) -> None:
    own, far = make.school_class(), make.school_class(make.school("THCS Kia"), "6C")
    pupil, stranger = make.student(own, "Trò Trường Này"), make.student(far, "Trò Trường Kia")
    _note(app, make.teacher(own, "Cô Trường Này"), f"person:{pupil.id}")
    _note(app, make.teacher(far, "Cô Trường Kia"), f"person:{stranger.id}")
    helper = make.person("Văn Phòng", "school_administrator", own.school)
    _note(app, helper, f"person:{pupil.id}", "support.started", reason="Quên mật khẩu")
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", own.school))
    page = client.get("/rights/views").text
    assert "Cô Trường Này" in page and "Trang của Trò Trường Này" in page
    assert "Kia" not in page
    support = client.get("/rights/support").text
    assert "Quên mật khẩu" in support and "Văn Phòng" in support and "Trò Trường Này" in support
    old = (clock.today().replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    assert "Cô Trường Này" not in client.get(f"/rights/views?month={old}").text
    for junk in ("month=x", "month=2999-99", "page=-4", "page=99999"):
        assert client.get(f"/rights/views?{junk}").status_code == 200


def test_the_log_of_a_school_on_both_databases(dbapp: Flask) -> None:
    own, far = make.school_class(), make.school_class(make.school("THCS Kia"), "6C")
    pupil, stranger = make.student(own), make.student(far)
    reader = make.teacher(own)
    for thing in (f"person:{pupil.id}", f"class:{own.id}", "people"):
        _note(dbapp, reader, thing)
    _note(dbapp, make.teacher(far), f"person:{stranger.id}")
    _note(dbapp, reader, f"person:{pupil.id}", "support.started", reason="Vì sao")
    head = who_is(make.person("Hiệu Trưởng", "principal", own.school))
    span = clock.today(), clock.today() + timedelta(days=1)
    seen = db.session.scalars(viewing.seen_in_schools(head, *span)).all()
    assert [row.thing for row in seen] == ["people", f"class:{own.id}", f"person:{pupil.id}"]
    helped = db.session.scalars(viewing.support_in_schools(head, *span)).all()
    assert [row.detail for row in helped] == [{"reason": "Vì sao"}]
    names = viewing.names_for(seen, head, staff_named=False)
    assert names.classes == {own.id: "6A"} and names.roles == {reader.id: "teacher"}
    assert set(names.people) == {pupil.id, reader.id}


@pytest.mark.parametrize("url", ["/rights/views", "/rights/support", "/people/{}/seen"])
def test_pages_of_a_long_log_take_few_statements(signed_in: Any, app: Flask, url: str) -> None:
    of = make.school_class()
    pupil = make.student(of)
    readers = [make.teacher(of, f"Thầy {n}") for n in range(5)]
    numbers = []
    client: FlaskClient = signed_in(make.person("Hiệu Trưởng", "principal", of.school))
    for size in (1, 70):
        for n in range(size):
            _note(app, readers[n % 5], f"person:{pupil.id}")
            _note(app, readers[n % 5], f"person:{pupil.id}", "support.started", reason="Vì sao")
        with counted() as seen:
            assert client.get(url.format(pupil.id)).status_code == 200
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] <= 15, numbers
    assert who_is(pupil).has("student")


def test_no_page_of_the_log_is_told_by_its_key(app: Flask) -> None:
    """Every kind of thing under which a view of names is noted has words of its own."""
    root, found = Path(__file__).resolve().parents[2], set[str]()
    for floor in ("school", "lms", "indicators", "repository"):
        for path in (root / floor).rglob("*.py"):
            text = path.read_text()
            found |= set(re.findall(r'names_viewed\(\s*f?"([a-z]+)[:"]', text))
    assert {"people", "person", "class", "unit", "candidates"} <= found
    kinds = found | {"school", "commune", "province", "grade", "course", "activity"}
    with app.test_request_context():
        assert [
            kind for kind in sorted(kinds) if page_words(f"{kind}:1", {}, {}) == f"{kind}:1"
        ] == []
