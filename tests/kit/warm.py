"""Readers kept warm: a process that has loaded them once and forks for each file.

What a fork does is what `repository.ingest.reader_process` does, under the same limits; only the
start of Python is saved. Stands in the place of `subprocess` in `repository.ingest.isolate`.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

READERS = ("epub", "html", "image", "media", "pdf", "sheets", "slides", "subtitles", "text", "word")


class Warm:
    """`Popen` of words that run the reader's process."""

    DEVNULL, TimeoutExpired = subprocess.DEVNULL, subprocess.TimeoutExpired

    def __init__(self) -> None:
        self.at_work = subprocess.Popen(
            [sys.executable, "-m", "tests.kit.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, given: dict[str, Any]) -> Any:
        assert self.at_work.stdin is not None
        assert self.at_work.stdout is not None
        print(json.dumps(given), file=self.at_work.stdin, flush=True)
        return json.loads(self.at_work.stdout.readline())

    def end(self) -> None:
        with self.at_work:
            assert self.at_work.stdin is not None
            self.at_work.stdin.close()

    def Popen(self, command: list[str], *, cwd: Path, **_rest: Any) -> "Fork":
        return Fork(self, command[3:], str(cwd))


class Fork:
    """As much of a process as the isolation asks for."""

    pid = -1

    def __init__(self, warm: Warm, words: list[str], folder: str) -> None:
        self.warm, self.words, self.folder = warm, words, folder
        self.code: int | None = None

    def wait(self, timeout: float) -> int:
        given = {"words": self.words, "folder": self.folder, "seconds": timeout}
        code = self.warm.ask(given)
        self.code = -signal.SIGKILL if code is None else int(code)
        if code is None:
            raise subprocess.TimeoutExpired(self.words, timeout)
        return self.code

    def poll(self) -> int | None:
        return self.code


def main() -> None:
    from repository.ingest import reader_process

    for name in READERS:
        importlib.import_module(f"repository.formats.{name}.reader")
    gc.freeze()  # what is loaded is not touched again, so a fork copies little
    for line in sys.stdin:
        given = json.loads(line)
        child = os.fork()
        if child == 0:
            quiet = os.open(os.devnull, os.O_RDWR)
            for number in (0, 1, 2):
                os.dup2(quiet, number)
            os.chdir(given["folder"])
            code = 1
            with contextlib.suppress(BaseException):
                code = reader_process.main(given["words"])
            os._exit(code)
        print(json.dumps(_ended(child, given["seconds"])), flush=True)


def _ended(child: int, seconds: float) -> int | None:
    """How the child ended, None when its time was over."""
    handle = os.pidfd_open(child)
    try:
        ready = select.select([handle], [], [], seconds)[0]
        if not ready:
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        return os.waitstatus_to_exitcode(status) if ready else None
    finally:
        os.close(handle)


if __name__ == "__main__":
    main()
