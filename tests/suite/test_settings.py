"""Settings stop the start with the name of what is wrong."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from suite.settings import SettingsError, load


def test_a_misspelt_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOPSO_SERCH_ENGINE", "whoosh")
    with pytest.raises(SettingsError, match="LOPSO_SERCH_ENGINE"):
        load()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SEARCH_ENGINE", "grep"),
        ("TRUSTED_PROXIES", "-1"),
        ("SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://x"),
        ("MAX_UPLOAD", "0"),
        ("PUBLIC_URL", "lopso.school.vn"),
        ("PUBLIC_URL", "https://lopso.school.vn/\nBcc: x"),
        ("MAIL_FROM", "a@b.vn\r\nBcc: c@d.vn"),
        ("SMTP_URL", "http://mail.school.vn"),
        ("SMTP_URL", "smtp://mail.school.vn"),
    ],
)
def test_a_wrong_value_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LOPSO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(f"LOPSO_{name}", value)
    with pytest.raises(SettingsError) as caught:
        load()
    assert name.lower() in str(caught.value).lower()


def test_the_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = load(data_dir=tmp_path), load(data_dir=tmp_path)
    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_demonstration_data_have_a_database_of_their_own(tmp_path: Path) -> None:
    assert load(data_dir=tmp_path, demo=True).database_url != load(data_dir=tmp_path).database_url


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="DATA_DIR"):
        load(data_dir=tmp_path / "file" / "below")


def test_processes_that_start_at_once_have_one_whole_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: load(data_dir=tmp_path).secret_key, range(40)))
    assert len({key.get_secret_value() for key in found}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_half_a_secret_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("")
    with pytest.raises(SettingsError, match="secret"):
        load(data_dir=tmp_path)


def test_mail_needs_a_sender_and_an_address_for_its_links(tmp_path: Path) -> None:
    given = {"smtp_url": "smtp://u%40x:p@mail.school.vn:587", "mail_from": "lopso@school.vn"}
    with pytest.raises(SettingsError, match="public_url"):
        load(data_dir=tmp_path, **given)
    made = load(data_dir=tmp_path, public_url="https://lopso.school.vn/", **given)
    assert made.public_url == "https://lopso.school.vn"
    assert "p@mail" not in repr(made)
