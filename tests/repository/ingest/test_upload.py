"""Files given through the page: what is taken, what is refused, and that nothing stays of that."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from repository.catalogue.models import Work, WorkFile, WorkPage
from repository.ingest import service, staging
from repository.ingest.models import Upload
from suite import files
from suite.db import db
from suite.files import FileRow
from tests.kit import hostile, make_library
from tests.kit.shared import shared

SignIn = Callable[[object], FlaskClient]


def nothing_kept() -> bool:
    """No work, no page, no content, nothing that waits."""
    rows = [
        db.session.scalar(select(func.count()).select_from(m)) for m in (Work, WorkPage, FileRow)
    ]
    folder = files.store().folder
    left = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    waits = list(staging.folder().iterdir()) if staging.folder().exists() else []
    return rows == [0, 0, 0] and not left and not waits


def bomb(folder: Path) -> bytes:
    return hostile.docx(folder, "Xin chào", extra=b"\0" * 450_000_000).read_bytes()


def entities(folder: Path) -> bytes:
    return hostile.epub(
        folder, chapter=hostile.ENTITY + hostile.CHAPTER.format(more="&x;")
    ).read_bytes()


def climbing(folder: Path) -> bytes:
    return hostile.epub(folder, extra={"../../etc/cron.d/x": "boo"}).read_bytes()


def two_things(folder: Path) -> bytes:
    return hostile.pdf() + hostile.zipped({"a.txt": "x"})


HOSTILE: list[tuple[str, Callable[[Path], bytes], str]] = [
    ("bom.docx", bomb, "giải nén"),
    ("xxe.epub", entities, "tham chiếu ra ngoài"),
    ("leo.epub", climbing, "ra ngoài"),
    ("hai.pdf", two_things, "hai loại tệp"),
    ("sai.pdf", lambda f: b"MZ\x90" + b"\0" * 400, "sai.pdf"),
    ("ten.pdf", lambda f: "Chỉ là chữ thôi.".encode(), "đuôi .pdf"),
    ("rong.txt", lambda f: b"", "tệp rỗng"),
    ("nhac.mp3", lambda f: b"ID3\x03" + b"\0" * 400, "tệp bị hỏng"),
    ("bang.xls", lambda f: b"\xd0\xcf\x11\xe0" + b"\0" * 400, "chưa nhận tệp loại .xls"),
    ("../../etc/passwd.pdf", lambda f: b"%PDF-1.4\n%%EOF", "passwd.pdf"),
]


@pytest.mark.parametrize(("name", "make_it", "says"), HOSTILE, ids=[row[0] for row in HOSTILE])
def test_hostile_files_leave_nothing(
    app: Flask,
    signed_in: SignIn,
    tmp_path: Path,
    name: str,
    make_it: Callable[[Path], bytes],
    says: str,
) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    assert make_library.give(teacher, name, make_it(tmp_path)).status_code == 303
    page = teacher.get("/library/upload").text
    assert says in page
    assert "../" not in page.split('id="last-files"')[1]
    assert db.session.scalars(select(Upload.state)).all() == ["refused"]
    assert nothing_kept()


def test_a_pixel_bomb_is_refused_or_has_no_cover(
    app: Flask, signed_in: SignIn, tmp_path: Path
) -> None:
    here = make_library.town()
    book = hostile.epub(tmp_path, cover=hostile.png(40_000, 40_000)).read_bytes()
    make_library.give(signed_in(here.teacher), "anh.epub", book)
    work = db.session.scalars(select(Work)).one()
    assert work.cover_sha256 is None
    assert "cover_refused" in work.files[0].warnings


def test_a_good_file_becomes_a_draft(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    make_library.give(teacher, "bai.txt", make_library.TEXT.encode(), read=False)
    assert "đang chờ" in teacher.get("/library/upload/state").text
    make_library.give(teacher, "khac.txt", b"Bai khac")
    page = teacher.get("/library/upload/state").text
    assert "đang chờ" not in page
    assert page.count("/edit") == 2
    assert db.session.scalar(select(func.count(WorkPage.id))) == 2
    assert not list(staging.folder().iterdir())


def test_the_same_file_again_is_pointed_at(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    for name in ("mot.txt", "hai.txt"):
        make_library.give(teacher, name, make_library.TEXT.encode())
    assert db.session.scalar(select(func.count(WorkFile.id))) == 1
    page = teacher.get("/library/upload").text
    assert "thư viện đã có đúng tệp này" in page
    assert page.count(db.session.scalars(select(Work.uid)).one()) == 2


def test_a_locked_pdf_is_catalogued_and_said_to_be_locked(app: Flask, signed_in: SignIn) -> None:
    path = shared("data/library/pdf/libreoffice-writer-password.pdf")
    here = make_library.town()
    teacher = signed_in(here.teacher)
    make_library.give(teacher, path.name, path.read_bytes())
    work = db.session.scalars(select(Work)).one()
    assert work.files[0].locked
    assert "Tệp có mật khẩu" in teacher.get(f"/library/works/{work.uid}").text
    text = teacher.get(f"/library/read/{work.files[0].id}", follow_redirects=True)
    assert "Tệp này có mật khẩu" in text.text


def test_only_staff_give_files(app: Flask, signed_in: SignIn) -> None:
    here = make_library.town()
    pupil = signed_in(here.student)
    assert pupil.get("/library/upload").status_code == 403
    assert make_library.give(pupil, "a.txt", b"x").status_code == 403
    assert nothing_kept()


def test_nobody_waits_while_a_file_is_read_and_stored(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, open_then = make_library.town(), list[bool]()
    for name, real in (("read", service.read), ("stored", service.stored)):

        def watched(*words: Any, real: Any = real) -> Any:
            open_then.append(db.session().in_transaction())
            return real(*words)

        monkeypatch.setattr(service, name, watched)
    make_library.give(signed_in(here.librarian), "bai.txt", "Phân số.".encode())
    assert open_then == [False, False]
