"""Plugins: bundled, outside, by argument; a removed one leaves a house that works."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect

import wsgi
from suite import hooks, migrate
from suite.db import db
from suite.hooks import Plugin, PluginError
from suite.settings import Settings, load

SECRET = "tests-only-" + "x" * 32


def settings(folder: Path) -> Settings:
    return load(
        data_dir=folder, database_url=f"sqlite:///{folder}/p.db", secret_key=SECRET, testing=True
    )


class Kind:
    name = "thing"


PLUGIN = Plugin("sample", module=__name__, kinds={"test.kind": [Kind()]})


def test_a_plugin_by_argument(tmp_path: Path) -> None:
    app = wsgi.create_app(settings(tmp_path), plugins=[PLUGIN])
    with app.app_context():
        assert list(hooks.registry().kinds("test.kind")) == ["thing"]
        assert hooks.registry().plugins["sample"].title.startswith("Plugins: bundled")
        assert hooks.registry().kinds("nobody.asked") == {}


def test_two_plugins_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="sample"):
        wsgi.create_app(settings(tmp_path), plugins=[PLUGIN, PLUGIN])


def test_two_kinds_of_one_name_are_refused(tmp_path: Path) -> None:
    other = Plugin("other", module=__name__, kinds={"test.kind": [Kind()]})
    with pytest.raises(PluginError, match=r"other.*thing"):
        wsgi.create_app(settings(tmp_path), plugins=[PLUGIN, other])


def installed(folder: Path, value: str) -> None:
    info = folder / "sample_plugin-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sample-plugin\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[lopso.plugins]\nsample = {value}\n")
    (folder / "sample_plugin.py").write_text(
        textwrap.dedent('''
            """A sample from outside.

            It does nothing.
            """
            from suite.hooks import Plugin
            plugin = Plugin("outside", module=__name__)
        ''')
    )


def test_a_plugin_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path, "sample_plugin:plugin")
    monkeypatch.syspath_prepend(tmp_path)
    app = wsgi.create_app(settings(tmp_path))
    with app.app_context():
        plugin = hooks.registry().plugins["outside"]
        assert (plugin.title, plugin.description) == ("A sample from outside", "It does nothing.")


@pytest.mark.parametrize("value", ["sample_plugin:gone", "no_such_module:plugin", "os:sep"])
def test_a_broken_plugin_is_named(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, value)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PluginError, match="sample"):
        wsgi.create_app(settings(tmp_path))


@pytest.mark.parametrize("gone", wsgi.BUNDLED)
def test_the_house_migrates_and_answers_without_a_plugin(gone: str, tmp_path: Path) -> None:
    rest = [plugin for plugin in wsgi.bundled() if plugin.module != gone]
    assert len(rest) == len(wsgi.BUNDLED) - 1
    app = wsgi.create_app(settings(tmp_path), plugins=rest)
    migrate.upgrade(app)
    assert app.test_client().get("/signin").status_code == 200


def test_each_plugin_has_a_history_of_its_own(app: Flask) -> None:
    tables = set(inspect(db.engine).get_table_names())
    owners = {f"alembic_version_{plugin.name}" for plugin in migrate.with_tables()}
    assert owners <= tables
    assert "alembic_version" in tables


@pytest.mark.parametrize("module", ["lms.activities.assignment", "school.channels.email"])
def test_a_folder_and_its_line_can_be_deleted(module: str, tmp_path: Path) -> None:
    """The whole tree without one plugin's folder and line: it migrates and the app starts."""
    root = Path(wsgi.__file__).parent
    victim = next(plugin for plugin in wsgi.bundled() if plugin.module == module)
    assert victim.migrations or module == "school.channels.email"
    copy = tmp_path / "house"
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in listed.stdout.splitlines():
        if (root / name).is_file() and not name.startswith("tests/"):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((root / name).read_bytes())
    run = [sys.executable, "-m", "flask", "--app", "wsgi", "setup"]
    environment = {"LOPSO_DATA_DIR": str(tmp_path / "data"), "PATH": "/usr/bin:/bin"}
    subprocess.run(run, cwd=copy, env=environment, check=True, capture_output=True)
    folder = copy / victim.folder.relative_to(root)
    subprocess.run(["rm", "-r", str(folder)], check=True)
    source = (copy / "wsgi.py").read_text()
    kept = [line for line in source.splitlines() if victim.module not in line]
    assert len(kept) == len(source.splitlines()) - 1
    (copy / "wsgi.py").write_text("\n".join(kept))
    subprocess.run(run, cwd=copy, env=environment, check=True, capture_output=True)
