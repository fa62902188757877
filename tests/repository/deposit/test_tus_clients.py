"""Outside clients of tus send a file over a line that is cut ten times, and it arrives whole."""

import hashlib
import random
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from tusclient.client import TusClient

from repository.deposit.tus import pieces, service
from repository.deposit.tus.models import Resumable
from repository.ingest import staging
from repository.ingest.models import WAITING, Upload
from suite.db import db
from tests.kit import make_library, tus
from tests.kit.relay import Relay

swept = pytest.fixture(autouse=True)(tus.swept)
CUTS = 10
SCRIPT = Path(__file__).parents[2] / "kit" / "uploader.mjs"


def cut_at(size: int, seed: int) -> list[int]:
    return sorted(random.Random(seed).sample(range(2_000, size), CUTS))


def arrived(content: bytes) -> None:
    """One upload of just these bytes waits for its reader, and nothing is under way."""
    upload = db.session.scalars(select(Upload)).one()
    assert (upload.state, upload.size) == (WAITING, len(content))
    assert upload.sha256 == hashlib.sha256(content).hexdigest()
    assert staging.path(upload.uid).read_bytes() == content
    assert db.session.scalars(select(Resumable.upload_id)).one() == upload.id
    assert not list(pieces.folder().iterdir())


@pytest.mark.parametrize(("chunk", "proved"), [(1 << 40, False), (1 << 18, True)])
def test_tuspy(app: Flask, monkeypatch: pytest.MonkeyPatch, chunk: int, proved: bool) -> None:
    monkeypatch.setattr(service, "BLOCK", 1 << 16)
    here = make_library.town()
    content = tus.recording(2 << 20, seed=proved)
    cuts = cut_at(len(content), chunk)
    headers = tus.let_in(app, here.teacher)
    with tus.served(app) as port, Relay(port, cuts) as line:
        client = TusClient(f"http://127.0.0.1:{line.port}{tus.PATH}", headers=headers)
        uploader = client.uploader(
            file_stream=BytesIO(content), chunk_size=chunk, upload_checksum=proved,
            metadata={"filename": "bài giảng.wav"}, retries=60, retry_delay=0.02,
        )  # fmt: skip
        uploader.upload()
        assert line.made == len(cuts)
        assert uploader.get_offset() == len(content)
    arrived(content)
    assert db.session.scalars(select(Upload.name)).one() == "bài giảng.wav"


def test_tus_js_client(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node, module = shutil.which("node"), Path("node_modules/tus-js-client")
    if node is None or not module.is_dir():
        pytest.skip("no node with tus-js-client")
    monkeypatch.setattr(service, "BLOCK", 1 << 16)
    here = make_library.town()
    content = tus.recording(2 << 20)
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    headers = tus.let_in(app, here.teacher)
    with tus.served(app) as port, Relay(port, cut_at(len(content), 5)) as line:
        url = f"http://127.0.0.1:{line.port}{tus.PATH}"
        words = [str(path), url, "a.wav", str(1 << 19), headers["Cookie"], headers["X-CSRFToken"]]
        done = subprocess.run(
            [node, str(SCRIPT), *words], capture_output=True, text=True, timeout=60
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert line.made == CUTS
    arrived(content)
