"""The file store keeps contents whole, once, and below its own folder."""

import hashlib
from io import BytesIO
from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import insert

from suite import clock
from suite.db import db
from suite.files import FileRow, FileStore, Stored, TooLarge, remember


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    first, second = store.put(BytesIO(b"xin"), 10), store.put(BytesIO(b"xin"), 10)
    assert first == second
    assert first.sha256 == hashlib.sha256(b"xin").hexdigest()
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [store.path(first.sha256)]
    with store.open(first.sha256) as file:
        assert file.read() == b"xin"


def test_too_much_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(TooLarge):
        FileStore(tmp_path).put(BytesIO(b"x" * 11), 10)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


class Torn(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        raise ConnectionError("the line broke")


def test_a_torn_upload_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        FileStore(tmp_path).put(Torn(), 10)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "0" * 63, ""])
def test_only_hashes_are_addresses(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        FileStore(tmp_path).path(name)


def test_a_content_has_one_row(app: Flask, tmp_path: Path) -> None:
    stored = FileStore(tmp_path).put(BytesIO(b"xin"), 10)
    remember(stored, "text/plain")
    db.session.commit()
    assert remember(stored, "text/plain").size == 3
    db.session.commit()
    assert db.session.query(FileRow).count() == 1


def test_two_who_give_the_same_file_at_once_both_succeed(dbapp: Flask) -> None:
    stored = Stored("a" * 64, 3)
    db.session.execute(
        insert(FileRow).values(
            sha256=stored.sha256, size=3, media_type="text/plain", created_at=clock.now()
        )
    )
    with patch.object(type(db.session()), "get", return_value=None):
        assert remember(stored, "text/plain").size == 3
    db.session.commit()
