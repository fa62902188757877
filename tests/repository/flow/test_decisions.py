"""Approval and withdrawal by list: all in one transaction, what cannot be is named."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from repository.catalogue import queries, service
from repository.catalogue.models import Step, Work
from repository.catalogue.rules import Refused
from repository.flow import decisions, undoing
from repository.flow.decisions import Said
from repository.flow.models import DONE, Decision, DecisionWork
from repository.merging import service as merging
from school.api import who_is
from school.groups.models import GroupMember
from school.people.models import Person
from suite import clock
from suite.db import db
from tests.kit import hostile
from tests.kit.queries import counted
from tests.repository.flow import kit

SignIn = Callable[[object], FlaskClient]


def said(number: str = "12/QĐ-THCS") -> Said:
    return Said(number, clock.today(), "Phạm Văn Hiệu", "Hết hạn giấy phép")


def listed(who: Person) -> Decision:
    return decisions.put_together(who_is(who), queries.to_review(who_is(who)))[0]


def test_all_but_what_cannot_be(dbapp: Flask) -> None:
    here = kit.house("library", "principal")
    librarian = here.town.librarian
    works = [kit.sent(here, name) for name in ("Tốt", "Đã sửa", "Lấy lại", "Thiếu phép", "Tốt 2")]
    decision = listed(librarian)
    assert [row.title for row in decision.rows] == [work.title for work in works]
    service.touch(works[1])
    service.take_back(works[2], here.town.teacher.id)
    works[3].licence = "unknown"
    db.session.commit()
    stand = decisions.standing(decision, who_is(librarian))
    assert [stand[work.id] for work in works] == [
        (), ("changed",), ("wrong_state",), ("licence_unknown",), (),
    ]  # fmt: skip
    assert decisions.decide(decision, who_is(librarian), said()) == (2, 3)
    rows = [(row.title, row.step, row.left_out) for row in decision.rows]
    assert rows == [
        ("Tốt", "library", None),
        ("Đã sửa", None, "changed"),
        ("Lấy lại", None, "wrong_state"),
        ("Thiếu phép", None, "licence_unknown"),
        ("Tốt 2", "library", None),
    ]
    steps = db.session.get_one(Work, works[0].id).steps
    assert [(one.action, one.note) for one in steps][-1] == ("ok_library", "12/QĐ-THCS")
    # The principal's list publishes what the librarian's sent on.
    last = listed(here.town.principal)
    with pytest.raises(Refused, match="number_taken"):
        decisions.decide(last, who_is(here.town.principal), said())
    db.session.rollback()
    assert decisions.decide(last, who_is(here.town.principal), said("13/QĐ-THCS"))[0] >= 2
    db.session.expire_all()
    assert [work.state for work in works] == [
        "published", "submitted", "draft", "submitted", "published",
    ]  # fmt: skip
    assert [one.number for one in decisions.of_work(works[0].id)] == ["12/QĐ-THCS", "13/QĐ-THCS"]


def test_nothing_half_done_where_nothing_can_be(app: Flask) -> None:
    here = kit.house()
    work = kit.sent(here)
    decision = listed(here.town.librarian)
    service.publish(work, here.town.principal.id)
    with pytest.raises(Refused, match="nothing_left"):
        decisions.decide(decision, who_is(here.town.librarian), said())
    db.session.rollback()
    assert (decision.state, decision.number) == ("listed", None)
    for number, signed_on, signer, code in (
        ("", clock.today(), "x", "no_number"),
        ("1", None, "x", "no_day"),
        ("1", clock.today().replace(year=2999), "x", "day_ahead"),
        ("1", clock.today(), " ", "no_signer"),
    ):
        with pytest.raises(Refused, match=code):
            decisions.decide(decision, who_is(here.town.librarian), Said(number, signed_on, signer))
        db.session.rollback()
    decisions.throw_away(decision)
    assert db.session.scalars(select(DecisionWork)).all() == []


def test_withdrawn_by_the_same_kind_of_list(app: Flask) -> None:
    here = kit.house()
    librarian = here.town.librarian
    works = [kit.sent(here, name) for name in ("Một", "Hai", "Ba")]
    first = listed(librarian)
    decisions.take_off(first, works[2].id)
    db.session.expire_all()
    assert decisions.decide(first, who_is(librarian), said()) == (2, 0)
    out = decisions.withdraw_list(who_is(librarian), first)
    with pytest.raises(Refused, match="no_reason"):
        decisions.decide(out, who_is(librarian), Said("14/QĐ", clock.today(), "Hiệu"))
    db.session.rollback()
    assert decisions.decide(out, who_is(librarian), said("14/QĐ")) == (2, 0)
    db.session.expire_all()
    assert [work.state for work in works] == ["withdrawn", "withdrawn", "submitted"]
    assert works[0].reason == "Hết hạn giấy phép"
    with pytest.raises(Refused, match="already_done"):
        decisions.decide(out, who_is(librarian), said("15/QĐ"))
    db.session.rollback()
    with pytest.raises(Refused, match="no_works"):
        decisions.withdraw_list(who_is(librarian), first)
    db.session.rollback()


def test_taken_back_as_a_whole(dbapp: Flask) -> None:
    here = kit.house("library", "principal")
    librarian, principal = who_is(here.town.librarian), who_is(here.town.principal)
    works = [kit.sent(here, name) for name in ("Một", "Hai", "Ba")]
    first = listed(here.town.librarian)
    decisions.decide(first, librarian, said("1/QĐ"))
    second = listed(here.town.principal)
    decisions.decide(second, principal, said("2/QĐ"))
    with pytest.raises(undoing.Built, match="Một"):
        undoing.undo(first, librarian, "Nhầm danh sách")
    db.session.rollback()
    with pytest.raises(Refused, match="no_reason"):
        undoing.undo(second, principal, " ")
    service.withdraw(works[2], here.town.principal.id, "Sai nguồn")
    reader = who_is(here.town.student)
    assert queries.work_for(works[0].uid, reader) is not None
    assert undoing.undo(second, principal, "Nhầm danh sách") == (2, 1)
    db.session.expire_all()
    assert [work.state for work in works] == ["submitted", "submitted", "withdrawn"]
    assert queries.work_for(works[0].uid, reader) is None
    assert (works[0].published_at, works[0].reviewer_id) == (None, here.town.librarian.id)
    assert [row.left_out for row in second.rows] == [None, None, "moved_on"]
    assert [one.number for one in decisions.of_work(works[0].id)] == ["1/QĐ"]
    assert works[0].steps[-1].note == "2/QĐ: Nhầm danh sách"
    with pytest.raises(Refused, match="already_done"):
        undoing.undo(second, principal, "Lần nữa")
    db.session.rollback()
    # The number is free again, and the same step can be taken anew.
    again = listed(here.town.principal)
    assert decisions.decide(again, principal, said("2/QĐ")) == (2, 0)
    out = decisions.withdraw_list(principal, again)
    decisions.decide(out, principal, said("3/QĐ"))
    assert undoing.undo(out, principal, "Nhầm") == (2, 0)
    db.session.expire_all()
    assert (works[0].state, works[0].reason) == ("published", None)


def test_what_became_one_with_a_work_is_parted_first(app: Flask) -> None:
    here = kit.house()
    librarian = who_is(here.town.librarian)
    works = [kit.sent(here, name) for name in ("Một", "Hai")]
    decision = listed(here.town.librarian)
    decisions.decide(decision, librarian, said("1/QĐ"))
    merge = merging.merge(works[0].id, works[1].id, {}, here.town.librarian.id)
    with pytest.raises(undoing.Built, match="Một"):
        undoing.undo(decision, librarian, "Nhầm danh sách")
    db.session.rollback()
    merging.part(merge.id, here.town.librarian.id)
    assert undoing.undo(decision, librarian, "Nhầm danh sách") == (2, 0)


def test_who_takes_a_decision_back(app: Flask, signed_in: SignIn) -> None:
    here = kit.house()
    work = kit.sent(here, "Một")
    decision = listed(here.town.librarian)
    decisions.decide(decision, who_is(here.town.librarian), said("1/QĐ"))
    url, data = f"/library/decisions/{decision.uid}", {"reason": "Nhầm"}
    assert f"{url}/undo" in signed_in(here.town.principal).get(url).text
    for person, status in ((here.town.teacher, 404), (here.officer, 404)):
        assert signed_in(person).post(f"{url}/undo", data=data).status_code == status
    librarian = signed_in(here.town.librarian)
    assert "Nhầm" in librarian.post(f"{url}/undo", data=data, follow_redirects=True).text
    assert db.session.get_one(Work, work.id).state == "submitted"
    assert librarian.post(f"{url}/undo", data=data).status_code == 403


def test_two_lists_at_once_decide_each_work_once(dbapp: Flask) -> None:
    here = kit.house()
    works = [kit.sent(here, f"Bài {n}") for n in range(3)]
    people = (here.town.librarian, here.vice)
    held = [(listed(one).uid, one.id, f"{one.id}/QĐ") for one in people]
    db.session.commit()
    gate = Barrier(2)

    def decide(of: tuple[str, int, str]) -> str:
        with dbapp.app_context():
            who = who_is(db.session.get_one(Person, of[1]))
            decision = decisions.decision_for(of[0], who)
            assert decision is not None
            db.session.commit()
            gate.wait(10)
            try:
                return str(decisions.decide(decision, who, said(of[2])))
            except Refused as refused:
                db.session.rollback()
                return refused.codes[0]
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, held)) == ["(3, 0)", "nothing_left"]
    db.session.rollback()
    actions = select(Step.action).where(Step.work_id == works[0].id, Step.action == "published")
    assert len(db.session.scalars(actions).all()) == 1


def test_own_works_and_other_schools_stay_out(app: Flask) -> None:
    here = kit.house()
    kit.sent(here, "Của thủ thư", by=here.town.librarian)
    kit.sent(here, "Của thầy")
    far = here.town.strange_librarian.school
    assert far is not None
    kit.sent(here, "Trường khác", unit=far)
    decision = listed(here.town.librarian)
    assert [row.title for row in decision.rows] == ["Của thầy"]
    assert decisions.decision_for(decision.uid, who_is(here.town.strange_librarian)) is None
    assert decisions.decision_for(decision.uid, who_is(here.town.teacher)) is None
    assert decisions.decision_for(decision.uid, who_is(here.officer)) is None


def test_who_leaves_the_school_leaves_the_lists(app: Flask) -> None:
    here = kit.house("group")
    kit.sent(here, "Toán")
    decision = listed(here.head)
    assert decisions.decision_for(decision.uid, who_is(here.head)) is not None
    db.session.query(GroupMember).update({GroupMember.ends_on: clock.today()})
    db.session.commit()
    assert decisions.decision_for(decision.uid, who_is(here.head)) is None


def give(client: FlaskClient, uid: str, content: bytes, name: str = "qd.pdf") -> int:
    data = {"number": "1/QĐ", "signed_on": clock.today().isoformat(), "signer": "Hiệu",
            "file": (BytesIO(content), name)}  # fmt: skip
    url = f"/library/decisions/{uid}/decide"
    answer = client.post(url, data=data, content_type="multipart/form-data")
    return int(answer.status_code)


def test_from_the_queue_to_the_paper(app: Flask, signed_in: SignIn) -> None:
    here = kit.house()
    works = [kit.sent(here, f"Bài {n} <i>") for n in range(3)]
    client = signed_in(here.town.librarian)
    chosen = {"work": [works[0].uid, "x", "'" * 36]}
    made = client.post("/library/decisions", data=chosen)
    uid = made.location.rsplit("/", 1)[-1]
    more = {"all": "1", "grade": "6", "list": uid}
    assert client.post("/library/decisions", data=more).location == made.location
    page = client.get(made.location).text
    assert page.count("Bài ") == 3
    assert "đều đủ điều kiện" in page
    annex = client.get(f"{made.location}/annex").text
    assert "PHỤ LỤC" in annex
    assert "Bài 1 &lt;i&gt;" in annex
    assert "........../.........." in annex
    drop = client.post(f"{made.location}/works/{works[2].id}", data={"does": "off"})
    assert drop.status_code == 303
    for content, name in ((b"<script>", "qd.pdf"), (hostile.pdf(), "qd.exe"), (b"", "qd.pdf")):
        assert give(client, uid, content, name) == 422
    assert give(client, uid, hostile.pdf()) == 303
    db.session.expire_all()
    assert [work.state for work in works] == ["published", "published", "submitted"]
    assert "Số 1/QĐ ngày" in signed_in(here.town.student).get(f"/library/works/{works[0].uid}").text
    file = client.get(f"{made.location}/file")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    for url in (made.location, f"{made.location}/annex", f"{made.location}/file"):
        for person, status in (
            (here.town.student, 404), (here.town.teacher, 404),
            (here.town.strange_librarian, 404), (here.vice, 200),
        ):  # fmt: skip
            assert signed_in(person).get(url).status_code == status, (url, person.full_name)
    assert give(signed_in(here.vice), uid, hostile.pdf()) == 403
    assert client.post("/library/decisions", data={}).location == "/library/review"
    for uid in ("x", "0" * 36, "%00"):
        assert client.get(f"/library/decisions/{uid}").status_code == 404


def test_pages_of_lists_ask_as_little_for_many(app: Flask, signed_in: SignIn) -> None:
    here = kit.house()
    for number in range(12):
        kit.sent(here, f"Bài {number}")
    decision = listed(here.town.librarian)
    client = signed_in(here.town.librarian)
    for url in ("/library/decisions", f"/library/decisions/{decision.uid}"):
        client.get(url)
        db.session.commit()
        with counted() as seen:
            assert client.get(url).status_code == 200
        assert len(seen) <= 12, (url, len(seen), seen)
    assert decision.state != DONE
