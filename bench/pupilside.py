"""A pupil's side of an exam without a browser: an outbox that sends as the exam page does.

Every answer waits until the server has acknowledged it, in batches of at most 32; a try that
failed is followed by the next after 0.5 s times two for each failure (at most 15 s, more or less
by half), or at once with the next answer. A start is asked for in two tabs at the same time, each
of which asks again until it is answered.
"""

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

BATCH, PATIENCE, LONGEST = 32, 10.0, 15.0
START_AGAIN = 2.5
THINKING = (2.0, 4.0)  # seconds between two answers
ITEMS = 40

Sent = tuple[int, Any]  # item, response


class Offline(Exception):
    """Anything but an answer."""


@dataclass
class Told:
    """What pupils gave and what they were told, by place of the pupil and seq."""

    given: dict[tuple[str, int], Sent] = field(default_factory=dict)
    acknowledged: dict[tuple[str, int], Sent] = field(default_factory=dict)
    states: Counter[str] = field(default_factory=Counter)
    attempts: dict[str, set[str]] = field(default_factory=dict)
    failures: int = 0
    again: int = 0
    over: bool = False


class Line:
    """A connection to the door that is made anew when it breaks."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, name: str, head: str, body: dict[str, Any]) -> tuple[int, Any]:
        """Status and parsed body. Raises Offline."""
        try:
            return await asyncio.wait_for(self._ask(name, head, body), PATIENCE)
        except (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError) as error:
            self.hang_up()
            raise Offline(str(error)) from error

    async def _ask(self, name: str, head: str, body: dict[str, Any]) -> tuple[int, Any]:
        if self.ends is None:
            self.ends = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.ends
        data = json.dumps(body).encode()
        lines = (
            f"POST /exams/door/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        writer.write(lines.encode() + data)
        top = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        size = int(top.partition("content-length:")[2].partition("\r\n")[0])
        text = await reader.readexactly(size)
        status = int(top[9:12])
        if status >= 500:
            raise OSError(f"status {status}")
        return status, json.loads(text)

    def hang_up(self) -> None:
        """Close; the next request opens anew."""
        if self.ends is not None:
            self.ends[1].close()
            self.ends = None


class Pupil:
    """One pupil whose attempt runs under `token`, who answers after so many seconds of thinking."""

    def __init__(
        self,
        port: int,
        told: Told,
        attempt: str,
        token: str,
        thinking: tuple[float, float] = THINKING,
    ) -> None:
        self.line, self.told, self.thinking = Line(port), told, thinking
        self.attempt, self.token = attempt, token
        self.seq, self.failures = 0, 0
        self.waiting: dict[int, Sent] = {}

    def answer(self) -> None:
        """Give an answer; it waits."""
        self.seq += 1
        sent = (self.seq % ITEMS + 1, random.randrange(4))
        self.waiting[self.seq] = self.told.given[self.attempt, self.seq] = sent

    async def flush(self) -> float | None:
        """Send what waits; None when all was acknowledged, else the seconds until the next try."""
        while self.waiting:
            batch = sorted(self.waiting)[:BATCH]
            lines = [
                {"seq": seq, "item": self.waiting[seq][0], "response": self.waiting[seq][1]}
                for seq in batch
            ]
            try:
                head = f"X-Attempt: {self.token}"
                status, body = await self.line.ask("answers", head, {"answers": lines})
            except Offline:
                self.told.failures += 1
                self.failures += 1
                return float(min(LONGEST, 0.5 * 2**self.failures) * (0.5 + random.random()))
            if status != 200:
                self.told.states[str(status)] += 1
                return LONGEST
            self.failures = 0
            for ack in body["acks"]:
                self.told.states[ack["state"]] += 1
                self.told.acknowledged[self.attempt, ack["seq"]] = self.waiting.pop(ack["seq"])
        return None

    async def work(self) -> None:
        """Answer until the day is over, and then until nothing waits any more."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(random.random() * self.thinking[1])
        while not self.told.over or self.waiting:
            if not self.told.over:
                self.answer()
            wait = await self.flush()
            until = loop.time() + random.uniform(*self.thinking)
            while wait is not None and loop.time() + wait < until:
                await asyncio.sleep(wait)
                wait = await self.flush()
            await asyncio.sleep(max(0.0, until - loop.time()))
        self.line.hang_up()


async def start(port: int, told: Told, word: str) -> Pupil:
    """Press Start in two tabs of one browser; whoever has been let in by both."""
    device = f"device{random.randrange(10**9)}"
    bodies = await asyncio.gather(*(_one_tab(port, told, word, device) for _tab in range(2)))
    told.attempts[word] = {body["attempt"] for body in bodies}
    return Pupil(port, told, bodies[0]["attempt"], bodies[0]["token"])


async def _one_tab(port: int, told: Told, word: str, device: str) -> dict[str, Any]:
    line, tries = Line(port), 0
    while True:
        try:
            wish = {"code": "", "device": device}
            status, body = await line.ask("start", f"X-Entry: {word}", wish)
            break
        except Offline:
            told.failures += 1
            tries += 1
            await asyncio.sleep(START_AGAIN * (0.5 + random.random()))
    told.again += tries > 0
    line.hang_up()
    if status != 200:
        raise RuntimeError(f"a start was refused: {body}")
    found: dict[str, Any] = body
    return found
