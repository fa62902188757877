"""Who is told of a material that waits for review, and of what became of it."""

from datetime import timedelta

from flask import Flask

from repository.catalogue import service
from school.notices import queries
from school.notices.models import Notice
from school.people.models import Person
from suite import clock, jobs
from suite.db import db
from tests.kit import make, make_library


def told(person: Person) -> list[str]:
    db.session.rollback()
    rows = db.session.scalars(queries.of_person(person.id).order_by(Notice.id))
    return [row.kind for row in rows]


def test_the_librarian_then_the_depositor(dbapp: Flask) -> None:
    here, now = make_library.town(), clock.now()
    work = make_library.draft(here)
    others = (here.principal, here.student, here.stranger, here.strange_librarian)
    service.submit(work, here.teacher.id)
    jobs.drain(["events"])
    assert (told(here.librarian), told(here.teacher)) == (["review_wanted"], [])
    with clock.frozen(now + timedelta(hours=1)):
        service.ask_changes(work, here.librarian.id, "Thiếu tác giả")
        jobs.drain(["events"])
        service.submit(work, here.teacher.id)
        jobs.drain(["events"])
    with clock.frozen(now + timedelta(hours=2)):
        service.publish(work, here.librarian.id)
        jobs.drain(["events"])
    assert told(here.librarian) == ["review_wanted", "review_wanted"]
    assert told(here.teacher) == ["changes_asked", "work_published"]
    assert [told(one) for one in others] == [[], [], [], []]
    notice = db.session.scalars(queries.of_person(here.teacher.id)).first()
    assert notice and notice.path == f"/library/works/{work.uid}"


def test_without_a_librarian_the_heads_are_told(dbapp: Flask) -> None:
    here = make_library.town()
    here.librarian.left_on = clock.today()
    boss = make.person("Quản Trị", "administrator", here.school.parent)
    work = make_library.draft(here)
    service.submit(work, here.teacher.id)
    jobs.drain(["events"])
    assert told(here.principal) == ["review_wanted"]
    assert [told(one) for one in (here.librarian, here.teacher, boss)] == [[], [], []]


def test_a_folder_taken_in_tells_nobody(dbapp: Flask) -> None:
    here = make_library.town()
    make_library.published(here)
    jobs.drain(["events"])
    assert [told(one) for one in (here.librarian, here.teacher, here.principal)] == [[], [], []]
