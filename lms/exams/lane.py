"""Connections of the save path, held apart from the pool of the pages.

On PostgreSQL each statement commits by itself. On SQLite one thread of a process writes at a
time, and what others brought meanwhile goes into its next transaction: one flush to the disk
acknowledges them all.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Generic, TypeVar

from sqlalchemy import Engine, event

Result = TypeVar("Result")
Work = Callable[[Any], Result]
MOST_TOGETHER = 64
# The database as a whole is not to be had; trying one by one would only take as long again.
LOCKED = sqlite3.OperationalError
# Every statement here goes by keys: planning it anew each time would cost four times the work.
KEPT_PLANS = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off"


class _Slot(Generic[Result]):
    """One piece of work waiting for the writer."""

    __slots__ = ("done", "error", "result", "work")

    def __init__(self, work: Work[Result]) -> None:
        self.work = work
        self.result: Result | None = None
        self.error: Exception | None = None
        self.done = False


class Lane:
    """Open connections of one engine, and the turn to write on SQLite."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.sqlite = engine.dialect.name == "sqlite"
        self._idle: deque[Any] = deque()
        self._waiting: deque[_Slot[Any]] = deque()
        self._turn = threading.Lock()
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def _open(self) -> Any:
        fairy = self.engine.raw_connection()
        connection: Any = fairy.driver_connection
        fairy.detach()
        if not self.sqlite:
            connection.autocommit = True
            connection.execute(KEPT_PLANS)
        return connection

    @contextmanager
    def connection(self) -> Iterator[Any]:
        """A driver's connection; after an error it is thrown away, and with one that broke all
        that are idle, because the server behind them has gone."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._open()
        try:
            yield connection
        except BaseException:
            if getattr(connection, "broken", False):
                self.close()
            connection.close()
            raise
        self._idle.append(connection)

    def close(self) -> None:
        """Close what is idle; the next one who asks opens anew."""
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def read(self, work: Work[Result]) -> Result:
        """Run statements that only read."""
        with self.connection() as connection:
            return work(connection)

    def write(self, work: Work[Result]) -> Result:
        """Run `work` and return when it is on the disk. Raises the driver's errors."""
        if not self.sqlite:
            return self.read(work)
        slot = _Slot(work)
        self._waiting.append(slot)
        with self._turn:
            while not slot.done:
                self._write_waiting()
        if slot.error is not None:
            raise slot.error
        return slot.result  # type: ignore[return-value]

    def _write_waiting(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
        self._together(batch)
        failed = [slot for slot in batch if slot.error is not None]
        if len(batch) > 1 and not any(isinstance(one.error, LOCKED) for one in failed):
            # One of them is to blame, and the others must not pay for it.
            for slot in failed:
                self._together([slot])
        for slot in batch:
            slot.done = True

    def _together(self, batch: Sequence[_Slot[Any]]) -> None:
        error: Exception | None = None
        try:
            with self.connection() as connection:
                connection.execute("BEGIN IMMEDIATE")
                results = [slot.work(connection) for slot in batch]
                connection.execute("COMMIT")
                for slot, result in zip(batch, results, strict=True):
                    slot.result = result
        except Exception as caught:
            error = caught
        for slot in batch:
            slot.error = error
