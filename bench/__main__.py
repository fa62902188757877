"""`python -m bench [NAME ...]`: run the benchmarks and write docs/benchmarks.md.

Load client and server share the machine; quote ratios, and times only beside them.
"""

import importlib
import os
import platform
import sys
from pathlib import Path

from bench.rows import Row, table
from suite import clock

NAMES = ("saves", "starts", "search", "coverage")
TARGET = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Written by `make bench`; load client, server and database on one machine ({machine}, {cores} cores,
Python {python}), on {day}. Figures of one section come from one run.
"""


def main(wanted: list[str]) -> None:
    sections: dict[str, list[Row]] = {}
    for name in wanted or NAMES:
        print(f"== {name}", flush=True)
        sections[name] = importlib.import_module(f"bench.{name}").run()
        print(table(sections[name]), flush=True)
    if not wanted:
        TARGET.write_text(_page(sections))
        print(f"written to {TARGET.name}")


def _page(sections: dict[str, list[Row]]) -> str:
    head = HEAD.format(
        machine=platform.machine(),
        cores=os.cpu_count(),
        python=platform.python_version(),
        day=clock.show_date(clock.today()),
    )
    parts = [f"\n## {name.capitalize()}\n{table(rows)}\n" for name, rows in sections.items()]
    return head + "".join(parts)


main(sys.argv[1:])
