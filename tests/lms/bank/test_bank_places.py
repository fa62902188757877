"""Questions of an older version of the programme are found at the node that took the place of
theirs, by lists, matrices and sets; those of a node that is gone are listed and moved."""

from decimal import Decimal

from flask import Flask

from lms.bank import places, queries
from lms.bank import service as bank
from lms.bank.models import Item
from lms.bank.queries import Filters
from lms.bank.rules import Content
from lms.bank.service import About
from lms.blueprints import drawing, presets
from lms.blueprints import service as blueprints
from lms.practice import service as practice
from school.api import CurriculumNode, current_programme, who_is
from school.curriculum import changing
from school.curriculum.changing_rules import Row
from school.curriculum.models import ProgrammeChange
from suite.db import db
from tests.kit import make_indicators, make_library
from tests.kit.client import sign_in
from tests.kit.queries import counted

BODY = ({"options": ["a", "b"]}, {"right": 1})


def asked(here: make_library.Town, node: CurriculumNode, stem: str) -> Item:
    about = About(here.school.id, "TOAN", 6, "Số", "know", node.uid)
    return bank.add_item(about, Content("single_choice", stem, *BODY), here.teacher.id)


def topic(code: str, position: int, *replaces: str) -> Row:
    return Row(
        code, "T", "topic", f"Chủ đề {code}", None, True, None, "TOAN", 6, position, replaces
    )


def versioned(here: make_library.Town, *rows: Row) -> int:
    """Topics of a new version; its number."""
    now = current_programme()
    assert now is not None
    root = Row("T", None, "subject", "Toán", Decimal(30), True, None, "TOAN", 6, 0)
    made = changing.apply(
        [root, *rows], now.id, name=f"{now.version}+", reason="Mới", actor_id=here.teacher.id
    )
    return made.id


def present(code: str) -> CurriculumNode:
    now = current_programme()
    assert now is not None
    query = db.select(CurriculumNode).filter_by(programme_id=now.id, code=code)
    return db.session.scalars(query).one()


def test_questions_are_found_at_what_took_the_place_of_their_node(dbapp: Flask) -> None:
    here = make_library.town()
    kept, first, second, lost = make_indicators.programme(periods=30, topics=4)
    items = [asked(here, node, f"Câu {n}?") for n, node in enumerate((kept, first, second, lost))]
    me = who_is(here.teacher)

    def found(node: CurriculumNode) -> set[int]:
        rows = db.session.execute(queries.find(me, Filters(node=node.uid)))
        return {items.index(item) for item, _version in rows}

    plan = blueprints.add(
        here.school.id, here.teacher.id, "Ma trận", "TOAN", 6, presets.in_force("TOAN")[0]
    )
    cells = {"0.know": 3}
    plan.parts = [{"kind": "single_choice", "title": "I", "points": "1"}]
    plan.rows = [{"node": first.uid, "topic": "Số", "cells": cells}]
    one = practice.add(here.school.id, here.teacher.id, "Ôn", "TOAN", 6)
    practice.choose(one, [item.id for item in items])

    versioned(here, topic(kept.code, 1), topic("T.neu", 2, first.code, second.code))
    made = versioned(here, topic(kept.code, 1), topic("T.cuoi", 2, "T.neu"))
    last = present("T.cuoi")
    assert found(present(kept.code)) == {0}
    assert found(last) == found(first) == {1, 2}
    read = drawing.plan_of(plan)
    assert [row.node for row in read.rows] == [last.uid]
    assert drawing.has(plan, read) == {(last.uid, "", "single_choice", "know"): 2}
    assert {c.id for one in drawing._candidates(plan, read).values() for c in one} == {
        items[1].id, items[2].id,
    }  # fmt: skip
    assert drawing.need_of(plan, items[2])[0] == last.uid
    assert practice.nodes_of(one, items) == [present(kept.code).uid, last.uid, lost.uid]

    assert [(gone.node.code, gone.number) for gone in places.gone(me)] == [(lost.code, 1)]
    assert places.strayed(me)
    assert places.gone(who_is(here.stranger)) == []
    assert not places.strayed(who_is(here.stranger))
    assert found(lost) == {3}
    changing.undo(db.session.get_one(ProgrammeChange, made), "Nhầm", here.teacher.id)
    assert found(present("T.neu")) == {1, 2}
    assert places.move(me, lost.uid, present("T.neu")) == 1
    assert found(present("T.neu")) == {1, 2, 3}
    assert not places.strayed(me)


def test_a_teacher_puts_the_questions_of_a_lost_topic_to_another(app: Flask) -> None:
    here = make_library.town()
    kept, lost = make_indicators.programme(topics=2)
    item = asked(here, lost, "Câu lạc?")
    teacher = sign_in(app.test_client(), here.teacher)
    assert "/bank/places" not in teacher.get("/bank").text
    versioned(here, topic(kept.code, 1))
    assert "/bank/places" in teacher.get("/bank").text
    with counted() as seen:
        page = teacher.get("/bank/places").text
    assert len(seen) <= 12, seen
    assert lost.name in page
    address, to = f"/bank/places/{lost.uid}", present(kept.code)
    stranger = sign_in(app.test_client(), here.strange_librarian)
    assert stranger.post(address, data={"to": to.uid}).status_code == 404
    assert "Hãy chọn" in teacher.post(address, data={"to": "x"}, follow_redirects=True).text
    assert teacher.post(address, data={"to": to.uid}).status_code == 303
    db.session.refresh(item)
    assert item.node_uid == to.uid
    assert "/bank/places" not in teacher.get("/bank").text
    shown = teacher.get(f"/bank/{item.uid}/edit").text
    assert f'<option selected value="{to.uid}">' in shown
    assert teacher.post(address, data={"to": to.uid}).status_code == 404
