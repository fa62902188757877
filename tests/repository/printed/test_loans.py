"""Lending and taking back, the queue, forgetting, and two desks at one copy."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from repository.printed import figures, lending, queue, readers, rules, sets, stocktaking, telling
from repository.printed.loan_models import Hold, Loan, LoanDesk
from repository.printed.models import Copy, CopyChange
from repository.printed.readers import Reader
from repository.printed.rules import Refused
from repository.printed.scanning import scanned
from school.notices.models import Notice
from school.people import erasing
from school.people import service as people
from school.people.models import Person
from suite import clock
from suite import jobs as work
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make, make_library, make_print
from tests.kit.client import sign_in
from tests.kit.make_library import Town


def reader(here: Town, person: Person | None = None) -> Reader:
    return readers.reader(here.school, (person or here.student).id)


def refused(code: str) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda error: error.code == code)


def state(copy: Copy) -> str | None:
    db.session.expire_all()
    return db.session.scalar(select(Copy.state).where(Copy.id == copy.id))


def told(person: Person, kind: str) -> list[Notice]:
    query = select(Notice).where(Notice.person_id == person.id, Notice.kind == kind)
    return list(db.session.scalars(query))


def test_lent_returned_and_forgotten(dbapp: Flask) -> None:
    here = make_library.town()
    (copy,) = make_print.copies(here)
    loan = lending.lend(copy, reader(here), here.librarian.id)
    assert (loan.role, loan.grade, state(copy)) == ("student", 6, rules.LOAN)
    assert loan.due_on == clock.today() + timedelta(days=14)
    with refused("on_loan"):
        lending.lend(copy, reader(here, here.teacher), here.librarian.id)
    done = lending.take_back(copy)
    assert (done.borrower_id, done.late, done.waits) == (here.student.id, 0, False)
    row = db.session.scalars(select(Loan)).one()
    db.session.refresh(row)
    assert (row.borrower_id, row.role, row.grade) == (None, "student", 6)
    assert row.class_id == here.school_class.id and state(copy) == rules.SHELF
    with refused("not_lent"):
        lending.take_back(copy)


def test_a_desk_knows_its_own_loans(app: Flask) -> None:
    """Who works at two schools borrows at both; neither desk is told of the other's books."""
    here, there = make_library.town(), make_library.town()
    people.grant(here.teacher, "teacher", there.school.id, since=make.YEAR_START)
    (copy,) = make_print.copies(here)
    lending.lend(copy, reader(here, here.teacher), here.librarian.id)
    for of, number in ((here, 1), (there, 0)):
        page = sign_in(app.test_client(), of.librarian).get(
            f"/library/print/{of.school.id}/lend?reader={here.teacher.id}"
        )
        assert page.text.count(copy.work.title) == number
        assert len(lending.open_loans(here.teacher.id, of.school.id)) == number


def test_a_unit_may_remember_for_some_days(dbapp: Flask) -> None:
    here = make_library.town()
    db.session.add(LoanDesk(unit_id=here.school.id, forget_days=7, hold_days=3))
    (copy,) = make_print.copies(here)
    lending.lend(copy, reader(here), here.librarian.id)
    lending.take_back(copy)
    assert db.session.scalars(select(Loan.borrower_id)).one() == here.student.id
    with clock.frozen(clock.moved(timedelta(days=8))):
        assert lending.forget_returned() == 1
    assert db.session.scalars(select(Loan.borrower_id)).one() is None


def test_the_rules_of_a_role(dbapp: Flask) -> None:
    here = make_library.town()
    copies = make_print.copies(here, number=5)
    for copy in copies[:3]:
        lending.lend(copy, reader(here), here.librarian.id)
    with refused("most"):
        lending.lend(copies[3], reader(here), here.librarian.id)
    loan = db.session.scalars(select(Loan).order_by(Loan.id)).first()
    assert loan
    lending.renew(loan)
    with refused("renewals"):
        lending.renew(loan)
    with clock.frozen(clock.moved(timedelta(days=60))), refused("late_renewal"):
        lending.renew(loan, by_staff=False)
    with clock.frozen(clock.moved(timedelta(days=60))), refused("has_late"):
        lending.lend(copies[3], reader(here), here.librarian.id)
    with refused("no_borrower"):
        reader(here, here.stranger)


def test_lent_all_the_same_with_a_reason(dbapp: Flask) -> None:
    here = make_library.town()
    first, second, third = make_print.copies(here, number=3)
    loan = lending.lend(first, reader(here), here.librarian.id, reason="không cần")
    assert loan.reason == ""
    with clock.frozen(clock.moved(timedelta(days=60))):
        with refused("has_late"):
            lending.lend(second, reader(here), here.librarian.id, reason="  ")
        against = lending.lend(second, reader(here), here.librarian.id, reason="Ôn thi  tỉnh")
        assert against.reason == "Ôn thi tỉnh"
        with refused("on_loan"):
            lending.lend(second, reader(here), here.librarian.id, reason="Ôn thi")
        lending.take_back(second)
        db.session.refresh(against)
        assert (against.borrower_id, against.reason) == (None, "")
        db.session.add(LoanDesk(unit_id=here.school.id, late_allowed=1))
        db.session.commit()
        assert lending.lend(third, reader(here), here.librarian.id).reason == ""


def test_how_many_wait_is_settled(dbapp: Flask) -> None:
    here = make_library.town()
    db.session.add(LoanDesk(unit_id=here.school.id, most_holds=1))
    for title in ("Tắt đèn", "Chí Phèo"):
        (copy,) = make_print.copies(here, title)
        lending.lend(copy, reader(here, here.teacher), here.librarian.id)
        if title == "Tắt đèn":
            queue.ask(copy.work, here.student.id)
    with refused("too_many_holds"):
        queue.ask(copy.work, here.student.id)


def test_nothing_leads_back_to_who_had_a_book(dbapp: Flask) -> None:
    here = make_library.town()
    (copy,) = make_print.copies(here)
    lending.lend(copy, reader(here, here.teacher), here.librarian.id)
    queue.ask(copy.work, here.student.id)
    lending.take_back(copy)
    loan = lending.lend(copy, reader(here), here.librarian.id)
    lending.renew(loan, by_staff=False)
    with clock.frozen(clock.moved(timedelta(days=60))):
        assert telling.late() > 0
        db.session.commit()
    number = loan.id
    lending.take_back(copy)
    assert db.session.scalar(select(func.count(Hold.id))) == 0
    keys = [notice.key for notice in db.session.scalars(select(Notice)) if "print" in notice.kind]
    assert keys and not [key for key in keys if f"{number}" in key.split(":")]
    assert db.session.scalars(select(AuditEntry.thing).where(
        AuditEntry.action == "copy.renewed")).all() == [f"unit:{here.school.id}"]  # fmt: skip


def test_who_waits_is_told_and_served(dbapp: Flask) -> None:
    here = make_library.town()
    (copy,) = make_print.copies(here)
    second = make.student(here.school_class, "Trần Thị Hai")
    with refused("on_shelf"):
        queue.ask(copy.work, here.student.id)
    loan = lending.lend(copy, reader(here, here.teacher), here.librarian.id)
    queue.ask(copy.work, here.student.id)
    queue.ask(copy.work, second.id)
    with refused("held_twice"):
        queue.ask(copy.work, second.id)
    with refused("waited_for"):
        lending.renew(loan)
    assert lending.take_back(copy).waits and state(copy) == rules.HELD
    (notice,) = told(here.student, "print_ready")
    assert "Tắt đèn" not in str(notice.arguments) and told(second, "print_ready") == []
    with refused("held_for_other"):
        lending.lend(copy, reader(here, second), here.librarian.id)
    with clock.frozen(clock.moved(timedelta(days=9))):
        assert queue.let_lapse() == 1
        db.session.commit()
        assert len(told(second, "print_ready")) == 1
        lending.lend(copy, reader(here, second), here.librarian.id)
    open_holds = select(func.count(Hold.id)).where(Hold.ended_at.is_(None))
    assert db.session.scalar(open_holds) == 0 and state(copy) == rules.LOAN


def test_overdue_is_told_once_without_a_title(dbapp: Flask) -> None:
    here = make_library.town()
    (copy,) = make_print.copies(here)
    parent = make.guardian(here.student)
    lending.lend(copy, reader(here), here.librarian.id)
    with clock.frozen(clock.moved(timedelta(days=20))):
        for _ in range(2):
            work.enqueue("repository.loans")
            db.session.commit()
            work.drain()
    db.session.rollback()
    assert [len(told(one, "print_late")) for one in (here.student, parent)] == [1, 1]
    assert "Tắt đèn" not in str(told(parent, "print_late")[0].arguments)


def test_a_set_for_a_class(dbapp: Flask) -> None:
    here = make_library.town()
    for at in range(44):
        make.student(here.school_class, f"Học Sinh {at:02d}")
    copies = make_print.copies(here, number=46)
    pupils = readers.of_class(here.school_class)
    codes = "\n".join(copy.number for copy in copies[:45])
    due = clock.today() + timedelta(days=200)
    sets.lend(sets.given(here.school, codes), pupils, None, here.librarian.id, due)
    loans = db.session.execute(select(Loan.copy_id, Loan.borrower_id).order_by(Loan.copy_id)).all()
    wanted = zip(copies, pupils, strict=False)
    assert [tuple(row) for row in loans] == [(c.id, p.person_id) for c, p in wanted]
    lending.lend(copies[45], pupils[0], here.librarian.id)
    with refused("line"):
        sets.lend([copies[0]], pupils, None, here.librarian.id, due)
    with refused("copy_twice"):
        sets.given(here.school, f"{copies[0].number}\n{copies[0].number}")


def test_two_desks_lend_one_copy_once(dbapp: Flask) -> None:
    here = make_library.town()
    (copy,) = make_print.copies(here)
    people = [here.student.id, here.teacher.id]
    copy_id, school_id, librarian_id = copy.id, here.school.id, here.librarian.id
    db.session.remove()
    gate, won = Barrier(2), list[str]()

    def desk(person_id: int) -> None:
        from school.api import OrgUnit

        with dbapp.app_context():
            unit = db.session.get_one(OrgUnit, school_id)
            one = readers.reader(unit, person_id)
            held = db.session.get_one(Copy, copy_id)
            db.session.rollback()
            gate.wait(10)
            try:
                lending.lend(held, one, librarian_id)
                won.append("lent")
            except Refused as refusal:
                db.session.rollback()
                won.append(refusal.code)

    threads = [Thread(target=desk, args=(one,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(won) == ["lent", "on_loan"]
    assert db.session.scalar(select(func.count(Loan.id))) == 1


def test_a_sign_in_card_is_never_read(app: Flask) -> None:
    here = make_library.town()
    for text in ("https://x.vn/card/AbCdEfGhIjKlMnOpQrStUv", "AbCdEfGhIjKlMnOpQrStUv"):
        with refused("signin_card"):
            scanned(here.school, text)
    (copy,) = make_print.copies(here)
    other = make_library.town()
    assert scanned(here.school, f"http://x/library/print/copies/{copy.id}").copy == copy
    for text in ("TK-99999", f"http://x/library/print/copies/{copy.id + 9}"):
        with refused("no_copy"):
            scanned(here.school, text)
    with refused("no_copy"):
        scanned(other.school, copy.number)


def test_an_erased_reader_leaves_no_name(dbapp: Flask) -> None:
    here = make_library.town()
    first, second = make_print.copies(here, number=2)
    db.session.add(LoanDesk(unit_id=here.school.id, forget_days=90, hold_days=3))
    lending.lend(first, reader(here), here.librarian.id)
    lending.lend(second, reader(here), here.librarian.id)
    lending.take_back(second)
    erasing.erase(here.student)
    work.drain(["events"])
    rows = db.session.execute(select(Loan.copy_id, Loan.borrower_id).order_by(Loan.copy_id)).all()
    assert [tuple(row) for row in rows] == [(first.id, here.student.id), (second.id, None)]
    assert lending.take_back(first).borrower_id == here.student.id


def test_a_count_and_a_write_off(dbapp: Flask) -> None:
    here = make_library.town()
    copies = make_print.copies(here, number=4)
    other = make_print.take(here, make_print.row("Toán 6", "SGK-1", stock="SGK"))
    lending.lend(copies[3], reader(here), here.librarian.id)
    row = stocktaking.begin(here.school.id, "Kiểm kê TK", "TK", "", here.librarian.id)
    kinds = [
        stocktaking.scan(row, here.school, code)[0]
        for code in ("TK-1", "TK-1", "SGK-1", "TK-900", "TK-4")
    ]
    assert kinds == ["seen", "again", "elsewhere", "unknown", "on_loan"] and other.copies == 1
    stocktaking.close(row, here.librarian.id, lose=True)
    assert row.report
    assert row.report["missing"] == [copies[1].id, copies[2].id] and row.report["seen"] == 2
    assert [state(copy) for copy in copies[:3]] == [rules.SHELF, rules.LOST, rules.LOST]
    with refused("closed"):
        stocktaking.scan(row, here.school, "TK-2")
    with refused("line"):
        stocktaking.write_off(copies, "QĐ 5", clock.today(), "Rách", here.librarian.id)
    db.session.rollback()
    batch = stocktaking.write_off(copies[1:3], "QĐ 5", clock.today(), "Mất", here.librarian.id)
    assert [state(copy) for copy in copies[1:3]] == [rules.GONE, rules.GONE]
    assert stocktaking.take_write_off_back(batch, here.librarian.id) == 2
    assert [state(copy) for copy in copies[1:3]] == [rules.LOST, rules.LOST]
    assert db.session.scalar(select(func.count(CopyChange.id))) == 6


def test_what_the_circular_asks(dbapp: Flask) -> None:
    here = make_library.town()
    make_print.copies(here, number=3)
    make_print.take(here, make_print.row("Toán 6, sách giáo viên", stock="GV", count="2"))

    def verdicts() -> dict[str, tuple[str, int | None]]:
        found = figures.figures(here.school)
        return {row.code: (v.state, v.value) for row, v in figures.judged(here.school, found)}

    said = verdicts()
    assert said["books_lower"] == ("not_met", 300) and "books_primary" not in said
    assert said["set_teacher"] == ("unknown", 200) and said["premises"] == ("unknown", None)
    make_print.copies(here, "Chí Phèo")
    assert verdicts()["books_lower"] == ("met", 400)
