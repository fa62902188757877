"""The way of a work: deposited, described, sent, given back, published, withdrawn."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from repository.catalogue import alignment, health, queries, rules, service
from repository.catalogue.models import Alignment, Work
from repository.catalogue.rules import Refused
from school.curriculum.models import CurriculumNode, Programme
from suite import clock, files, jobs
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make, make_library
from tests.kit.client import undo


def nodes(*names: str) -> list[CurriculumNode]:
    make.subject()
    programme = Programme(
        code="GDPT", version="2018", name="x", citation="TT 32", valid_from=make.YEAR_START
    )
    db.session.add(programme)
    db.session.flush()
    made = [
        CurriculumNode(
            programme_id=programme.id,
            code=f"T{number}",
            level="topic",
            subject_code="TOAN",
            grade=9,
            name=name,
            position=number,
        )
        for number, name in enumerate(names)
    ]
    db.session.add_all(made)
    db.session.commit()
    return made


def test_the_whole_way(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    assert (work.state, work.title) == (rules.DRAFT, "Phương trình bậc hai")
    service.submit(work, here.teacher.id)
    service.ask_changes(work, here.librarian.id, "Thiếu tác giả")
    assert (work.state, work.reason) == (rules.CHANGES_ASKED, "Thiếu tác giả")
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    assert (work.state, work.reviewer_id) == (rules.PUBLISHED, here.librarian.id)
    service.withdraw(work, here.principal.id, "Bản mới thay thế")
    assert work.state == rules.WITHDRAWN
    assert work.withdrawn_at is not None
    steps = [step.action for step in db.session.get_one(Work, work.id).steps]
    assert steps == [
        "created",
        "submitted",
        "changes_asked",
        "submitted",
        "published",
        "withdrawn",
    ]
    told = set(
        db.session.scalars(select(AuditEntry.action).where(AuditEntry.thing == f"work:{work.id}"))
    )
    assert {"work.published", "work.withdrawn"} <= told


def test_a_withdrawal_is_taken_back_once(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    service.withdraw(work, here.principal.id, "Nhầm")
    moment = work.withdrawn_at
    assert moment is not None
    service.put_back(work, here.principal.id, moment)
    assert (work.state, work.withdrawn_at, work.reason) == (rules.PUBLISHED, None, None)
    with pytest.raises(rules.Refused, match="wrong_state"):
        service.put_back(work, here.principal.id, moment)
    db.session.rollback()


def test_the_button_after_a_withdrawal(signed_in: Any) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    service.submit(work, here.teacher.id)
    service.publish(work, here.librarian.id)
    client = signed_in(here.librarian)
    gone = client.post(f"/library/works/{work.uid}/withdraw", data={"reason": "Nhầm tệp"})
    assert work.title in undo(client, gone)
    db.session.expire_all()
    assert work.state == rules.PUBLISHED
    assert "đưa trở lại" in client.get(f"/library/works/{work.uid}").text


def test_nobody_approves_their_own(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    service.submit(work, here.teacher.id)
    with pytest.raises(Refused, match="own_work"):
        service.publish(work, here.teacher.id)
    db.session.rollback()
    assert db.session.get_one(Work, work.id).state == rules.SUBMITTED


def test_states_have_an_order(app: Flask) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    with pytest.raises(Refused, match="wrong_state"):
        service.publish(work, here.librarian.id)
    with pytest.raises(Refused, match="wrong_state"):
        service.withdraw(work, here.librarian.id, "x")


@pytest.mark.parametrize(
    ("licence", "code"),
    [("unknown", "licence_unknown"), ("all-rights-reserved", "licence_forbids")],
)
def test_without_a_licence_nothing_is_published(app: Flask, licence: str, code: str) -> None:
    here = make_library.town()
    work = make_library.draft(here, licence=licence)
    with pytest.raises(Refused, match=code):
        service.submit(work, here.teacher.id)


def test_topics_are_confirmed_by_a_second_person(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.published(here)
    first, second, third = nodes("Phương trình", "Hàm số", "Hình tròn")
    among = {first.id, second.id, third.id}
    alignment.align(work, {first.id, second.id}, among, here.teacher.id)
    alignment.align(work, {second.id, third.id}, among, here.librarian.id)
    rows = list(db.session.scalars(select(Alignment).order_by(Alignment.node_id)))
    assert [(row.node_id, row.proposed_by) for row in rows] == [
        (second.id, here.teacher.id),
        (third.id, here.librarian.id),
    ]
    with pytest.raises(Refused, match="own_alignment"):
        alignment.confirm(rows, here.librarian.id)
    db.session.rollback()
    alignment.confirm(rows[:1], here.librarian.id)
    assert rows[0].confirmed_by == here.librarian.id


def test_health_finds_a_flipped_byte(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.published(here)
    sha256 = work.files[0].sha256
    assert health.check() == {"alive": 1, "dead": 0}
    path = files.store().path(sha256)
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert health.check() == {"alive": 0, "dead": 1}
        assert db.session.get_one(Work, work.id).files[0].health == "dead"


def test_the_same_content_is_kept_once_in_a_school(dbapp: Flask) -> None:
    here = make_library.town()
    work = make_library.draft(here)
    same = queries.same_content(here.school.id, work.files[0].sha256)
    assert same is not None
    assert same.work_id == work.id
    assert queries.same_content(here.stranger.school_id or 0, same.sha256) is None


def test_what_the_indicator_is_told(app: Flask) -> None:
    here = make_library.town()
    make.year()
    work = make_library.published(here, kind="exercise")
    jobs.drain(["events"])
    node = nodes("Phương trình")[0]
    alignment.align(work, {node.id}, {node.id}, here.teacher.id)
    alignment.confirm(list(work.alignments), here.librarian.id)
    jobs.drain(["events"])
    from indicators.ledger.models import MaterialFact

    facts = list(db.session.scalars(select(MaterialFact).order_by(MaterialFact.id)))
    assert facts[-1].ref == f"work:{work.uid}"
    assert facts[-1].usable_from == clock.today()


def test_the_health_of_files_is_checked_by_itself(app: Flask) -> None:
    here = make_library.town()
    for text in ("Một", "Hai"):
        make_library.published(here, text)
    jobs.plan()
    with clock.frozen(clock.now() + timedelta(days=8)):
        jobs.drain(["library"])
    checks = select(jobs.Job).where(jobs.Job.name == "repository.check_health")
    assert [row.result for row in db.session.scalars(checks)] == [{"checked": 2, "broken": 0}]
