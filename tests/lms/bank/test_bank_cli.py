"""`flask bank import` and `flask bank export`, in and out and in again."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from lms.bank.models import BankImport, Item
from school.people.models import Person
from suite.db import db
from tests.kit import make

PAPER = """Câu 1. Một cộng một bằng
A. 1
B. 2
C. 3
D. 4
Đáp án: B

Câu 2. Một nhân một bằng
A. 1
B 2
C. 3
D. 4
Đáp án: A

Câu 3. Không có đáp án
A. 1
B. 2
C. 3
D. 4
"""


@pytest.fixture
def teacher(app: Flask) -> Person:
    return make.teacher(make.school_class())


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "de.txt"
    path.write_text(PAPER, "utf-8")
    return path


def given(teacher: Person) -> list[str]:
    assert teacher.school is not None
    return ["--school", teacher.school.code, "--subject", "TOAN", "--author", teacher.username]


def runner(app: Flask) -> FlaskCliRunner:
    db.session.commit()
    return app.test_cli_runner()


def test_import_names_what_it_left_out(app: Flask, teacher: Person, paper: Path) -> None:
    words = ["bank", "import", str(paper), *given(teacher)]
    dry = runner(app).invoke(args=[*words, "--dry-run", "--json"])
    told = json.loads(dry.stdout)
    assert (dry.exit_code, told["added"], told["left"], told["ok"]) == (1, 2, 1, False)
    assert [(one["line"], one["state"], one["taken"]) for one in told["questions"]] == [
        (8, "altered", True),
        (15, "refused", False),
    ]
    assert told["questions"][1]["codes"] == ["key_missing"]
    assert db.session.scalar(select(func.count(Item.id))) == 0
    assert db.session.scalar(select(func.count(BankImport.id))) == 0
    for added, known in ((2, 0), (0, 2)):
        result = runner(app).invoke(args=words)
        assert result.exit_code == 1
        assert "de.txt:15: Câu 3" in result.stderr
        lines = [int(line.split()[0]) for line in result.stdout.splitlines()]
        assert lines == [added, known, 1]


def test_export_comes_in_again_as_the_same(
    app: Flask, teacher: Person, paper: Path, tmp_path: Path
) -> None:
    runner(app).invoke(args=["bank", "import", str(paper), *given(teacher)])
    for name in ("ra.docx", "ra.txt"):
        out = tmp_path / name
        result = runner(app).invoke(args=["bank", "export", str(out), *given(teacher)[:4]])
        assert (result.exit_code, result.stdout.split()[0]) == (0, "2")
        back = runner(app).invoke(args=["bank", "import", str(out), *given(teacher), "--json"])
        told = json.loads(back.stdout)
        assert (back.exit_code, told["added"], told["known"]) == (0, 0, 2)


def test_wrong_arguments_are_named(app: Flask, teacher: Person, tmp_path: Path) -> None:
    broken = tmp_path / "hong.docx"
    broken.write_bytes(b"not a Word file")
    for change, text in (
        ({1: "KHONG"}, "KHONG"),
        ({3: "KHONG"}, "KHONG"),
        ({5: "khong"}, "user name"),
        ({}, "hong.docx"),
    ):
        words = [change.get(n, word) for n, word in enumerate(given(teacher))]
        result = runner(app).invoke(args=["bank", "import", str(broken), *words])
        assert result.exit_code != 0
        assert text in result.stderr
