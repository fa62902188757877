"""LibreOffice is asked for a PDF, allowed nothing else, and ended with all that it began."""

import http.server
import shutil
import threading
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from flask import Flask

from suite import office
from suite.settings import current_settings
from tests.kit.samplefiles import png


def stand_in(folder: Path, *lines: str) -> str:
    """A program that is called as LibreOffice is; "$7" is the file, "$6" where its PDF goes."""
    program = folder / "soffice"
    program.write_text("\n".join(("#!/bin/sh", *lines)))
    program.chmod(0o755)
    return str(program)


def letter(folder: Path, content: bytes = b"of nobody") -> Path:
    own = folder / "own"
    own.mkdir()
    file = own / "letter.docx"
    file.write_bytes(content)
    return file


def test_absent_or_not_wanted(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: "/opt/soffice")
    assert office.program() is None
    monkeypatch.setattr(current_settings(), "office", "auto")
    assert office.program() == "/opt/soffice"
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(office.NoPdf, match="absent"):
        office.pdf_of(letter(tmp_path))


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("exit 0",), "damaged"),
        (('echo "%PDF-" > "$6/letter.pdf"', "exit 3"), "damaged"),
        (("sleep 60",), "slow"),
    ],
)
def test_what_gives_no_pdf(
    lines: tuple[str, ...], code: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made = stand_in(tmp_path, *lines)
    monkeypatch.setattr(office, "program", lambda: made)
    with pytest.raises(office.NoPdf, match=code):
        office.pdf_of(letter(tmp_path), seconds=1)


def test_what_it_leaves_running_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    made = stand_in(
        tmp_path,
        f"(while true; do date +%N > {alive}; sleep 0.05; done) &",
        'env > "$6/told"; cp "$7" "$6/letter.pdf"',
    )
    monkeypatch.setattr(office, "program", lambda: made)
    monkeypatch.setenv("LOPSO_SECRET_KEY", "a key of the server")
    pdf = office.pdf_of(letter(tmp_path))
    assert pdf.read_bytes() == b"of nobody"
    assert "LOPSO" not in (pdf.parent / "told").read_text()
    last = alive.read_text() if alive.exists() else ""
    time.sleep(0.2)
    assert (alive.read_text() if alive.exists() else "") == last


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    asked: list[str] = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_words: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Noting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


def calling(url: str) -> bytes:
    """A Word file whose picture lies at `url`."""
    document, out, made = docx.Document(), BytesIO(), BytesIO()
    document.add_paragraph("Xin chào")
    document.add_picture(BytesIO(png()))
    document.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/_rels/document.xml.rels":
                far = f'Target="{url}" TargetMode="External"'.encode()
                data = data.replace(b'Target="media/image1.png"', far)
            elif name == "word/document.xml":
                data = data.replace(b"r:embed", b"r:link")
            new.writestr(name, data)
    return made.getvalue()


def test_it_fetches_nothing(
    app: Flask,
    listener: tuple[int, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(current_settings(), "office", "auto")
    if office.program() is None:
        pytest.skip("no LibreOffice here")
    port, asked = listener
    file = letter(tmp_path, calling(f"http://127.0.0.1:{port}/far.png"))
    assert office.pdf_of(file).read_bytes().startswith(b"%PDF-")
    assert asked == []
