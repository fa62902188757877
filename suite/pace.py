"""How often somebody may do what costs the machine something. Pure; counted in one process.

A limit that must hold over all workers is a row; this one only keeps a hasty hand or script from
holding every worker at once.
"""

from collections import deque
from threading import Lock

MOST_KEYS = 5_000


class Pace:
    """At most `times` within `seconds` for each key."""

    def __init__(self, times: int, seconds: float) -> None:
        self.times, self.seconds = times, seconds
        self._seen: dict[int, deque[float]] = {}
        self._lock = Lock()

    def may(self, key: int, now: float) -> bool:
        """Whether it may be done at `now` (seconds of a clock that only goes on); it counts."""
        with self._lock:
            seen = self._seen.pop(key, deque())
            while seen and seen[0] <= now - self.seconds:
                seen.popleft()
            if len(self._seen) >= MOST_KEYS:
                self._seen.pop(next(iter(self._seen)))
            self._seen[key] = seen
            if len(seen) >= self.times:
                return False
            seen.append(now)
            return True
