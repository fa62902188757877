"""`flask library`: the folder goes in by the same way as uploads."""

import json
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from repository.catalogue.models import Work, WorkPage
from suite import jobs
from suite.db import db
from tests.kit import make_library
from tests.kit.shared import shared


def run(app: Flask, *words: str) -> tuple[int, Any]:
    db.session.commit()
    result = app.test_cli_runner().invoke(args=["library", *words, "--json"])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)


def folder(tmp_path: Path) -> Path:
    root = tmp_path / "kho"
    (root / "toan").mkdir(parents=True)
    (root / "toan" / "bai.txt").write_text(make_library.TEXT)
    (root / "duong.txt").write_text("Đường thẳng\n\nHai đường thẳng song song.")
    (root / "nhac.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 200)
    return root


def test_dry_run_then_import_then_search(app: Flask, tmp_path: Path) -> None:
    here = make_library.town()
    base = ["import", str(folder(tmp_path)), "--school", here.school.code]
    status, told = run(app, *base, "--dry-run")
    assert status == 1
    assert {one["file"]: one["taken"] for one in told} == {
        "duong.txt": True,
        "nhac.xls": False,
        "toan/bai.txt": True,
    }
    assert db.session.scalar(select(func.count(Work.id))) == 0
    people = ["--as", here.teacher.username, "--publish-as", here.librarian.username]
    status, told = run(app, *base, *people, "--licence", "own")
    assert [one["state"] for one in told] == ["published", "refused", "published"]
    assert told[1]["code"] == "not_yet"
    jobs.drain(["index"])
    for words, title in (
        ("phuong trinh bac hai", "Phương trình bậc hai"),
        ("phương trình bậc hai", "Phương trình bậc hai"),
        ("duong", "Đường thẳng"),
    ):
        _, found = run(app, "search", words)
        assert found["found"][0]["title"] == title
    status, again = run(app, *base, *people, "--licence", "own")
    assert {one["code"] for one in again} == {"duplicate", "not_yet"}


def test_reindex_and_check(app: Flask) -> None:
    make_library.published(make_library.town())
    assert run(app, "reindex")[1] == {"engine": "tantivy", "documents": 2}
    assert run(app, "check") == (0, {"alive": 1, "dead": 0})


def test_the_programme_of_the_ministry(app: Flask) -> None:
    source = shared("data/library/pdf")
    here = make_library.town()
    people = ["--as", here.teacher.username, "--publish-as", here.librarian.username]
    words = ["import", str(source), "--school", here.school.code, *people]
    status, told = run(app, *words, "--licence", "public-domain")
    assert status == 0
    by_name = {one["file"]: one for one in told}
    assert by_name["libreoffice-writer-password.pdf"]["locked"]
    toan = by_name["gdpt2018-toan.pdf"]
    assert toan["pages"] == 123
    query = select(WorkPage.text).where(WorkPage.work_id == toan["work"])
    text = " ".join(" ".join(db.session.scalars(query)).split()).lower()
    assert text.count("yêu cầu cần đạt") == 117
    jobs.drain(["index"])
    _, found = run(app, "search", "phuong trinh bac hai")
    assert found["found"][0]["work"] == toan["work"]
    assert "[Phương trình bậc hai" in found["found"][0]["pages"][0]["snippet"] or any(
        "phương trình bậc hai]" in page["snippet"].lower() for page in found["found"][0]["pages"]
    )
