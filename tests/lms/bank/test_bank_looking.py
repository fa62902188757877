"""The list of a large bank: numbers that triggers keep, common words cut, plans by an index."""

import re
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text, update

from lms.bank import finding, looking, service, tally
from lms.bank.models import Item, ItemTally
from lms.bank.queries import COMMUNE, Filters, schools_of
from school.signin.session import who_is
from suite import clock
from suite.db import db
from tests.kit import make, make_exams
from tests.kit.client import sign_in
from tests.kit.queries import counted


def sorts() -> Counter[Any]:
    """The tally, added up."""
    found: Counter[Any] = Counter()
    for row in db.session.scalars(select(ItemTally)):
        found[tuple(getattr(row, column.key) for column in tally.SORT)] += row.number
    return +found


def truth() -> Counter[Any]:
    """The same, counted from the questions."""
    db.session.expire_all()
    return Counter(
        (
            one.school_id, one.retired_at is not None,
            one.group_id is not None and one.approved_at is None, one.shared_at is not None,
            one.subject_code, one.grade, one.topic, one.level, one.kind,
            "" if one.facility is None else "easy" if one.facility >= 700
            else "middle" if one.facility >= 300 else "hard",
        )
        for one in db.session.scalars(select(Item))
    )  # fmt: skip


def test_the_tally_is_exact_whatever_happens_to_questions(dbapp: Flask) -> None:
    teacher = make.teacher(make.school_class())
    far = make.school("THCS Kia")
    items = [make_exams.question(teacher, f"Câu {n}") for n in range(6)]
    assert sorts() == truth() and sum(sorts().values()) == 6
    service.retire(items[0])
    items[1].shared_at, items[2].level, items[3].facility = clock.now(), "know", 299
    items[4].topic, items[4].grade = "Chủ đề khác", None
    db.session.commit()
    assert sorts() == truth()
    db.session.execute(update(Item).values(facility=700, school_id=far.id))
    db.session.execute(text("DELETE FROM lms_bank_version WHERE item_id = 6"))
    finding.move([6], far.id)
    for table in ("lms_bank_word", "lms_bank_band"):
        db.session.execute(text(f"DELETE FROM {table} WHERE item_id = 6"))
    db.session.execute(text("DELETE FROM lms_bank_item WHERE id = 6"))
    db.session.commit()
    assert sorts() == truth() and sum(sorts().values()) == 5
    before, exact = db.session.query(ItemTally).count(), truth()
    gone = tally.add_up()
    assert sorts() == exact and db.session.query(ItemTally).count() == before - gone
    assert len(exact) == before - gone, "one row for each sort"


def test_common_words_are_cut_and_found_the_same(
    dbapp: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = make.teacher(make.school_class())
    for n in range(8):
        told = "phân số" if n % 2 else "máy tính"
        make_exams.question(teacher, f"Câu chung {told} {'hiếm' if n == 3 else ''}")
    me = who_is(teacher)
    exact = {
        words: list(db.session.scalars(looking.look(me, Filters(words=words)).ids))
        for words in ("chung", "chung phan", "phan may", "hiem chung", "không", "-")
    }
    assert [len(exact[w]) for w in exact] == [8, 4, 0, 1, 0, 0]
    monkeypatch.setattr(finding, "MANY", 3)
    monkeypatch.setattr(looking, "WINDOW", 2)
    for words, ids in exact.items():
        found = looking.look(me, Filters(words=words))
        assert list(db.session.scalars(found.ids)) == ids, words
        assert found.facets.total == len(ids) and not found.facets.cut
    monkeypatch.setattr(looking, "MOST", 3)
    found = looking.look(me, Filters(words="chung", subject="TOAN"))
    assert found.facets.cut and found.facets.total == 3
    assert list(db.session.scalars(found.ids)) == exact["chung"][:3], "the newest"
    with counted() as seen:
        page = sign_in(dbapp.test_client(), teacher).get("/bank?q=chung").text
    assert "3 câu mới nhất có các từ này" in page
    assert len(seen) <= 14, seen


def test_a_list_walks_an_index(dbapp: Flask) -> None:
    """The newest questions come off an index, unsorted: a page costs the same in any bank."""
    teacher = make.teacher(make.school_class())
    for n in range(3):
        make_exams.question(teacher, f"Câu {n}")
    me = who_is(teacher)
    query = looking.look(me, Filters()).ids.limit(30)
    said = query.compile(db.engine, compile_kwargs={"literal_binds": True})
    if db.engine.dialect.name == "sqlite":
        rows = db.session.execute(text(f"EXPLAIN QUERY PLAN {said}".replace(":", r"\:")))
        plan = "\n".join(row[3] for row in rows)
        assert re.search(r"USING (COVERING )?INDEX ix_lms_bank_item_newest", plan), plan
        assert "USE TEMP B-TREE FOR ORDER BY" not in plan, plan
    else:
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        db.session.execute(text("SET LOCAL enable_sort = off"))
        rows = db.session.execute(text(f"EXPLAIN {said}".replace(":", r"\:")))
        plan = "\n".join(row[0] for row in rows)
        assert re.search(r"Index.* Scan .*ix_lms_bank_item_|pk_lms_bank_item", plan), plan
        assert "Seq Scan on lms_bank_item" not in plan and "Sort" not in plan, plan


def test_the_commune_is_counted_without_the_own_school(dbapp: Flask) -> None:
    town = make.commune()
    near, own = make.school("THCS Gần", town), make.school("THCS Nhà", town)
    teacher = make.teacher(make.school_class(own))
    other = make.teacher(make.school_class(near, "6B"))
    for who, shared in ((other, True), (other, False), (teacher, True)):
        make_exams.question(who, "Câu").shared_at = clock.now() if shared else None
    db.session.commit()
    filters = Filters(bank=COMMUNE)
    found = looking.look(who_is(teacher), filters)
    assert found.facets.total == 1 == len(list(db.session.scalars(found.ids)))
    assert schools_of(who_is(teacher), filters).asked == [near.id]
    assert looking.look(who_is(teacher), Filters()).facets.total == 1
