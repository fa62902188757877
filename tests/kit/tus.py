"""The app behind a real socket, and what an outside client sends to be let in."""

import logging
import random
import shutil
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.serving import make_server

from repository.deposit.tus import pieces
from repository.ingest import staging
from school.people.models import Person
from suite.db import db
from tests.kit.client import RAW, session_key

PATH = "/library/resumable"


def swept(app: Flask) -> Iterator[None]:
    """Fixture: what a test leaves under way or waiting is gone after it."""
    del app
    yield
    for folder in (pieces.folder(), staging.folder()):
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def served(app: Flask) -> Iterator[int]:
    """The port at which the app answers."""
    db.session.commit()  # the test's own transaction would keep the server's waiting
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def let_in(app: Flask, person: Person) -> dict[str, str]:
    """Headers with a person's session and its token."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    held = {"_user_id": session_key(person), "_fresh": True, "csrf_token": RAW}
    token = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(RAW)
    return {"Cookie": f"session={signer.dumps(held)}", "X-CSRFToken": str(token)}


def recording(size: int, seed: int = 0) -> bytes:
    """A WAV file of noise, about `size` bytes."""
    out = BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(random.Random(seed).randbytes(size // 2 * 2))
    return out.getvalue()
