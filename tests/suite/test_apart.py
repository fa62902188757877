"""A process for foreign bytes: it answers, is stopped, has limits, and sees no secret."""

import os
from pathlib import Path
from time import monotonic

import pytest

from suite import apart
from suite.apart import Stopped, answer_of

READER = """
import os, sys, time
from suite import apart

def answer(word, data):
    if word == "echo":
        return [word, data.decode(), sorted(os.environ)]
    if word == "sleep":
        time.sleep(30)
    if word == "turn":
        while True:
            pass
    if word == "grow":
        return len(bytearray(1 << 32))
    if word == "write":
        with open(data.decode(), "w") as file:
            file.write("x")
    if word == "end":
        sys.exit(3)

if __name__ == "__main__":
    apart.serve(answer)
"""


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "foreign_reader.py").write_text(READER)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("LOPSO_SECRET_KEY", "secret")
    return "foreign_reader"


def test_it_answers_and_sees_nothing_of_the_server(reader: str) -> None:
    word, text, seen = answer_of(reader, "echo", data="chữ".encode(), seconds=20, memory=1 << 30)
    assert (word, text) == ("echo", "chữ")
    assert "LOPSO_SECRET_KEY" in os.environ and "LOPSO_SECRET_KEY" not in seen


@pytest.mark.parametrize("word", ["sleep", "turn", "grow", "write", "end"])
def test_it_is_stopped(reader: str, tmp_path: Path, word: str) -> None:
    began, file = monotonic(), tmp_path / "written"
    with pytest.raises(Stopped):
        answer_of(reader, word, data=str(file).encode(), seconds=2, memory=1 << 30)
    assert monotonic() - began < 10
    assert not file.exists() or file.read_text() == ""


def test_a_few_are_read_at_once_and_others_are_told_to_wait(
    reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "PATIENCE", 0.05)
    held = [apart._room.acquire(timeout=5) for _ in range(apart.AT_ONCE)]
    try:
        with pytest.raises(apart.Busy):
            answer_of(reader, "echo", data=b"x", seconds=20, memory=1 << 30)
    finally:
        for _ in held:
            apart._room.release()
    assert answer_of(reader, "echo", data=b"x", seconds=20, memory=1 << 30)[1] == "x"
