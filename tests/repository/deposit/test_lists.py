"""Lists of materials as the worker takes them: tried, taken, given again, undone."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from repository.catalogue import service as catalogue
from repository.catalogue.models import Step, Work, WorkPage
from repository.catalogue.service import Description
from repository.deposit.lists import keeping, service, undo
from repository.deposit.lists.models import Deposit, DepositRow
from repository.ingest.models import Upload
from repository.links.models import Link
from repository.reading import notes
from repository.reading.notes import Said
from school.people.models import RoleGrant
from suite import clock, jobs
from suite.db import db, new_uid
from suite.settings import current_settings
from tests.kit import make_library
from tests.kit.make_library import Town

USUAL = Description(title="", kind="", licence="own", audience="school")
HEAD = "Nhan đề;Tác giả;Môn;Lớp;Tệp;Liên kết"
ROWS = (
    HEAD,
    "Phương trình;Lê Thư;Toán;8;toan/bai.txt;",
    "Bài trên mạng;;;6-7;;https://hoc10.vn/1",
    "Tệp thiếu;;;;khong-co.pdf;",
    "Sai môn;;Pha chế;;toan/bai.txt;",
    "Hỏng;;;;hong.docx;",
)


def packed(*more: tuple[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as held:
        held.writestr("toan/bai.txt", make_library.TEXT)
        held.writestr("hong.docx", b"PK\x03\x04 khong phai")
        held.writestr("__MACOSX/._bai.txt", b"x")
        for name, content in more:
            held.writestr(name, content)
    return target.getvalue()


def given(here: Town, rows: tuple[str, ...] = ROWS, archive: bytes | None = b"") -> Deposit:
    """A list that the worker has tried."""
    uid = new_uid()
    if rows:
        keeping.put(uid, keeping.LIST, io.BytesIO("\n".join(rows).encode()), 1 << 20)
    if archive is not None:
        keeping.put(uid, keeping.ARCHIVE, io.BytesIO(archive or packed()), 1 << 24)
    row = service.give(
        uid, here.school.id, here.teacher.id, usual=USUAL,
        name="hoc-lieu.csv" if rows else "", archive="" if archive is None else "kho.zip",
    )  # fmt: skip
    jobs.drain(["library"])
    db.session.refresh(row)
    return row


def outcomes(row: Deposit) -> list[tuple[int, str, list[str]]]:
    query = select(DepositRow).where(DepositRow.list_id == row.id).order_by(DepositRow.id)
    return [
        (one.row, one.outcome, [fault["code"] for fault in one.faults])
        for one in db.session.scalars(query)
    ]


def number(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


TRIED = [
    (2, "new", []),
    (3, "new", []),
    (4, "refused", ["file_missing"]),
    (5, "refused", ["subject", "twice"]),
    (6, "refused", ["unknown_type"]),
]


def test_tried_taken_given_again_undone(dbapp: Flask) -> None:
    here = make_library.town()
    row = given(here)
    assert (row.state, row.unnamed) == ("tried", 0)
    assert outcomes(row) == TRIED
    assert (number(Work), number(Upload)) == (0, 0)
    assert service.go_on(row)
    assert not service.go_on(row)
    jobs.drain(["library"])
    db.session.refresh(row)
    assert row.state == "done"
    assert [one[1] for one in outcomes(row)] == ["taken", "taken", *["refused"] * 3]
    book, link = db.session.scalars(select(Work).order_by(Work.id))
    assert (book.title, book.creators, book.grades) == ("Phương trình", ["Lê Thư"], [8])
    assert (book.kind, book.licence, book.state) == ("text", "own", "draft")
    assert (link.title, link.grades) == ("Bài trên mạng", [6, 7])
    assert db.session.scalars(select(Link.url)).one() == "https://hoc10.vn/1"
    again = given(here)
    assert [one[1] for one in outcomes(again)] == ["same", "same", *["refused"] * 3]
    assert undo.undo(row, here.teacher.id) == 2
    assert [number(model) for model in (Work, Step, WorkPage, Link)] == [0, 0, 0, 0]
    assert db.session.scalars(select(Upload.work_id)).all() == [None]
    with pytest.raises(ValueError, match="undone"):
        undo.undo(row, here.teacher.id)


def test_undo_stops_at_what_was_built_on(dbapp: Flask) -> None:
    here = make_library.town()
    row = given(here)
    service.go_on(row)
    jobs.drain(["library"])
    db.session.refresh(row)
    works = list(db.session.scalars(select(Work).order_by(Work.id)))
    note = notes.add(works[0].files[0], 1, here.teacher.id, Said(text="Nhớ xem lại"))
    with pytest.raises(undo.Built) as built:
        undo.undo(row, here.teacher.id)
    assert built.value.titles == ["Phương trình"]
    db.session.delete(db.session.merge(note))
    db.session.commit()
    catalogue.submit(works[1], here.teacher.id)
    catalogue.publish(works[1], here.librarian.id)
    with pytest.raises(undo.Built) as built:
        undo.undo(row, here.teacher.id)
    assert built.value.titles == ["Bài trên mạng"]
    assert (number(Work), row.state) == (2, "done")


def test_a_zip_alone_and_a_taking_that_was_cut_off(app: Flask) -> None:
    here = make_library.town()
    row = given(here, (), packed(("Toán/Lớp 6/Bộ đề/de.txt", "Đề số một\n\nBài 1.".encode())))
    assert sorted(one[1] for one in outcomes(row)) == ["new", "new", "refused"]
    service.go_on(row)
    told: list[int] = []

    def cut_off(done: int, _total: int) -> None:
        told.append(done)
        if done:
            raise jobs.Cancelled

    with pytest.raises(jobs.Cancelled):
        service.take(row, cut_off)
    db.session.rollback()
    assert number(Work) == 1
    jobs.drain(["library"])
    assert number(Work) == 2
    hinted = db.session.scalars(select(Work).where(Work.description == "Bộ đề")).one()
    assert hinted.grades == [6]


def test_what_cannot_be_read_is_said(app: Flask) -> None:
    here = make_library.town()
    assert given(here, (), b"PK\x03\x04 hong").code == "damaged"
    climbing = io.BytesIO()
    with zipfile.ZipFile(climbing, "w") as held:
        held.writestr("../../etc/cron.d/x", b"x")
    assert given(here, (), climbing.getvalue()).code == "unsafe_names"
    assert given(here, ("Họ tên;Lớp", "An;6A"), None).code == "no_sheet"
    many = ("Nhan đề;Liên kết", *(f"Bài {n};https://a.vn/{n}" for n in range(6_000)))
    assert given(here, many, None).code == "too_many_rows"
    assert number(Work) == 0


def test_who_lost_the_role_takes_nothing_in(app: Flask) -> None:
    here = make_library.town()
    row = given(here)
    service.go_on(row)
    for grant in db.session.scalars(
        select(RoleGrant).where(RoleGrant.person_id == here.teacher.id)
    ):
        grant.valid_to = clock.today()
    db.session.commit()
    jobs.drain(["library"])
    db.session.refresh(row)
    assert (row.state, row.code, number(Work)) == ("failed", "not_allowed", 0)


def test_a_folder_on_the_server_is_that_of_the_unit_alone(app: Flask, tmp_path: Path) -> None:
    here = make_library.town()
    root = current_settings().data_dir / "deposit"
    inside = root / here.school.code / "kho"
    inside.mkdir(parents=True)
    (inside / "bai.txt").write_text(make_library.TEXT)
    outside = tmp_path / "mat.txt"
    outside.write_text("Bí mật")
    (inside / "ra.txt").symlink_to(outside)
    assert set(keeping.shared(here.school.code)) == {"kho"}
    assert keeping.shared("..") == {}
    row = service.give(
        new_uid(), here.school.id, here.teacher.id, name="", archive="folder:kho", usual=USUAL
    )
    jobs.drain(["library"])
    query = select(DepositRow.file).where(DepositRow.list_id == row.id)
    assert db.session.scalars(query).all() == ["bai.txt"]
    lost = service.give(
        new_uid(), here.school.id, here.teacher.id, name="", archive="folder:../kho", usual=USUAL
    )
    jobs.drain(["library"])
    db.session.refresh(lost)
    assert lost.code == "folder_gone"
