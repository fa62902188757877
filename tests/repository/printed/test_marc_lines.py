"""MARC records into the register: what is read, what is at fault and where, and back again."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pymarc import Field, Indicators, Record, Subfield, record_to_xml
from sqlalchemy import func, select

from repository.catalogue.models import Work
from repository.printed import marc_lines
from repository.printed.lines import Ground, Line
from repository.printed.models import Copy, PrintImport, PrintTitle
from repository.printed.rules import Number
from suite.db import db
from tests.kit import make_library

GROUND = Ground("reference", date(2026, 11, 20), {"ngu van": "NGUVAN"}, "HĐ 7", "Mua")


def field(tag: str, **said: str) -> Field:
    return Field(tag, Indicators(" ", " "), [Subfield(code, text) for code, text in said.items()])


def record(*more: Field, title: str = "Tắt đèn :", isbn: str = "9786049695353") -> Record:
    made = Record(leader="00000nam a2200000 a 4500", force_utf8=True)
    made.add_field(Field("001", data="vn1"))
    made.add_field(Field("008", data=f"{'261126s2020    vm':35}vie d"))
    made.add_field(
        field("020", a=f"{isbn} (bìa mềm)", c="45.000đ - 1000b"), field("082", a="895.92232"),
        field("100", a="Ngô Tất Tố,", d="1893-1954"),
        field("245", a=title, b="tiểu thuyết /", c="Ngô Tất Tố"),
        field("260", a="Hà Nội :", b="Văn học,", c="2020."), field("300", a="199 tr. ;", c="21 cm"),
        field("490", a="Văn học trong nhà trường"), field("521", a="Lớp 8-9"),
        field("650", a="Ngữ văn"), field("650", a="Tiểu thuyết"), *more,
    )  # fmt: skip
    return made


def lines(*records: Record) -> list[Line]:
    found, faults = marc_lines.read(b"".join(one.as_marc() for one in records), GROUND)
    assert faults == []
    return found


def test_what_a_record_says_of_a_printed_book() -> None:
    items = field("852", b="Kho đọc", c="A1", p="TK-7"), field("852", c="A1", p="TK.00009")
    (line,) = lines(record(*items))
    assert line == Line(
        row=1, title="Tắt đèn tiểu thuyết", stock="reference", entered_on=date(2026, 11, 20),
        count=2, numbers=(Number("TK", 7), Number("TK", 9)), creators=("Ngô Tất Tố",),
        publisher="Văn học", place="Hà Nội", year=2020, price=45_000, ddc="895.92232",
        source="Mua", document="HĐ 7", isbn="9786049695353", subject="NGUVAN", grades=(8, 9),
        shelf="A1", series="Văn học trong nhà trường", extent="199 tr 21 cm",
        keywords=("Ngữ văn", "Tiểu thuyết"),
    )  # fmt: skip


def test_items_that_stand_apart_are_lines_of_their_own() -> None:
    koha = (field("952", p="TK-1", c="A1", d="2026-09-05"), field("952", p="TK-2", c="B2"))
    first, second = lines(record(*koha))
    assert (first.shelf, first.entered_on, second.shelf) == ("A1", date(2026, 9, 5), "B2")
    assert first.key == second.key
    (many,) = lines(record(field("852", j="SGK-1 - SGK-30")))
    assert (many.count, many.stock) == (30, "textbook")
    assert [one.count for one in lines(record(), record(field("852", t="5")))] == [1, 5]


@pytest.mark.parametrize(
    ("bad", "column", "code"),
    [
        (record(isbn="9786049695350"), "020 $a", "bad_isbn"),
        (record(title="Đ" * 301), "245", "too_long"),
        (record(field("852", p="không rõ")), "852 $p", "bad_number"),
        (record(field("952", p="TK-1", d="2027-01-01")), "952 $d", "day_to_come"),
    ],
)
def test_a_fault_names_record_and_field(bad: Record, column: str, code: str) -> None:
    found, (fault,) = marc_lines.read(record().as_marc() + bad.as_marc(), GROUND)
    assert (fault.row, fault.column, fault.code, fault.of_record) == (2, column, code, True)
    assert [line.row for line in found] == [1]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"", ["marc_empty"]),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", ["marc_doctype"]),
        (b"<collection><record>", ["marc_xml"]),
        (b"<x/>", ["marc_not_marc"]),
        (record().as_marc()[:-9], ["marc_broken"]),
        (b"00040" + record().as_marc()[5:] + record().as_marc(), ["marc_broken"]),
    ],
)
def test_broken_files_are_told(content: bytes, codes: list[str]) -> None:
    assert [fault.code for fault in marc_lines.read(content, GROUND)[1]] == codes


def test_from_the_file_to_the_register_and_back(
    app: Flask, signed_in: Callable[[Any], FlaskClient]
) -> None:
    here = make_library.town()
    client, at = signed_in(here.librarian), f"/library/print/{here.school.id}/import"

    def give(data: bytes, name: str) -> Any:
        said = {"file": (io.BytesIO(data), name), "stock": "reference", "document": "HĐ 7"}
        return client.post(at, data=said, content_type="multipart/form-data")

    answer = give(record(isbn="978-1").as_marc(), "sach.mrc")
    assert answer.status_code == 422 and "Biểu ghi 1, 020 $a" in answer.text
    assert "HĐ 7" in answer.text
    body = record_to_xml(record(field("852", p="TK-7")), namespace=True)
    answer = give(b'<?xml version="1.0"?>' + body, "sach.xml")
    assert answer.status_code == 200 and "TK-00007" in answer.text
    assert db.session.scalar(select(func.count(Copy.id))) == 0
    token = answer.text.split('name="token" value="')[1].split('"')[0]
    said = {"token": token, "file_name": "sach.xml", "stock": "reference", "document": "HĐ 7"}
    assert client.post(f"{at}/confirm", data=said).status_code == 303
    work, title = (
        db.session.scalars(select(Work)).one(),
        db.session.scalars(select(PrintTitle)).one(),
    )
    assert (work.publisher, work.issued, work.ddc) == ("Văn học", 2020, "895.92232")
    assert (title.mark, work.isbn, work.extent) == ("TỐ", "9786049695353", "199 tr 21 cm")
    copy = db.session.scalars(select(Copy)).one()
    assert (copy.number, copy.price, copy.batch.document) == ("TK-00007", 45_000, "HĐ 7")
    list_id = db.session.scalars(select(PrintImport.id)).one()
    client.post(f"{at}/{list_id}/undo")
    assert db.session.scalar(select(func.count(Copy.id))) == 0
