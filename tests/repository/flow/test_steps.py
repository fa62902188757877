"""The way of a work through the steps of its school: who takes which, and what nobody may."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from repository.catalogue import queries, service
from repository.catalogue.models import Work
from repository.catalogue.rules import Refused
from repository.flow import rules, running, taking
from repository.flow import service as flow
from repository.flow.models import RETURNED, Review, Taken
from school.api import may, who_is
from school.groups.models import GroupMember
from school.notices import queries as notices
from school.people.models import Person
from suite import clock, jobs
from suite.db import db
from suite.edits import Conflict
from tests.kit import make
from tests.repository.flow import kit

ALL = ("library", "group", "principal")


@given(st.lists(st.sampled_from([*rules.OF_SCHOOLS, rules.COMMUNE, "x,y", ""])))
def test_only_known_steps_in_their_order(wanted: list[str]) -> None:
    try:
        steps = rules.chosen(wanted, "school")
    except Refused:
        assert not wanted or not set(wanted) <= set(rules.OF_SCHOOLS)
        return
    assert steps == tuple(code for code in rules.OF_SCHOOLS if code in wanted)
    assert rules.parted(rules.joined(steps)) == steps
    assert [rules.after(steps, n) for n in range(len(steps) + 1)] == [*steps, ""]


@given(st.integers(1, 3), st.integers(1, 3), st.none() | st.integers(1, 3), st.booleans())
def test_nobody_decides_alone(person: int, depositor: int, last: int | None, twice: bool) -> None:
    may_take = person != depositor and (twice or person != last)
    try:
        rules.check_taker(person, depositor_id=depositor, last_by=last, twice=twice)
    except Refused:
        assert not may_take
    else:
        assert may_take


def waiting(*people: Person) -> list[list[str]]:
    """The titles in each one's queue."""
    db.session.rollback()
    return [
        [work.title for work in db.session.scalars(queries.to_review(who_is(one))).unique()]
        for one in people
    ]


def test_each_step_is_of_its_own_people(dbapp: Flask) -> None:
    here = kit.house(*ALL)
    town = here.town
    everybody = (town.librarian, here.head, town.principal, here.vice, here.officer, town.teacher,
                 town.strange_librarian, town.student)  # fmt: skip
    work = kit.sent(here)
    # The heads of a school keep its library too.
    assert waiting(*everybody) == [["Bài"], [], ["Bài"], ["Bài"], [], [], [], []]
    service.approve(work, town.librarian.id, said="Giấy phép rõ")
    assert waiting(*everybody) == [[], ["Bài"], [], [], [], [], [], []]
    assert work.state == "submitted"
    service.approve(work, here.head.id)
    assert waiting(*everybody) == [[], [], ["Bài"], ["Bài"], [], [], [], []]
    service.approve(work, here.vice.id)
    assert (work.state, work.reviewer_id) == ("published", here.vice.id)
    steps = [(one.action, one.note) for one in db.session.get_one(Work, work.id).steps]
    assert steps[1:] == [
        ("submitted", None),
        ("ok_library", "Giấy phép rõ"),
        ("ok_group", None),
        ("ok_principal", None),
        ("published", None),
    ]


def test_without_a_head_the_principal_takes_the_groups_step(dbapp: Flask) -> None:
    here = kit.house("group")
    town = here.town
    kit.sent(here, "Không môn", subject=None)
    kit.sent(here, "Của tổ trưởng", by=here.head)
    kit.sent(here, "Toán")
    first, second, third = waiting(here.head, town.principal, town.librarian)
    assert first == ["Toán"]
    assert second == ["Không môn", "Của tổ trưởng"]
    assert third == []
    here.head.left_on = clock.today()
    db.session.commit()
    assert waiting(town.principal) == [["Không môn", "Của tổ trưởng", "Toán"]]


def test_a_head_of_another_subject_or_school_takes_nothing(app: Flask) -> None:
    here = kit.house("group")
    make.subject("TINHOC")
    kit.sent(here, "Tin học", subject="TINHOC")
    there = here.town.stranger.school
    assert there is not None
    far = make.subject_head(there, "Tổ Trưởng Xa")
    assert waiting(here.head, far, here.vice) == [[], [], ["Tin học"]]


def test_a_commune_approves_what_it_shares(app: Flask) -> None:
    here = kit.house()
    flow.choose(here.commune, ["commune"], twice=False, actor_id=here.officer.id, seen=0)
    giver = make.person("Người Xã", "teacher", here.commune)
    work = kit.sent(here, "Dùng chung", by=giver, unit=here.commune)
    far = make.person("Cán Bộ Xa", "commune_officer", make.commune("Xã Xa"))
    assert waiting(here.officer, far, here.town.principal) == [["Dùng chung"], [], []]
    assert queries.work_for(work.uid, who_is(here.officer)) is not None
    assert queries.work_for(work.uid, who_is(far)) is None
    service.approve(work, here.officer.id)
    assert work.state == "published"


def test_two_steps_in_a_row_only_where_the_school_said_so(app: Flask) -> None:
    here = kit.house("library", "principal")
    principal = here.town.principal
    work = kit.sent(here)
    service.approve(work, principal.id)
    assert waiting(principal, here.vice) == [[], ["Bài"]]
    with pytest.raises(Refused, match="same_person"):
        service.approve(work, principal.id)
    db.session.rollback()
    flow.choose(
        here.town.school, ["library", "principal"], twice=True, actor_id=principal.id, seen=1
    )
    assert waiting(principal) == [[]]  # under way by what held when it was sent
    small = kit.sent(here, "Nhỏ")
    service.approve(small, principal.id)
    service.approve(small, principal.id)
    assert small.state == "published"


def test_the_depositor_takes_no_step_whatever_the_role(app: Flask) -> None:
    here = kit.house(*ALL, twice=True)
    work = kit.sent(here, by=here.town.principal)
    assert waiting(here.town.principal) == [[]]
    with pytest.raises(Refused, match="own_work"):
        service.approve(work, here.town.principal.id)
    db.session.rollback()


def test_steps_are_fixed_when_it_is_sent(app: Flask) -> None:
    here = kit.house("library")
    town = here.town
    early = kit.sent(here, "Sớm")
    flow.choose(town.school, ["group", "principal"], twice=False, actor_id=1, seen=1)
    late = kit.sent(here, "Muộn")
    service.publish(early, town.librarian.id)
    with pytest.raises(Refused, match="more_steps"):
        service.publish(late, here.head.id)
    db.session.rollback()
    assert running.current("work", late.id).steps == "group,principal"  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        flow.choose(town.school, ["library"], twice=False, actor_id=1, seen=1)
    db.session.rollback()


def test_given_back_at_any_step_it_begins_anew(app: Flask) -> None:
    here = kit.house("library", "principal")
    work = kit.sent(here)
    service.approve(work, here.town.librarian.id)
    with pytest.raises(Refused, match="no_reason"):
        service.ask_changes(work, here.vice.id, "  ")
    db.session.rollback()
    service.ask_changes(work, here.vice.id, "Sai số trang")
    assert (work.state, waiting(here.vice, here.town.librarian)) == ("changes_asked", [[], []])
    service.submit(work, here.town.teacher.id)
    assert waiting(here.town.librarian, here.vice) == [["Bài"], ["Bài"]]
    states = db.session.scalars(select(Review.state).order_by(Review.id))
    assert list(states) == [RETURNED, "open"]
    service.take_back(work, here.town.teacher.id)
    assert running.current("work", work.id) is None


def test_two_reviewers_at_once_take_one_step(dbapp: Flask) -> None:
    here = kit.house("library", "principal", twice=True)
    work = kit.sent(here)
    people, work_id = [here.town.principal.id, here.vice.id], work.id
    db.session.commit()
    gate = Barrier(2)

    def decide(person_id: int) -> str:
        with dbapp.app_context():
            mine = db.session.get_one(Work, work_id)
            db.session.commit()
            gate.wait(10)
            try:
                service.approve(mine, person_id, position=0)
            except Refused as refused:
                db.session.rollback()
                return refused.codes[0]
            finally:
                db.session.remove()
            return "taken"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, people)) == ["taken", "wrong_state"]
    db.session.rollback()
    assert len(db.session.scalars(select(Taken)).all()) == 1
    assert db.session.get_one(Work, work_id).state == "submitted"


def test_a_question_set_offered_again_begins_anew(app: Flask) -> None:
    here = kit.house("library", "principal")
    work = kit.sent(here)
    service.approve(work, here.town.librarian.id)
    service.offer(work, here.town.teacher.id)
    db.session.commit()
    assert waiting(here.town.librarian) == [["Bài"]]


def test_another_kind_of_thing_goes_the_same_way(app: Flask) -> None:
    here = kit.house("group", "principal")
    work = kit.draft(here)
    review = running.begin("version", 41, work, here.town.teacher.id)
    db.session.commit()
    assert waiting(here.head) == [[]]  # the queue of works holds works alone
    assert running.waits_for(who_is(here.head), "version", 41)
    assert not running.waits_for(who_is(here.vice), "version", 41)
    assert running.take(running.held("version", 41), here.head.id) is False
    assert running.take(review, here.vice.id, note="Được") is True
    db.session.commit()
    with pytest.raises(Refused, match="wrong_state"):
        running.held("version", 41)


def told(person: Person) -> list[str]:
    db.session.rollback()
    return [row.kind for row in db.session.scalars(notices.of_person(person.id))]


def test_the_next_in_line_are_told_once(app: Flask) -> None:
    here = kit.house(*ALL)
    town, now = here.town, clock.now()
    work = kit.sent(here)
    jobs.drain(["events"])
    counts: Any = lambda: [  # noqa: E731
        len(told(one)) for one in (town.librarian, here.head, town.principal, here.vice)
    ]
    assert counts() == [1, 0, 0, 0]
    service.approve(work, town.librarian.id)
    jobs.drain(["events"])
    assert counts() == [1, 1, 0, 0]
    service.approve(work, here.head.id)
    jobs.drain(["events"])
    assert counts() == [1, 1, 1, 1]
    with clock.frozen(now + timedelta(hours=1)):
        service.approve(work, town.principal.id)
        jobs.drain(["events"])
    assert counts() == [1, 1, 1, 1]
    assert told(town.teacher) == ["work_published"]


def test_who_has_a_part(app: Flask) -> None:
    here = kit.house()
    parts: Any = lambda: [  # noqa: E731
        may(who_is(one), "work.queue")
        for one in (here.town.librarian, here.vice, here.head, here.officer, here.town.teacher)
    ]
    assert parts() == [True, True, False, False, False]
    flow.choose(here.town.school, ["group"], twice=False, actor_id=1, seen=0)
    assert parts() == [True, True, True, False, False]
    work = kit.sent(here)
    flow.choose(here.town.school, ["library"], twice=False, actor_id=1, seen=1)
    assert parts()[2]  # what is under way waits for the head still
    review = running.current("work", work.id)
    assert review is not None
    assert taking.takers(review) == [here.head]


def heads(rows: Sequence[Any]) -> dict[str, list[str]]:
    return {subject.code: names for subject, names in rows}


def test_heads_by_subject(dbapp: Flask) -> None:
    here = kit.house()
    make.subject("TINHOC")
    make.teacher(here.town.school_class, "Thầy Tin", "TINHOC")
    found = heads(taking.heads_by_subject(here.town.school.id))
    assert found == {"TOAN": ["Lê Thị Tổ"], "TINHOC": []}
    db.session.query(GroupMember).update({GroupMember.ends_on: clock.today()})
    assert heads(taking.heads_by_subject(here.town.school.id))["TOAN"] == []
