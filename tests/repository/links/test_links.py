"""Links as content of works: kept once, looked at politely, told to who counts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from indicators.ledger.models import MaterialFact
from repository.catalogue import rules as works
from repository.catalogue import service as catalogue
from repository.catalogue.models import Work
from repository.catalogue.rules import Refused
from repository.links import checking, queries, service
from repository.links.checking import Round
from repository.links.models import Link
from repository.links.rules import ALIVE, DEAD, NEW, UNCHECKABLE, Seen, normal
from repository.links.service import CHECK_SOME
from suite import clock, jobs
from suite.db import db
from suite.jobs import Job
from tests.kit import make_library
from tests.kit.make_library import OPEN, Town

HERE = "https://hoc10.vn/bai/1"


def linked(here: Town, url: str = HERE, title: str = "Bài trên mạng", **said: Any) -> Work:
    """A draft of the teacher that is a link."""
    description = replace(OPEN, title=title, licence="link", **said)
    return service.deposit(here.school.id, here.teacher.id, normal(url), description)


def published(here: Town, url: str = HERE, title: str = "Bài trên mạng", **said: Any) -> Work:
    work = linked(here, url, title, **said)
    catalogue.submit(work, here.teacher.id)
    catalogue.publish(work, here.librarian.id)
    return work


def look_at(
    seen: dict[str, Seen] | Seen, *, online: bool = True
) -> tuple[dict[str, int], list[str]]:
    """One round over what is due; the counts, and the addresses that were asked."""
    asked: list[str] = []

    def look(url: str) -> Seen:
        asked.append(url)
        return seen if isinstance(seen, Seen) else seen[url]

    found = Round(look, lambda: online, lambda _seconds: None)
    return found.run(checking.due(), lambda _done, _all: None), asked


def only() -> Link:
    return db.session.scalars(select(Link)).one()


def test_a_link_is_content_enough_to_be_published(dbapp: Flask) -> None:
    here = make_library.town()
    work = published(here)
    assert work.state == works.PUBLISHED
    assert (only().state, only().host, only().unit_id) == (NEW, "hoc10.vn", here.school.id)
    assert db.session.scalar(select(Job).where(Job.name == CHECK_SOME)) is not None


def test_the_same_link_is_known_again_however_it_is_written(dbapp: Flask) -> None:
    here = make_library.town()
    work = linked(here)
    key = normal("HTTPS://HOC10.vn:443/x/../bai/1?fbclid=3").key
    assert queries.same_link(here.school.id, [key]) == {key: work}
    assert queries.same_link(here.stranger.school_id or 0, [key]) == {}
    with pytest.raises(Refused, match="link_twice"):
        service.add(work, normal(HERE), here.teacher.id)


def test_the_last_content_of_what_is_published_stays(dbapp: Flask) -> None:
    here = make_library.town()
    work = published(here)
    with pytest.raises(Refused, match="last_content"):
        service.remove(only(), here.librarian.id)
    db.session.rollback()
    service.add(work, normal("https://hoc10.vn/bai/2"), here.librarian.id)
    service.remove(queries.of_work(work)[0], here.librarian.id)
    assert only().url == "https://hoc10.vn/bai/2"


def test_gone_is_dead_at_once_and_stumbling_the_third_time(dbapp: Flask) -> None:
    here = make_library.town()
    published(here)
    assert look_at(Seen("gone", 404))[0][DEAD] == 1
    assert (only().state, only().status, only().code) == (DEAD, 404, "gone")
    start = clock.now()
    with clock.frozen(start + timedelta(days=2)):
        assert look_at(Seen("", 200))[0][ALIVE] == 1
        assert look_at(Seen("", 200))[1] == []
    for day, state in ((10, ALIVE), (12, ALIVE), (14, DEAD)):
        with clock.frozen(start + timedelta(days=day)):
            look_at(Seen("error", 503))
            assert only().state == state
    assert only().failures == 3


def test_without_the_internet_nothing_is_called_dead(dbapp: Flask) -> None:
    here = make_library.town()
    published(here, "https://a.vn/1", "Một")
    published(here, "https://b.vn/1", "Hai")
    counts, asked = look_at(Seen("no_host"), online=False)
    assert (counts[UNCHECKABLE], counts[DEAD]) == (2, 0)
    assert len(asked) == 1
    states = {(row.state, row.code, row.failures) for row in db.session.scalars(select(Link))}
    assert states == {(UNCHECKABLE, "offline", 0)}
    counts, asked = look_at({"https://a.vn/1": Seen("no_host"), "https://b.vn/1": Seen("", 200)})
    assert len(asked) == 2
    assert counts[ALIVE] == 1


def test_hosts_take_turns_and_wait(dbapp: Flask) -> None:
    here = make_library.town()
    for number in range(3):
        linked(here, f"https://a.vn/{number}")
    linked(here, "https://b.vn/0")
    waits: list[float] = []
    asked: list[str] = []

    def look(url: str) -> Seen:
        asked.append(url)
        return Seen("", 200)

    Round(look, lambda: True, waits.append).run(checking.due(), lambda _done, _all: None)
    assert asked == [f"https://{one}" for one in ("a.vn/0", "b.vn/0", "a.vn/1", "a.vn/2")]
    assert len(waits) == 2
    assert all(1 < wait <= checking.PAUSE for wait in waits)


def test_dead_links_do_not_count_and_a_person_may_see_for_us(dbapp: Flask) -> None:
    here = make_library.town()
    work = published(here)

    def fact() -> tuple[bool, bool]:
        jobs.drain(["events"])
        query = select(MaterialFact).where(MaterialFact.ref == f"work:{work.uid}")
        newest = db.session.scalars(
            query.order_by(MaterialFact.day.desc(), MaterialFact.id.desc())
        ).first()
        assert newest is not None
        return newest.usable_from is not None, newest.health_until is not None

    assert fact() == (False, False)
    look_at(Seen("", 200))
    assert fact() == (True, True)
    with clock.frozen(clock.now() + timedelta(days=8)):
        look_at(Seen("gone", 410))
        assert fact() == (False, False)
    with clock.frozen(clock.now() + timedelta(days=16)):
        look_at(Seen("refused", 403))
        assert fact() == (False, False)
        service.confirm(only(), here.librarian.id)
        assert fact() == (True, True)
        assert only().confirmed_by == here.librarian.id
    with clock.frozen(clock.now() + timedelta(days=40)):
        look_at(Seen("", 200))
        with pytest.raises(Refused, match="wrong_state"):
            service.confirm(only(), here.librarian.id)
