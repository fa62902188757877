"""ClamAV is asked before anything is read; where it is there and silent, nothing is taken in."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from repository.catalogue.models import Work
from repository.hooks import FormatError
from repository.ingest import jobs as ingest_jobs
from repository.ingest import virus
from repository.ingest.models import Upload
from suite import clock, jobs
from suite.db import db
from suite.settings import SettingsError, load
from tests.kit import make_library, tus
from tests.kit.clamd import EICAR, VERSION, clamd

SignIn = Callable[[object], FlaskClient]
swept = pytest.fixture(autouse=True)(tus.swept)


@pytest.fixture
def place(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the scanner of this house listens, if it does."""
    where = tmp_path / "clamd.ctl"
    monkeypatch.setattr(virus.current_settings(), "virus_scanner", f"unix:{where}")
    app.extensions.pop(virus.STATE, None)
    yield where
    app.extensions.pop(virus.STATE, None)


def state() -> tuple[str, str | None]:
    db.session.expire_all()
    upload = db.session.scalars(select(Upload)).one()
    return upload.state, upload.code


def test_a_virus_is_named_and_nothing_of_it_is_kept(
    app: Flask, signed_in: SignIn, place: Path
) -> None:
    teacher = signed_in(make_library.town().teacher)
    incoming = virus.current_settings().data_dir / "incoming"
    before = set(incoming.glob("*"))
    with clamd(place) as seen:
        make_library.give(teacher, "bai.txt", b"Xin chao.\n" + EICAR)
    assert seen == [10 + len(EICAR)]
    assert state() == ("refused", "virus")
    assert "Eicar-Test-Signature" in teacher.get("/library/upload").text
    assert db.session.scalars(select(Work.id)).all() == []
    assert set(incoming.glob("*")) == before


def test_a_silent_scanner_lets_nothing_in(app: Flask, signed_in: SignIn, place: Path) -> None:
    here = make_library.town()
    teacher = signed_in(here.teacher)
    make_library.give(teacher, "bai.txt", b"Xin chao.")
    assert state() == ("waiting", None)
    librarian = signed_in(here.librarian)
    assert "Trình quét vi-rút không trả lời" in librarian.get("/library/upload").text
    assert "Trình quét vi-rút không trả lời" in librarian.get("/library/review").text
    assert "Trình quét vi-rút" not in teacher.get("/library/upload").text
    told = app.test_cli_runner().invoke(args=["doctor", "--json"])
    assert [one["ok"] for one in json.loads(told.output) if one["check"] == "virus scan"] == [False]
    with clock.frozen(clock.now() + ingest_jobs.SCANNER_PAUSE), clamd(place):
        db.session.rollback()
        jobs.drain(["library"])
    assert state() == ("done", None)


def test_after_a_day_of_silence_it_is_refused(app: Flask, signed_in: SignIn, place: Path) -> None:
    assert not place.exists()
    make_library.give(signed_in(make_library.town().teacher), "bai.txt", b"Xin chao.")
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        db.session.rollback()
        jobs.drain(["library"])
    assert state() == ("refused", "scan_silent")


def test_the_librarian_is_told_that_there_is_none(app: Flask, signed_in: SignIn) -> None:
    app.extensions.pop(virus.STATE, None)
    here = make_library.town()
    assert "chưa cài trình quét vi-rút" in signed_in(here.librarian).get("/library/upload").text
    assert "vi-rút" not in signed_in(here.teacher).get("/library/upload").text
    told = app.test_cli_runner().invoke(args=["doctor"]).output
    assert "virus scan: no ClamAV here" in told


@pytest.mark.parametrize("says", [b"", b"stream: Can't allocate memory ERROR\0", b"\xff\0", b"OK"])
def test_every_other_answer_is_silence(place: Path, tmp_path: Path, says: bytes) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"x" * 3_000_000)
    with clamd(place, says=says), pytest.raises(virus.Silent):
        virus.ask(file, lenient=True)
    assert virus.state()[0] == "silent"


def test_what_is_too_large_for_it(place: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"x" * 3_000_000)
    with clamd(place):
        assert virus.state() == ("ready", f"clamd ({place}): {VERSION.decode()}")
        assert virus.ask(file, lenient=True) == ("not_scanned",)
        with pytest.raises(FormatError) as caught:
            virus.ask(file, lenient=False)
    assert caught.value.code == "scan_too_large"


def test_a_large_recording_is_taken_with_a_warning(
    app: Flask, signed_in: SignIn, place: Path
) -> None:
    librarian = signed_in(make_library.town().librarian)
    with clamd(place, most=1000):
        make_library.give(librarian, "a.wav", tus.recording(5000))
    work = db.session.scalars(select(Work)).one()
    assert work.files[0].warnings == ["not_scanned"]
    assert "chưa được quét" in librarian.get(f"/library/works/{work.uid}").text


def test_clamscan(tmp_path: Path, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    program, file = tmp_path / "clamscan", tmp_path / "a.txt"
    file.write_bytes(b"x")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setattr(virus.current_settings(), "virus_scanner", "clamscan")

    def answers(text: str, status: int) -> None:
        program.write_text(f"#!/bin/sh\necho '{text}'\nexit {status}\n")
        program.chmod(0o755)

    answers(f"{file}: OK", 0)
    assert virus.ask(file, lenient=False) == ()
    answers(f"{file}: Win.Test.EICAR_HDB-1 FOUND", 1)
    with pytest.raises(FormatError, match="virus"):
        virus.ask(file, lenient=True)
    answers(f"{file}: Heuristics.Limits.Exceeded.MaxFileSize FOUND", 1)
    assert virus.ask(file, lenient=True) == ("not_scanned",)
    answers("LibClamAV Error: cl_load(): No such file", 2)
    with pytest.raises(virus.Silent):
        virus.ask(file, lenient=True)
    answers("ClamAV 1.4.6", 0)
    assert virus._state()[0] == "silent"
    answers(VERSION.decode(), 0)
    assert virus._state() == ("ready", f"clamscan: {VERSION.decode()}")


def test_what_is_looked_for(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virus.current_settings(), "virus_scanner", "")
    monkeypatch.setattr(virus, "SOCKETS", (str(tmp_path / "no"), str(tmp_path / "yes")))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert virus.scanner() is None
    for name in ("clamd", "clamscan"):
        (tmp_path / name).touch(0o755)
        found = virus.scanner()
        assert found is not None
        assert found.name.startswith(name)
    (tmp_path / "yes").touch()
    assert virus.scanner().name == f"clamd ({tmp_path / 'yes'})"  # type: ignore[union-attr]
    monkeypatch.setattr(virus.current_settings(), "virus_scanner", "tcp:[::1]:3310")
    assert virus.scanner().address == ("::1", 3310)  # type: ignore[union-attr]
    with pytest.raises(SettingsError, match="virus_scanner"):
        load(data_dir=tmp_path, virus_scanner="clam")
