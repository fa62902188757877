"""A load client: N open connections, each sending one request every so many seconds.

Paced means that a browser that waits for its answer does not send the next one; late answers show
as latency, never as fewer requests. One process, plain asyncio protocols.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENCE = 30.0


@dataclass
class Outcome:
    """What a run measured; latencies in milliseconds, in the order of the answers."""

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """The latency that `share` (0 to 1) of the answers did not exceed."""
        ranked = sorted(self.latencies)
        return ranked[min(len(ranked) - 1, int(share * len(ranked)))] if ranked else float("nan")

    @property
    def errors(self) -> int:
        """Answers that were no success, and connections that broke."""
        return self.broken + sum(n for status, n in self.statuses.items() if status >= 400)


class Browser(asyncio.Protocol):
    """One keep-alive connection. `make(n)` gives the bytes of its n-th request."""

    def __init__(self, make: Callable[[int], bytes], outcome: Outcome) -> None:
        self.make, self.outcome = make, outcome
        self.buffer, self.wanted, self.number = b"", -1, 0
        self.status, self.sent_at = 0, 0.0
        self.transport: asyncio.Transport | None = None
        self.answered: asyncio.Event = asyncio.Event()
        self.last_body = b""
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def send(self) -> None:
        """Send the next request."""
        self.answered.clear()
        self.sent_at = time.perf_counter()
        if self.transport is None or self.closed:
            self.outcome.broken += 1
            self.answered.set()
            return
        self.transport.write(self.make(self.number))
        self.number += 1

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if self.wanted < 0:
            head, found, rest = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self.status = int(head[9:12])
            lowered = head.lower()
            at = lowered.find(b"content-length:")
            self.wanted = int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self.buffer = rest
        if len(self.buffer) >= self.wanted:
            self.last_body, self.buffer = self.buffer[: self.wanted], b""
            self.wanted = -1
            self.outcome.latencies.append((time.perf_counter() - self.sent_at) * 1000)
            self.outcome.statuses[self.status] += 1
            self.answered.set()

    def connection_lost(self, _error: Exception | None) -> None:
        self.closed = True
        if not self.answered.is_set() and self.sent_at:
            self.outcome.broken += 1
        self.answered.set()


async def _one(
    host: str, port: int, make: Callable[[int], bytes], outcome: Outcome, plan: list[float]
) -> None:
    loop = asyncio.get_running_loop()
    _transport, browser = await loop.create_connection(lambda: Browser(make, outcome), host, port)
    for at in plan:
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        browser.send()
        try:
            await asyncio.wait_for(browser.answered.wait(), PATIENCE)
        except TimeoutError:
            outcome.broken += 1
            break
    if browser.transport:
        browser.transport.close()


async def keep_on(
    host: str,
    port: int,
    makers: list[Callable[[int], bytes]],
    *,
    every: float,
    rounds: int,
    settle: float,
) -> Outcome:
    """As `run`, within a loop that does other things too."""
    outcome = Outcome()
    begin = time.perf_counter() + settle
    dice = random.Random(7)
    tasks = []
    for number, make in enumerate(makers):
        phase = dice.random() * every
        plan = [begin + phase + turn * every for turn in range(rounds)]
        tasks.append(asyncio.create_task(_one(host, port, make, outcome, plan)))
        if number % 200 == 199:
            await asyncio.sleep(0.05)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    outcome.broken += sum(1 for result in results if isinstance(result, Exception))
    outcome.seconds = every * rounds
    return outcome


def run(
    host: str,
    port: int,
    makers: list[Callable[[int], bytes]],
    *,
    every: float,
    rounds: int,
    settle: float = 3.0,
) -> Outcome:
    """Let each maker's browser send `rounds` requests, one `every` seconds, at a random phase."""
    return asyncio.run(keep_on(host, port, makers, every=every, rounds=rounds, settle=settle))
