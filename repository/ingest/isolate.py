"""Reading a stranger's file in a process of its own, which can be stopped.

A reader that crashes, loops or eats memory harms nothing but its process. The answer comes back
as JSON and pictures in a folder of its own.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from repository.hooks import Extract, ExtractedPage, FileFormat, FormatError, Limits

READER = "repository.ingest.reader_process"
RENDERER = "repository.ingest.render_process"
RESULT, COVER, SHOWN = "result.json", "cover.png", "shown"
# JSON writes a character in at most twelve bytes (a surrogate pair of escapes).
_BYTES_A_CHARACTER = 12
_ROOM = 64 * 2**20


def output_limit(limits: Limits) -> int:
    """The most bytes that a reader may write into one file."""
    return limits.text * _BYTES_A_CHARACTER + _ROOM


def extract(path: Path, file_format: FileFormat, limits: Limits | None = None) -> Extract:
    """What the format's reader finds in the file. Raises FormatError, also for a crash."""
    limits = limits or Limits()
    with tempfile.TemporaryDirectory(prefix="lopso-read-") as folder:
        words = [file_format.reader, str(path.resolve()), folder, json.dumps(asdict(limits))]
        _run(READER, words, Path(folder), limits)
        return _answer(Path(folder), limits)


def picture(path: Path, renderer: str, page_no: int, dpi: int, limits: Limits) -> bytes:
    """A page (from 1) as its format's renderer draws it, PNG. Raises FormatError."""
    with tempfile.TemporaryDirectory(prefix="lopso-draw-") as folder:
        words = [renderer, str(path.resolve()), folder, json.dumps(asdict(limits))]
        _run(RENDERER, [*words, str(page_no), str(dpi)], Path(folder), limits)
        drawn = Path(folder) / SHOWN
        if not drawn.is_file():
            raise FormatError("damaged")
        return drawn.read_bytes()


def _run(process_name: str, words: list[str], folder: Path, limits: Limits) -> None:
    # Nothing of the server's surroundings (keys, addresses) reaches the reader.
    environment = {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_root()), *sys.path])),
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "TMPDIR": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", process_name, *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        code = process.wait(timeout=limits.seconds)
    except subprocess.TimeoutExpired:
        raise FormatError("too_slow", limit=limits.seconds) from None
    finally:
        _stop(process)
    if code == -signal.SIGXCPU:
        raise FormatError("too_slow", limit=limits.seconds)
    if code != 0:
        raise FormatError("crashed")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the reader and whatever it started."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answer(folder: Path, limits: Limits) -> Extract:
    result, cover, shown = folder / RESULT, folder / COVER, folder / SHOWN
    try:
        if result.stat().st_size > output_limit(limits):
            raise FormatError("too_much_text", limit=limits.text)
        answer: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
        error = answer.get("error")
        if error:
            raise FormatError(error["code"], **error["params"])
        found = answer["extract"]
        return Extract(
            title=found["title"],
            creators=tuple(found["creators"]),
            language=found["language"],
            pages=tuple(ExtractedPage(*page) for page in found["pages"]),
            cover=cover.read_bytes() if cover.exists() else None,
            locked=found["locked"],
            warnings=tuple(found["warnings"]),
            media_type=found["media_type"],
            shown=shown.read_bytes() if shown.exists() else None,
            shown_type=found["shown_type"],
            seconds=found["seconds"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise FormatError("crashed") from error


def _root() -> Path:
    return Path(__file__).resolve().parents[2]
