"""Versions of the programme: read, compared, kept, followed by works, undone; old figures stay."""

import html
import io
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from repository.catalogue.models import Alignment
from repository.map import carrying, drawing
from school.api import current_programme, who_is
from school.curriculum import changing, service
from school.curriculum.changing_rules import Row, difference, followed, read, table_lines
from school.curriculum.models import CurriculumNode, Programme, ProgrammeChange
from suite import clock, jobs
from suite.db import db
from suite.sheets import csv_lines
from tests.kit import make, make_indicators, make_library
from tests.kit.client import sign_in

HEAD = "code,parent,level,title,periods,countable,source,replaces\n"
GOOD = """TOAN.6,,subject,Toán,30,true,
TOAN.6.1,TOAN.6,topic,Số tự nhiên,20,true,
TOAN.6.2,TOAN.6,topic,"=Số nguyên",,x,
"""
DAY, LATER = date(2026, 11, 20), date(2026, 11, 25)


def rows_from(text: str) -> list[Row]:
    rows, faults = read(HEAD + text, ["TOAN"])
    assert not faults, faults
    return rows


def test_a_table_tells_every_fault_with_row_and_column() -> None:
    text = GOOD + (
        "TOAN.6.1,TOAN.6,topic,Hai lần,1,true,\n"
        "TOAN.6.3,TOAN.9,topc,,nhiều,maybe,\n"
        "VAN.13,,subject,Văn,1e9,true,\n"
    )
    faults = read(HEAD + text, ["TOAN"])[1]
    assert {(fault.row, fault.column) for fault in faults} == {
        (5, "code"), (6, "parent"), (6, "level"), (6, "title"), (6, "periods"), (6, "countable"),
        (7, "code"), (7, "periods"),
    }  # fmt: skip
    assert [f.column for f in read("code,title\nx,y\n", [])[1]] == [
        "parent", "level", "periods", "countable", "source",
    ]  # fmt: skip
    (sums,) = read(HEAD + GOOD.replace(",20,", ",31,"), ["TOAN"])[1]
    assert (sums.row, sums.column, sums.detail["sum"]) == (3, "periods", "31")
    assert read(HEAD, ["TOAN"])[1]


def test_a_table_comes_back_as_it_went() -> None:
    rows = rows_from(GOOD)
    text = "".join(csv_lines(HEAD.strip().split(","), table_lines(rows)))
    assert read(text, ["TOAN"]) == (rows, [])


codes = st.lists(st.sampled_from([f"TOAN.6.{n}" for n in range(8)]), unique=True)


@given(codes, codes)
def test_every_code_is_added_gone_or_stays(before: list[str], after: list[str]) -> None:
    def rows(held: list[str]) -> list[Row]:
        return [
            Row(c, "TOAN.6", "topic", c, Decimal(n), True, None, "TOAN", 6, n)
            for n, c in enumerate(held)
        ]

    found = difference(rows(before), rows(after))
    assert {row.code for row in found.added} == set(after) - set(before)
    assert {row.code for row in found.gone} == set(before) - set(after)
    assert {one.code for one in found.changed} <= set(before) & set(after)
    assert difference(rows(before), rows(before)).empty


@given(st.dictionaries(st.sampled_from("abcde"), st.sampled_from("abcde")))
def test_following_ends_in_what_stands(steps: dict[str, str]) -> None:
    assert followed("a", {"a": 1}, steps, {}) == 1
    found = followed("a", {"e": 5}, steps, {})
    seen, at = [], "a"
    while at in steps and at not in seen:
        seen.append(at)
        at = steps[at]
    assert (found == 5) == (at == "e" or "e" in seen)


def given_works(here: make_library.Town) -> list[CurriculumNode]:
    """A programme with two topics; two works at the first and one at the second."""
    topics = make_indicators.programme(periods=30, topics=2)
    for number, at in enumerate((0, 0, 1)):
        kind = ("text", "exercise")[number % 2]
        work = make_library.book(here, f"Sách {number}", content=b"%d" % number)
        work.kind, work.licence = kind, "own"
        row = Alignment(
            work_id=work.id, node_id=topics[at].id, proposed_by=here.teacher.id,
            proposed_at=clock.now(), confirmed_by=here.librarian.id, confirmed_at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
    db.session.commit()
    jobs.drain()
    return topics


def test_works_follow_and_old_days_stay(dbapp: Flask) -> None:
    with clock.frozen(make_indicators.at(DAY)):
        here = make_library.town()
        first, second = given_works(here)
        before = drawing.draw(here.school.id, DAY)
        assert before.whole.met == 15
        now = current_programme()
        assert now is not None
        rows = changing.rows_of(now)
        root = rows[0]
        kept = Row(
            "T.neu", "T", "topic", "Số", Decimal(10), True, None, "TOAN", 6, 1, (first.code,)
        )
        other = Row("T.9", "T", "topic", "Mới", None, True, None, "TOAN", 6, 2)
    with clock.frozen(make_indicators.at(LATER)):
        made = changing.apply(
            [root, kept, other], now.id, name="2", reason="Thông tư mới", actor_id=here.teacher.id
        )
        jobs.drain()
        after = drawing.draw(here.school.id, LATER)
        assert (after.whole.met, after.whole.total) == (10, 30)
        assert drawing.draw(here.school.id, DAY).found.leaves == before.found.leaves
        (lost,) = carrying.stranded(who_is(here.librarian))
        assert (lost.node.code, lost.number) == (second.code, 1)
        assert [work.title for work in lost.works] == ["Sách 2"]
        assert carrying.stranded(who_is(here.stranger))[0].works == []
        to = db.session.scalars(
            select(CurriculumNode).where(
                CurriculumNode.programme_id == made.id, CurriculumNode.code == "T.9"
            )
        ).one()
        assert carrying.move(lost.node, to, here.librarian.id) == 1
        jobs.drain()
        assert carrying.stranded(who_is(here.librarian)) == []
        change = db.session.get_one(ProgrammeChange, made.id)
        changing.undo(change, "Nhầm", here.teacher.id)
        jobs.drain()
        assert current_programme() == now
        nodes = sorted(db.session.scalars(select(Alignment.node_id)))
        assert nodes == sorted([first.id, first.id, second.id])
        assert drawing.draw(here.school.id, LATER).whole == before.whole


def test_a_correction_is_a_version_and_undoing_it_later_another(app: Flask) -> None:
    with clock.frozen(make_indicators.at(DAY)):
        here = make_library.town()
        first, _ = given_works(here)
        made = changing.correct(
            first, reason="Số tiết sai", actor_id=here.teacher.id, periods=Decimal(5)
        )
        jobs.drain()
        assert drawing.draw(here.school.id, DAY).whole.met == 5
    with clock.frozen(make_indicators.at(DAY + timedelta(days=1))):
        changing.undo(db.session.get_one(ProgrammeChange, made.id), "Đúng rồi", here.teacher.id)
        jobs.drain()
        assert drawing.draw(here.school.id, clock.today()).whole.met == 15
        assert drawing.draw(here.school.id, DAY).whole.met == 5
        names = db.session.scalars(select(Programme.version).order_by(Programme.id))
        assert list(names) == ["thử", "thử.1", "thử.2"]


def test_pages_of_who_keeps_the_programme(app: Flask) -> None:
    here = make_library.town()
    topics = make_indicators.programme(periods=30, topics=2)
    keeper = sign_in(app.test_client(), make.person("Quản Trị", "administrator", here.school))
    table = keeper.get("/library/programme/table.csv").data

    def give(content: bytes, name: str = "bang.csv") -> str:
        sent = {"table": (io.BytesIO(content), name)}
        return keeper.post("/library/programme/check", data=sent).text

    bad = give(table.replace(b"T.0,T,topic", b"T.0,K,topic"))
    assert "Dòng 3, cột parent" in bad
    assert "không phải bảng" in give(b"\0\1\2")
    assert "không phải bảng" in give(b"PK\3\4 broken", "a.xlsx")
    # This maker's root has a code without subject and grade, so tables name it anew.
    good = table.replace(b"T,,subject", b"TOAN.6,,subject").replace(b",T,topic", b",TOAN.6,topic")
    page = give(good)
    assert "Thêm mới (1)" in page
    assert "Chuyển chỗ (2)" in page
    former = current_programme()
    assert former is not None
    said = {"table": good.decode(), "former": former.id, "name": "2", "reason": "Thông tư"}
    late = said | {"valid_from": "2020-01-01"}
    assert keeper.post("/library/programme/apply", data=late).status_code == 422
    said |= {"valid_from": clock.today().isoformat()}
    assert keeper.post("/library/programme/apply", data=said).status_code == 303
    assert keeper.post("/library/programme/apply", data=said | {"name": "3"}).status_code == 303
    now = current_programme()
    assert now is not None
    assert now.version == "2"
    shown = keeper.get(f"/library/nodes/{topics[0].uid}")
    assert shown.status_code == 302
    assert keeper.get(shown.location).status_code == 200
    uid = shown.location.rpartition("/")[2]
    fixed = {"title": "Khác", "periods": "40", "countable": "y", "source": "", "reason": "Sai"}
    assert keeper.post(f"/library/programme/nodes/{uid}", data=fixed).status_code == 422
    fixed["periods"] = "7,5"
    assert keeper.post(f"/library/programme/nodes/{uid}", data=fixed).status_code == 303
    teacher = sign_in(app.test_client(), here.teacher)
    assert teacher.get("/library/programme").status_code == 403


def test_the_two_tables_of_the_programme_come_in_by_page(app: Flask) -> None:
    here = make_library.town()
    keeper = sign_in(app.test_client(), make.person("Quản Trị", "administrator", here.school))
    folder = Path(service.__file__).parent / "data"
    hours, topics = ((folder / f"{name}.csv").read_bytes() for name in ("hours", "topics"))

    def give(*tables: bytes) -> str:
        sent = {"table": [(io.BytesIO(one), f"gdpt2018-{n}.csv") for n, one in enumerate(tables)]}
        return html.unescape(keeper.post("/library/programme/check", data=sent).text)

    assert "cùng lúc bảng số tiết" in give(topics)
    bad = give(topics.replace(b"TOAN.6.01,", b"TOAN.6.02,"), hours)
    assert "Bảng chủ đề · Dòng 3, cột topic_code: TOAN.6.02" in bad
    page = give(hours, topics)
    assert "phiên bản đầu tiên" in page
    table, kept = re.findall(r"<textarea[^>]*>\n?(.*?)</textarea>", page, re.DOTALL)[:2]
    said = {"table": table, "hours": kept, "former": 0, "name": "2018", "reason": "Lần đầu",
            "valid_from": "2019-02-15"}  # fmt: skip
    assert keeper.post("/library/programme/apply", data=said).status_code == 303
    now = current_programme()
    assert now is not None
    assert (now.version, now.valid_from) == ("2018", service.SINCE)
    assert service.load_programme().created is False, "the same as by the command"
    assert "Bảng giống hệt" in give(topics, hours)
    assert keeper.post("/library/programme/apply", data=said).status_code == 303
    assert len(changing.changes()) == 1, "not twice"
