"""What tells silent pages that their time was changed: asked often, answered from memory.

A page that has sent nothing for ten seconds asks for the number of the newest turn of its attempt.
Each process reads the turns of the last minutes at most once in two seconds, for all pages
together, in one statement; a page that reads a number it does not know asks for the time.
"""

import threading
import time
from typing import Any

from lms.exams.lane import Lane

EVERY = 2.0
LATELY = 120

TURNS = """
SELECT attempt_id, max(id) FROM lms_attempt_turn WHERE at > {SINCE} GROUP BY attempt_id
"""
SINCE = {
    True: f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{LATELY} seconds') || '000'",
    False: f"clock_timestamp() - make_interval(secs => {LATELY})",
}


class Pulse:
    """The newest turn of every attempt that had one lately."""

    def __init__(self) -> None:
        self._turns: dict[int, int] = {}
        self._until = 0.0
        self._reading = threading.Lock()

    def turn(self, lane: Lane, attempt_id: int) -> int:
        """The number of the newest turn, 0 where there was none lately. Raises the driver's
        errors."""
        # One thread reads; the others answer meanwhile from what is known.
        if time.monotonic() >= self._until and self._reading.acquire(blocking=False):
            try:
                self._turns = lane.read(lambda connection: _read(connection, lane.sqlite))
                self._until = time.monotonic() + EVERY
            finally:
                self._reading.release()
        return self._turns.get(attempt_id, 0)

    def clear(self) -> None:
        """Forget what is known."""
        self._turns, self._until = {}, 0.0


def _read(connection: Any, sqlite: bool) -> dict[int, int]:
    rows = connection.execute(TURNS.replace("{SINCE}", SINCE[sqlite])).fetchall()
    return {row[0]: row[1] for row in rows}
