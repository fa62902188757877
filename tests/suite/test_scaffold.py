"""A plugin made by the command is taken in and answers."""

from pathlib import Path

import pytest

import wsgi
from suite import migrate, scaffold
from suite.settings import load
from tests.kit import make
from tests.kit.client import HouseClient, sign_in


def test_the_made_plugin_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = scaffold.make("weather", tmp_path)
    monkeypatch.syspath_prepend(made)
    from lopso_weather import plugin  # type: ignore[import-not-found]

    app = wsgi.create_app(load(data_dir=tmp_path, testing=True), plugins=[plugin])
    app.test_client_class = HouseClient
    migrate.upgrade(app)
    with app.app_context():
        client = sign_in(app.test_client(), make.person())
        assert client.get("/x/weather/").text == "Weather"
        assert "/x/weather/" in client.get("/").text


@pytest.mark.parametrize("name", ["../up", "Big", "a", "1st", "a-b", ""])
def test_a_name_that_would_go_wrong_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(scaffold.ScaffoldError):
        scaffold.make(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    scaffold.make("weather", tmp_path)
    with pytest.raises(scaffold.ScaffoldError, match="there already"):
        scaffold.make("weather", tmp_path)
