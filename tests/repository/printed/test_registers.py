"""The registers follow what comes in and goes out; readers and overdue loans in order."""

from datetime import date, timedelta

from flask import Flask

from repository.printed import lending, readers, registers, settling, stocktaking
from repository.printed.registers import Asked
from suite import clock
from suite.db import db
from tests.kit import make, make_library, make_print
from tests.kit.make_print import row

OFF = date(2026, 10, 1)


def test_the_registers_follow(dbapp: Flask) -> None:
    here = make_library.town()
    make_print.take(here, row("Sách cũ", day="01/02/2024", count="2", price="10000"))
    copies = make_print.copies(here, number=3)
    make_print.take(here, row("Toán 6", stock="SGK", document="HD99", price=""))
    stocktaking.write_off(copies[:2], "QĐ 7", OFF, "Rách nát", here.librarian.id)
    came, went = registers.batches(here.school.id, "in"), registers.batches(here.school.id, "out")
    assert [(sum_.titles, sum_.total, sum_.value) for _batch, sum_ in came] == [
        (1, 2, 20_000), (1, 3, 135_000), (1, 1, 0),
    ]  # fmt: skip
    assert [(batch.document, sum_.total, sum_.value) for batch, sum_ in went] == [
        ("QĐ 7", 2, 90_000)
    ]
    years = registers.balance(here.school.id)[:2]
    assert [(one.year, one.before.total, one.came.total, one.went.total) for one in years] == [
        (2024, 0, 2, 0), (2026, 2, 4, 2),
    ]  # fmt: skip
    assert years[1].stands.copies["reference"] == 3 and years[1].stands.total == 4
    for text, wanted in (("tat den", 3), ("TK-00001", 1), ("%", 0), ("sách cũ", 2)):
        found = db.session.execute(registers.copies_query(here.school.id, Asked(text))).all()
        assert len(found) == wanted, text


def test_overdue_loans_stand_by_class_and_name(dbapp: Flask) -> None:
    here = make_library.town()
    other = make.student(make.school_class(here.school, "7A", 7), "Bùi Văn Ất")
    first, second, third = make_print.copies(here, number=3)
    people = [here.teacher.id, other.id, here.student.id]
    for copy, person_id in zip((first, second, third), people, strict=True):
        one = readers.reader(here.school, person_id)
        lending.lend(copy, one, here.librarian.id)
    with clock.frozen(clock.moved(timedelta(days=90))):
        late = settling.overdue(here.school.id)
    assert [settling.class_of(loan) for loan in late] == ["6A", "7A", ""]
    assert [one.person_id for one in readers.found(here.school, "7a")] == [other.id]
    assert [one.name for one in readers.found(here.school, "bui at")] == ["Bùi Văn Ất"]
    assert readers.found(here.school, "%") == [] and readers.found(here.school, " ") == []
