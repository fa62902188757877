"""Telling people: in the transaction, once, in few statements; each sees the own alone."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select

from school.api import To, guardians_of, notify
from school.notices import queries
from school.notices.kinds import NoticeKind, notice_kind
from school.notices.models import Notice, NoticeDelivery
from school.people.models import Guardianship, Person
from suite import clock, jobs
from suite.db import db
from tests.kit import make
from tests.kit.queries import counted

KIND = notice_kind(NoticeKind("tests", "A bell rang", "A bell rang in %(where)s", "bell"))


def tell(*people: int, key: str = "bell", **more: object) -> int:
    to = [To(one) for one in people]
    given = {"arguments": {"where": "100 % Đông"}, "path": "/courses", **more}
    return notify(KIND, to, key=key, school_id=None, **given)  # type: ignore[arg-type]


def crowd(number: int) -> list[int]:
    rows = [
        {
            "uid": f"crowd-{n}",
            "full_name": f"Em {n}",
            "sort_key": f"{n}",
            "search_key": "em",
            "username": f"em{n}",
        }
        for n in range(number)
    ]
    query = insert(Person).returning(Person.id)
    return list(db.session.scalars(query, rows))


def told(person: Person) -> list[Notice]:
    return list(db.session.scalars(queries.of_person(person.id)))


def test_a_rollback_takes_notices_along(dbapp: Flask) -> None:
    person = make.person()
    assert tell(person.id) == 1
    db.session.rollback()
    assert told(person) == []


def test_what_is_told_twice_reaches_nobody_twice(dbapp: Flask) -> None:
    a, b = make.person(), make.person("Trần Khác")
    assert tell(a.id, a.id) == 1
    assert tell(a.id, b.id) == 1
    assert tell(a.id, b.id) == 0
    assert tell(a.id, key="another bell") == 1
    db.session.commit()
    assert (len(told(a)), len(told(b))) == (2, 1)


@pytest.mark.parametrize(("number", "most"), [(45, 1), (2000, 2)])
def test_a_class_and_a_school_in_few_statements(dbapp: Flask, number: int, most: int) -> None:
    people = crowd(number)
    with counted() as seen:
        assert tell(*people) == number
    assert len(seen) <= most
    with counted() as seen:
        assert tell(*people) == 0
    assert len(seen) <= most


@pytest.mark.parametrize("path", ["//elsewhere.vn", "https://elsewhere.vn", "javascript:alert(1)"])
def test_a_notice_leads_nowhere_else(app: Flask, path: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        tell(make.person().id, path=path)


def test_guardians_are_told_of_their_own_children_while_they_are(dbapp: Flask) -> None:
    of = make.school_class()
    first, second, other = (make.student(of, f"Em {n}") for n in range(3))
    parent = make.guardian(first)
    db.session.add(
        Guardianship(
            guardian_id=parent.id,
            pupil_id=second.id,
            relation="mother",
            valid_from=date(2020, 1, 1),
        )
    )
    ended = make.guardian(other, "Người Giám Hộ Cũ")
    db.session.scalars(
        select(Guardianship).where(Guardianship.guardian_id == ended.id)
    ).one().valid_to = clock.today()
    db.session.commit()
    to = guardians_of([first.id, second.id, other.id])
    assert {(one.person_id, one.about_id) for one in to} == {
        (parent.id, first.id),
        (parent.id, second.id),
    }
    assert notify(KIND, to, key="x", school_id=None, arguments={"where": ""}) == 2
    assert [one.about_id for one in told(parent)] == [first.id, second.id]
    row = db.session.scalars(select(Guardianship).where(Guardianship.pupil_id == second.id)).one()
    row.valid_to = clock.today()
    db.session.commit()
    assert [one.about_id for one in told(parent)] == [first.id]
    assert queries.unread_count(parent.id) == 1


def test_without_a_channel_nothing_waits_in_the_outbox(dbapp: Flask) -> None:
    tell(make.person().id)
    db.session.commit()
    assert db.session.scalars(select(NoticeDelivery)).all() == []
    assert jobs.drain() == 0


def test_a_kind_is_declared_once(app: Flask) -> None:
    assert notice_kind(KIND) is KIND
    with pytest.raises(ValueError, match="tests"):
        notice_kind(NoticeKind("tests", "Another", "Another"))


def test_old_notices_that_were_read_are_forgotten(dbapp: Flask) -> None:
    person, now = make.person(), clock.now()
    for days, read in [(401, True), (401, False), (399, True)]:
        with clock.frozen(now - timedelta(days=days)):
            tell(person.id, key=f"{days} {read}")
            if read:
                db.session.flush()
                row = db.session.scalars(select(Notice).order_by(Notice.id.desc())).first()
                assert row is not None
                row.read_at = clock.now()
    db.session.commit()
    jobs.enqueue("notices.sweep")
    db.session.commit()
    assert jobs.drain() == 1
    assert {row.key for row in told(person)} == {"401 False", "399 True"}
