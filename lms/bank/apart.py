"""Reading a teacher's source in a process of its own, which can be stopped.

The reader tries many patterns on every line, and a text made for it costs minutes; inside the
server that would hold up every other request.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS = 15
MEMORY = 1 << 30  # bytes of address space


class TooSlow(Exception):
    """The source was not read within SECONDS; also for a reader that ended by itself."""


def read(kind: str, data: bytes) -> dict[str, Any]:
    """What is in a source of kind "text" (UTF-8) or "word", as `drafts.pack` gives it.

    An unreadable file gives `{"error": {"code", "params"}}`. Raises TooSlow.
    """
    root = str(Path(__file__).resolve().parents[2])
    # Nothing of the server's surroundings (keys, addresses) reaches the reader.
    environment = {
        "PYTHONPATH": os.pathsep.join([root, *filter(None, sys.path)]),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    module = [sys.executable, "-m", "lms.bank.reader_process"]
    try:
        done = subprocess.run(
            [*module, kind, str(SECONDS), str(MEMORY)],
            input=data,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
        )
        found: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise TooSlow from error
    return found
