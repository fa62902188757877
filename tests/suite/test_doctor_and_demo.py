"""The doctor tells what an installation stands on; the demonstration keeps to itself."""

import json
from pathlib import Path

import pytest
from flask import Flask

from repository.search import service as search
from suite import audit, demo, jobs
from suite.db import db
from suite.settings import load


def test_the_doctor_is_content_with_a_new_house(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["doctor", "--json"])
    checks = {row["check"]: row["ok"] for row in json.loads(result.output)}
    assert result.exit_code == 0
    assert checks["search index"] and checks["database"]


def test_the_doctor_says_that_nothing_was_set_up(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs.Job, "__tablename__", "not_there")
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "flask setup" in result.output


def test_the_doctor_names_a_library_that_outgrew_its_engine(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(search.engine()), "warn_size", -1, raising=False)
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 1
    assert "BAD  search index" in result.output


def test_the_town_does_not_move_into_a_house_in_use(app: Flask) -> None:
    audit.record("something.done", "x:1")
    db.session.commit()
    with pytest.raises(demo.InUse):
        demo.load()


def test_the_town_is_refused_without_the_setting(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code != 0
    assert "LOPSO_DEMO" in result.output


def test_the_town_has_a_folder_of_its_own(tmp_path: Path) -> None:
    assert load(data_dir=tmp_path, demo=True).data_dir == tmp_path / "demo"
