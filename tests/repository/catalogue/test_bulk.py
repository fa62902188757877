"""Many works changed at once: looked at first, done as one, undone where nobody touched it."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from repository.catalogue import alignment
from repository.catalogue.bulk import fields, rules, service
from repository.catalogue.bulk.models import Batch
from repository.catalogue.bulk.service import Change, Undone
from repository.catalogue.models import Work
from school.classes.models import SchoolClass
from school.people.standing import who_is
from suite import jobs
from suite.audit import AuditEntry
from suite.db import db
from tests.kit import make, make_library
from tests.kit.queries import counted
from tests.repository.catalogue.test_agents import described
from tests.repository.catalogue.test_catalogue import nodes

LISTS = st.lists(st.integers(0, 20), max_size=6)


@given(LISTS, LISTS)
def test_lists_grow_and_shrink(now: list[int], value: list[int]) -> None:
    added = rules.changed(rules.GRADES, rules.ADD, now, value)
    assert set(added) == set(now) | set(value)
    assert set(rules.changed(rules.GRADES, rules.REMOVE, added, value)) == set(now) - set(value)
    assert rules.changed(rules.GRADES, rules.SET, now, value) == sorted(set(value))
    assert len(added) == len(set(added))


def test_ways_that_a_field_does_not_know() -> None:
    for field, way in ((rules.SUBJECT, rules.ADD), (rules.NODES, rules.SET)):
        with pytest.raises(ValueError, match=field):
            rules.changed(field, way, [], [1])


def shelf(here: make_library.Town, number: int = 3) -> list[Work]:
    return [make_library.book(here, f"Sách {at}", grades=(6,)) for at in range(number)]


def done(works: list[Work], change: Change, person: Any) -> Batch:
    batch = service.apply([work.uid for work in works], change, who_is(person))
    assert batch is not None
    return batch


def test_done_as_one_and_undone_where_untouched(dbapp: Flask) -> None:
    here = make_library.town()
    first, second, third = shelf(here)
    jobs.drain(["index"])
    batch = done([first, second, third], Change("grades", "add", [7]), here.librarian)
    assert [work.grades for work in (first, second, third)] == [[6, 7]] * 3
    assert first.index_wanted > first.index_done
    assert (batch.works, first.version) == (3, 2)
    done([second], Change("grades", "set", [9]), here.librarian)
    described(third, grades=(6, 7), place="Huế")
    number, left = service.undo(batch, who_is(here.librarian))
    assert (number, left) == (2, [second])
    assert [work.grades for work in (first, second, third)] == [[6], [9], [6]]
    assert batch.left_as_is == 1
    with pytest.raises(Undone):
        service.undo(batch, who_is(here.librarian))
    db.session.rollback()
    told = set(db.session.scalars(select(AuditEntry.action)))
    assert {"works.changed", "works.put_back"} <= told


def test_every_field_goes_and_comes_back(dbapp: Flask) -> None:
    here = make_library.town()
    topic, other = nodes("Phương trình", "Hàm số")
    work = make_library.book(here, "Sách", keywords=("thơ",), series="Cũ", subject_code="TOAN")
    alignment.align(work, {topic.id}, {topic.id}, here.teacher.id)
    db.session.refresh(work, ["alignments"])
    alignment.confirm(work.alignments, here.librarian.id)
    made = work.alignments[0].confirmed_at
    of_class = {"audience": "class", "classes": [here.school_class.id]}
    changes = (
        Change("subject", "set", None), Change("licence", "set", "cc-by"),
        Change("audience", "set", of_class), Change("tags", "add", [1, 2]),
        Change("series", "set", "Mới"), Change("keywords", "add", ["văn"]),
        Change("nodes", "remove", [topic.id]), Change("nodes", "add", [other.id]),
    )  # fmt: skip
    before = [(one.field, fields.value(one.field, work)) for one in changes]
    batches = [done([work], one, here.librarian) for one in changes]
    assert (work.subject_code, work.licence, work.series) == (None, "cc-by", "Mới")
    assert (work.audience, [row.id for row in work.classes]) == ("class", [here.school_class.id])
    assert [row.node_id for row in work.alignments] == [other.id]
    for batch in reversed(batches):
        assert service.undo(batch, who_is(here.librarian)) == (1, [])
    assert [(one.field, fields.value(one.field, work)) for one in changes] == before
    row = work.alignments[0]
    assert (row.proposed_by, row.confirmed_by) == (here.teacher.id, here.librarian.id)
    assert row.confirmed_at == made


def test_what_one_may_not_change_is_named_and_stays(dbapp: Flask) -> None:
    here = make_library.town()
    published = make_library.book(here, "Công bố")
    mine = make_library.draft(here)
    far = SchoolClass(
        school_id=here.stranger.school_id, year_id=here.school_class.year_id, grade=6, name="Z",
        sort_key="Z",
    )  # fmt: skip
    db.session.add(far)
    db.session.commit()
    works = [published, mine]
    plan = service.plan(works, Change("series", "set", "Bộ"), who_is(here.teacher))
    assert [work for work, _ in plan.changed] == [mine]
    assert plan.refused == [(published, "no_right")]
    keeper = who_is(here.librarian)
    plan = service.plan(works, Change("licence", "set", "unknown"), keeper)
    assert plan.refused == [(published, "licence")]
    alien = {"audience": "class", "classes": [far.id]}
    plan = service.plan(works, Change("audience", "set", alien), keeper)
    assert [code for _, code in plan.refused] == ["other_school"] * 2
    uids = [work.uid for work in works]
    assert service.chosen(uids, who_is(here.strange_librarian)) == []
    assert service.apply(uids, Change("series", "set", "X"), who_is(here.strange_librarian)) is None


def test_on_the_pages_from_search_to_undo(signed_in: Any) -> None:
    here = make_library.town()
    works = shelf(here)
    make_library.book(here, "Thứ khác", audience="staff")
    jobs.drain(["index"])
    client = signed_in(here.librarian)
    found = client.get("/library/?q=sach").text
    assert found.count('form="bulk"') == 3
    assert 'form="bulk"' not in signed_in(here.student).get("/library/?q=sach").text
    with counted() as made:
        page = client.get("/library/bulk/?q=sach&all=1").text
    assert len(made) <= 22
    assert all(work.uid in page for work in works)
    data = {
        "works": " ".join(work.uid for work in works), "field": "grades", "way-grades": "add",
        "grades": ["6", "8"],
    }  # fmt: skip
    looked = client.post("/library/bulk/preview", data=data)
    assert "3 học liệu thay đổi" in looked.text
    assert works[0].grades == [6]
    gone = client.post("/library/bulk/apply", data=data)
    assert gone.status_code == 303
    assert "6, 8" in client.get(gone.location).text
    assert client.get("/library/bulk/batches").text.count("/library/bulk/batches/") >= 1
    assert signed_in(here.teacher).get(gone.location).status_code == 404
    assert signed_in(here.teacher).post(f"{gone.location}/undo").status_code == 404
    back = client.post(f"{gone.location}/undo", follow_redirects=True)
    assert "3 học liệu đã được đưa về như cũ" in back.text
    db.session.expire_all()
    assert [work.grades for work in works] == [[6]] * 3


def test_what_one_may_see_no_more_is_left_and_not_named(signed_in: Any) -> None:
    here = make_library.town()
    first, second, third = shelf(here)
    batch = done([first, second, third], Change("series", "set", "Bộ"), here.librarian)
    done([second], Change("series", "set", "Khác"), here.librarian)
    third.title, third.audience = "Bí mật của trường khác", "staff"
    third.unit_id, third.depositor_id = here.stranger.school_id or 0, here.stranger.id
    db.session.commit()
    client = signed_in(here.librarian)
    url = f"/library/bulk/batches/{batch.uid}"
    page = client.post(f"{url}/undo", follow_redirects=True).text
    assert "Bí mật" not in page
    assert f"giữ nguyên: {second.title}" in page
    assert "2 học liệu được giữ nguyên" in page
    db.session.expire_all()
    assert [work.series for work in (first, second, third)] == ["", "Khác", "Bộ"]


@pytest.mark.parametrize(
    "data",
    [
        {"field": "grades", "way-grades": "add"},
        {"field": "grades", "way-grades": "burn", "grades": "6"},
        {"field": "title", "title": "x"},
        {"field": "audience", "audience": "class"},
        {"field": "grades", "way-grades": "add", "grades": "99"},
        {"field": "subject", "subject": "KHONGCO"},
    ],
)
def test_what_says_nothing_or_nonsense_changes_nothing(
    signed_in: Any, data: dict[str, str]
) -> None:
    here = make_library.town()
    make.subject()
    work = make_library.draft(here)
    client = signed_in(here.librarian)
    for step in ("preview", "apply"):
        answer = client.post(f"/library/bulk/{step}", data={"works": work.uid, **data})
        assert answer.status_code == 422
    assert db.session.scalar(select(Batch)) is None
