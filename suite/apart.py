"""Reading foreign bytes in a process of its own, which can be stopped and has limits.

The server asks with `answer_of`; the module that reads calls `serve` when it is run. What goes in
are words and bytes, what comes out is JSON.
"""

import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class Stopped(Exception):
    """No answer: the time was over, or the process ended by itself."""


class Busy(Stopped):
    """Others are being read at the moment; nothing was begun."""


# Every reader holds a thread of the server and much memory; the others are for answers of exams.
AT_ONCE, PATIENCE = 2, 5.0
_room = threading.BoundedSemaphore(AT_ONCE)


def answer_of(module: str, *words: str, data: bytes, seconds: int, memory: int) -> Any:
    """What `python -m module` answers to the bytes. Raises Stopped, and Busy after PATIENCE
    seconds while AT_ONCE others are read in this process of the server.

    It has `seconds` of time, as many of work, and `memory` bytes of address space; it writes no
    file, and nothing of the server's surroundings (keys, addresses) reaches it.
    """
    environment = {
        "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)]),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    if not _room.acquire(timeout=PATIENCE):
        raise Busy
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *words, str(seconds), str(memory)],
            input=data,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=True,
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise Stopped from error
    finally:
        _room.release()


def serve(answer: Callable[..., Any]) -> None:
    """In the process: limit it, then print what `answer(*words, data)` gives as JSON. It steps
    back behind the server."""
    *words, seconds, memory = sys.argv[1:]
    os.nice(10)
    for what, most in (
        (resource.RLIMIT_AS, int(memory)),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    json.dump(answer(*words, sys.stdin.buffer.read()), sys.stdout)
