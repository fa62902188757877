"""Reading old Excel files (.xls) in a process of its own, which can be stopped.

Its format lets two cells claim a gigabyte and a chain of sectors run in a circle; neither may
reach the server.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from school.roster.sheets import Sheet, Unreadable

SECONDS = 20
MEMORY = 1 << 30  # bytes of address space


def read(data: bytes) -> list[Sheet]:
    """The sheets of an .xls file. Raises Unreadable."""
    root = str(Path(__file__).resolve().parents[2])
    # Nothing of the server's surroundings (keys, addresses) reaches the reader.
    environment = {
        "PYTHONPATH": os.pathsep.join([root, *filter(None, sys.path)]),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    module = [sys.executable, "-m", "school.roster.old_excel"]
    try:
        done = subprocess.run(
            [*module, str(SECONDS), str(MEMORY)],
            input=data,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=True,
        )
        found = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise Unreadable("broken") from None
    if isinstance(found, str):
        raise Unreadable(found)
    return [
        Sheet(name, rows, hidden, [(a, b, c, d) for a, b, c, d in merged])
        for name, rows, hidden, merged in found
    ]
