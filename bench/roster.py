"""Importing a list of 10,000 pupils: bytes of an .xlsx file to committed rows, on both databases.

The dry run goes the same way up to the end of the transaction. First passwords are left out: a
school hashes them when it prints its slips.
"""

import time

from bench.rows import Row
from bench.world import world
from school.curriculum.service import load_programme
from school.roster import service
from tests.kit import make
from tests.kit import make_roster as lists

PUPILS = 10_000


def run() -> list[Row]:
    """Raises RuntimeError when an import has a fault."""
    return [row for database in ("sqlite", "postgresql") for row in _measure(database)]


def _list() -> bytes:
    rows = []
    for n in range(1, PUPILS + 1):
        name, in_class = f"Nguyễn Văn {chr(65 + n % 26)}ình", f"{6 + n % 4}A{n % 250}"
        rows.append([n, f"{n:010}", name, "25/09/2015", "Nam", in_class])
    return lists.xlsx({"Học sinh": [lists.PUPIL_HEADER, *rows]})


def _measure(database: str) -> list[Row]:
    found = []
    data = _list()
    with world(database, workers=1):
        year, unit = make.year(), make.school()
        load_programme()
        for name, dry in (("dry run", True), ("import", False), ("repeat", False)):
            begin = time.perf_counter()
            outcome = service.run_file(unit, year, data, dry_run=dry, passwords=False)
            took = time.perf_counter() - begin
            if outcome.faults:
                raise RuntimeError(str(outcome.faults[:3]))
            note = ", ".join(f"{n:,} {what}" for what, n in outcome.counts.items() if n)
            found.append(
                Row(f"{PUPILS:,} pupils, {database}: {name}", f"{took:.1f} s", "≤ 30 s", note)
            )
    return found
