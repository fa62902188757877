"""`python -m bench [NAME ...]`: run benchmarks and write their sections of docs/benchmarks.md.

`NAME:WORD:…` gives words to a benchmark that takes some (`kills:20:sqlite`); then nothing is
written.

Load client and server share the machine; quote ratios, and times only beside them.
"""

import importlib
import os
import platform
import re
import sys
import time
from pathlib import Path

from bench.rows import CannotMeasure, Row, table
from suite import clock

NAMES = (
    "saves",
    "starts",
    "mixed",
    "signin",
    "search",
    "coverage",
    "roster",
    "lists",
    "board",
    "bank",
    "kills",
    "fsync",
    "powercut",
    "fulldisk",
    "ocr",
    "upload",
)
TARGET = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench`: load client, server and database on one machine. The figures of a section
come from one run; `python -m bench NAME` measures one section anew and leaves the others.
"""


def main(wanted: list[str]) -> None:
    for one in wanted or NAMES:
        name, *words = one.split(":")
        print(f"== {name}", flush=True)
        load = os.getloadavg()[0]
        try:
            rows = importlib.import_module(f"bench.{name}").run(*words)
        except CannotMeasure as error:
            print(f"not measured: {error}", flush=True)
            continue
        print(table(rows), flush=True)
        if not words:
            keep(name, rows, load)


def keep(name: str, rows: list[Row], load: float) -> None:
    """Put a section in the place of the one that stands there."""
    found = re.split(r"\n## ", TARGET.read_text()) if TARGET.exists() else [HEAD]
    sections = {part.split("\n", 1)[0].lower(): part for part in found[1:]}
    machine = f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    day = clock.show_date(clock.today())
    about = f"{day}, {machine}, load average {load:.1f} before the run; {yardstick()}."
    sections[name] = f"{name.capitalize()}\n{about}\n\n{table(rows)}\n"
    parts = [sections[known] for known in NAMES if known in sections]
    TARGET.write_text("\n## ".join([HEAD, *parts]))


def yardstick() -> str:
    """How quick one core is: figures of machines that differ in it are not to be compared."""
    start, total = time.process_time(), 0
    for number in range(10_000_000):
        total += number
    return f"ten million additions in Python take {time.process_time() - start:.2f} s CPU"


main(sys.argv[1:])
