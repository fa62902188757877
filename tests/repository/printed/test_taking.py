"""Accession lists: what they write, that a repeat writes nothing, and taking them back."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from repository.catalogue import rules as catalogue
from repository.catalogue.agents.models import Agent
from repository.catalogue.models import Work
from repository.printed import shelves, undoing
from repository.printed.models import Batch, Copy, CopyChange, PrintImport
from repository.printed.rules import Refused
from suite import clock
from suite.db import db
from tests.kit import make_library, make_print
from tests.kit.make_print import row
from tests.kit.queries import counted


def number_of(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_list_makes_titles_copies_and_lines_of_the_register(dbapp: Flask) -> None:
    here = make_library.town()
    rows = (row("Tắt đèn", "TK-1 - TK-3"), row("Chí Phèo", count="2", document="HD13"))
    dry = make_print.take(here, *rows, dry=True)
    assert (dry.counts, dry.import_id, number_of(Work)) == (
        {"titles": 2, "copies": 5, "same": 0, "batches": 2}, None, 0,
    )  # fmt: skip
    outcome = make_print.take(here, *rows)
    assert outcome.counts == dry.counts and outcome.faults == []
    numbers = list(db.session.scalars(select(Copy.number).order_by(Copy.number)))
    assert numbers == ["TK-00001", "TK-00002", "TK-00003", "TK-00004", "TK-00005"]
    works = list(db.session.scalars(select(Work)))
    assert {work.state for work in works} == {catalogue.PUBLISHED}
    assert {shelf.here for shelf in shelves.shelves(works).values()} == {2, 3}
    assert number_of(Batch) == 2


def test_its_authors_and_publishers_become_people_of_the_catalogue(dbapp: Flask) -> None:
    here = make_library.town()
    make_print.take(here, row("Dế Mèn phiêu lưu ký", author="Tô Hoài"))
    make_print.take(here, row("O chuột", author="TÔ HOÀI; Tô  Hoài; Nam Cao"), row("Quê nội"))
    named = {
        work.title: [(tie.role, tie.agent.name) for tie in work.people]
        for work in db.session.scalars(select(Work))
    }
    assert [name for role, name in named["Dế Mèn phiêu lưu ký"] if role == "author"] == ["Tô Hoài"]
    assert [name for role, name in named["O chuột"] if role == "author"] == ["Tô Hoài", "Nam Cao"]
    query = select(func.count(Agent.id)).where(Agent.name == "Tô Hoài")
    assert db.session.scalar(query) == 1


def test_a_repeat_changes_nothing_and_more_copies_join(dbapp: Flask) -> None:
    here = make_library.town()
    rows = [row("Tắt đèn", "TK-7"), row("Chí Phèo", count="2"), row("Chí Phèo", count="1")]
    assert make_print.take(here, *rows).copies == 4
    again = make_print.take(here, *rows)
    assert (again.copies, again.same, again.import_id) == (0, 4, None)
    more = make_print.take(here, *rows[:2], row("Chí Phèo", count="3"))
    assert (more.copies, more.same, more.titles) == (2, 4, 0)
    assert number_of(Copy) == 6 and number_of(Batch) == 1


def test_one_fault_keeps_everything_out(dbapp: Flask) -> None:
    here = make_library.town()
    make_print.take(here, row("Tắt đèn", "TK-1"))
    outcome = make_print.take(
        here, row("Mới"), row("Khác", "TK-1"), row("Mới", "TK-5"), row("Mới", "TK-5")
    )
    assert [(one.code, one.row) for one in outcome.faults] == [
        ("number_taken", 3), ("number_twice", 5),
    ]  # fmt: skip
    assert number_of(Copy) == 1 and number_of(Work) == 1


def test_taking_back_until_something_was_built_on_it(dbapp: Flask) -> None:
    here = make_library.town()
    first = db.session.get_one(PrintImport, make_print.take(here, row(count="2")).import_id)
    assert undoing.undo(first, here.librarian.id) == 2
    assert (number_of(Copy), number_of(Batch)) == (0, 0)
    assert db.session.scalars(select(Work.state)).all() == [catalogue.WITHDRAWN]
    with pytest.raises(Refused) as refused:
        undoing.undo(first, here.librarian.id)
    assert refused.value.code == "undone"
    second = db.session.get_one(PrintImport, make_print.take(here, row(count="2")).import_id)
    assert db.session.scalars(select(Work.state)).all() == [catalogue.PUBLISHED]
    copy = db.session.scalars(select(Copy)).first()
    assert copy
    db.session.add(CopyChange(copy_id=copy.id, before="on_shelf", state="lost", at=clock.now()))
    db.session.commit()
    with pytest.raises(Refused) as refused:
        undoing.undo(second, here.librarian.id)
    assert refused.value.params == {"copies": 1} and number_of(Copy) == 2


def test_three_hundred_titles_in_few_statements(app: Flask) -> None:
    here = make_library.town()
    rows = [row(f"Sách số {n}", count="4", document=f"HD{n % 9}") for n in range(300)]
    with counted() as seen:
        outcome = make_print.take(here, *rows)
    assert (outcome.titles, outcome.copies) == (300, 1200)
    assert len(seen) < 40


def test_schools_count_apart(dbapp: Flask) -> None:
    here, there = make_library.town(), make_library.town()
    assert make_print.take(here, row("Tắt đèn", "TK-1")).copies == 1
    assert make_print.take(there, row("Khác", "TK-1")).copies == 1


def test_a_printed_title_needs_no_file_and_no_licence() -> None:
    def lacks(files: int, copies: int) -> tuple[str, ...]:
        return catalogue.lacking(
            title="Tắt đèn", licence="print", allows_use=False, files=files, copies=copies
        )

    assert lacks(0, 1) == ()
    assert lacks(1, 1) == ("licence_forbids",)
    assert lacks(0, 0) == ("licence_forbids", "no_file")


@pytest.mark.parametrize(
    ("title", "personal"),
    [
        ("Kết quả thi  tốt nghiệp THPT 2026", True), ("BẢNG ĐIỂM lớp 9A", True),
        ("Hoc ba: lop 6", True), ("Đề thi tốt nghiệp THPT môn Toán", False), ("Tắt đèn", False),
        ("Học bài hát mới", False), ("Học bảng cửu chương", False),
        ("Số điểm cực trị của hàm số", False),
    ],
)  # fmt: skip
def test_personal_records_become_no_works(title: str, personal: bool) -> None:
    found = catalogue.lacking(title=title, licence="own", allows_use=True, files=1)
    assert found == (("personal_record",) if personal else ())
