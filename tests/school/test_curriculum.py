"""The programme: sums, what counts, versions, faults with their place."""

from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from school.classes.models import Subject
from school.curriculum import rules, service
from school.curriculum.models import CurriculumNode
from suite.db import db

HOURS = service.DATA.joinpath("hours.csv").read_text()
TOPICS = service.DATA.joinpath("topics.csv").read_text()


def test_totals_of_the_programme() -> None:
    hours, faults = rules.read_hours(HOURS)
    assert not faults
    totals = {
        grade: sum(h.periods for h in hours if h.grade == grade and h.kind.startswith("compulsory"))
        for grade in range(1, 10)
    }
    assert list(totals.values()) == [875, 875, 980, 1050, 1050, 1015, 1015, 1032, 1032]


def test_children_share_the_periods_of_their_parent() -> None:
    nodes = rules.plan(HOURS, TOPICS).nodes
    periods = {node.code: node.periods for node in nodes}
    sums: dict[str, Decimal] = {}
    for node in nodes:
        if node.parent:
            sums[node.parent] = sums.get(node.parent, Decimal(0)) + node.periods
    assert sums and all(periods[code] == total for code, total in sums.items())
    assert sum(node.level == "topic" for node in nodes) == 269


def test_assessment_revision_and_optional_subjects_do_not_count() -> None:
    nodes = {node.code: node for node in rules.plan(HOURS, TOPICS).nodes}
    strands = {node.name: node.countable for node in nodes.values() if node.level == "strand"}
    assert strands["Đánh giá định kì"] is False
    assert strands["Ôn tập và đánh giá"] is False
    assert strands["Số và Đại số"] is True
    assert not nodes["NN1.1"].countable and nodes["NN1.3"].countable


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        ("TOAN.6.01,Số tự nhiên,28", "TOAN.6.01,Số tự nhiên,29", 12, "periods"),
        ("TOAN.6.01,Số tự nhiên,28", "TOAN.6.01,Số tự nhiên,nhiều", 2, "periods"),
        ("TOAN.6.02,", "TOAN.6.01,", 3, "topic_code"),
        ("TOAN,6,Số và Đại số,TOAN.6.01", "TOAN,13,Số và Đại số,TOAN.6.01", 2, "grade"),
        ("strand_vi", "strand", 1, "strand_vi"),
    ],
)
def test_a_fault_names_its_place(old: str, new: str, row: int, column: str) -> None:
    with pytest.raises(rules.ProgrammeError) as caught:
        rules.plan(HOURS, TOPICS.replace(old, new, 1))
    fault = caught.value.faults[0]
    assert (fault.file, fault.row, fault.column) == ("topics.csv", row, column)


def test_loading_twice_changes_nothing(dbapp: Flask) -> None:
    first, again = service.load_programme(), service.load_programme()
    assert first.created and not again.created
    assert first.programme_id == again.programme_id
    assert db.session.scalar(select(func.count(CurriculumNode.id))) == first.nodes
    assert db.session.get_one(Subject, "NN1").kind == "compulsory"


def test_another_content_needs_a_new_version(app: Flask, tmp_path: Path) -> None:
    first = service.load_programme()
    (tmp_path / "hours.csv").write_text(HOURS)
    (tmp_path / "topics.csv").write_text(TOPICS.replace("Số tự nhiên", "Các số tự nhiên", 1))
    with pytest.raises(rules.ProgrammeError, match=r"TOAN\.6\.01"):
        service.load_programme(tmp_path)
    db.session.rollback()
    second = service.load_programme(tmp_path, "2026")
    current = service.current_programme()
    assert current is not None and current.id == second.programme_id != first.programme_id


def test_command_says_where(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "hours.csv").write_text(HOURS)
    (tmp_path / "topics.csv").write_text(TOPICS.replace(",28,", ",x,", 1))
    runner = app.test_cli_runner()
    result = runner.invoke(args=["school", "load-programme", str(tmp_path)])
    assert result.exit_code == 1 and "topics.csv, row 2, column periods" in result.stderr
    assert runner.invoke(args=["school", "load-programme", "--json"]).exit_code == 0
