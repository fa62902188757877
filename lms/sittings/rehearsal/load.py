"""Browsers of a rehearsal: each keeps a connection, starts, and saves an answer again and again."""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

PATIENCE = 30.0


@dataclass
class Outcome:
    """Times of answers in ms, and how many requests failed."""

    starts: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    failed: int = 0


def percentile(times: list[float], share: float) -> float:
    """The value below which `share` of the times lie; 0 of none."""
    if not times:
        return 0.0
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


class Browser:
    """One connection to the door."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def open(self) -> None:
        """Connect. Raises OSError."""
        self.reader, self.writer = await asyncio.open_connection(self.host, self.port)

    async def post(self, name: str, head: str, body: Mapping[str, object]) -> dict[str, object]:
        """The parsed answer of a request. Raises OSError and ValueError for what is not 200."""
        if self.reader is None or self.writer is None:
            raise OSError("not connected")
        data = json.dumps(body).encode()
        lines = (
            f"POST /exams/door/{name} HTTP/1.1\r\nHost: {self.host}\r\n{head}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
        )
        self.writer.write(lines.encode() + data)
        told = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        size = int(told.partition("content-length:")[2].partition("\r\n")[0])
        text = await self.reader.readexactly(size)
        if " 200 " not in told.partition("\r\n")[0]:
            raise ValueError(text[:200])
        found: dict[str, object] = json.loads(text)
        return found

    def close(self) -> None:
        """Hang up."""
        if self.writer is not None:
            self.writer.close()


async def _candidate(
    browser: Browser, word: str, number: int, within: float, plan: list[float], out: Outcome
) -> None:
    begun = time.perf_counter()
    await asyncio.sleep(within)
    try:
        await browser.open()
        asked = time.perf_counter()
        wish = {"code": "", "device": f"rehearsal{number}"}
        told = await asyncio.wait_for(browser.post("start", f"X-Entry: {word}", wish), PATIENCE)
        out.starts.append((time.perf_counter() - asked) * 1000)
        for seq, at in enumerate(plan, 1):
            await asyncio.sleep(max(0.0, begun + at - time.perf_counter()))
            answer = {"answers": [{"seq": seq, "item": 1 + seq % 4, "response": seq % 4}]}
            asked = time.perf_counter()
            head = f"X-Attempt: {told['token']}"
            await asyncio.wait_for(browser.post("answers", head, answer), PATIENCE)
            out.saves.append((time.perf_counter() - asked) * 1000)
    except (OSError, ValueError, EOFError, TimeoutError, asyncio.LimitOverrunError):
        out.failed += 1
    finally:
        browser.close()


async def _all(host: str, port: int, words: list[str], seconds: int, every: float) -> Outcome:
    out = Outcome()
    begin = min(10.0, seconds / 3)
    tasks = []
    for number, word in enumerate(words):
        share = number / len(words)
        first = begin + share * every
        plan = [first + n * every for n in range(max(1, int((seconds - begin) / every)))]
        one = _candidate(Browser(host, port), word, number, share * begin, plan, out)
        tasks.append(asyncio.create_task(one))
    await asyncio.gather(*tasks)
    return out


def run(host: str, port: int, words: list[str], seconds: int, every: float = 10.0) -> Outcome:
    """All start within ten seconds, then each saves an answer every `every` seconds."""
    return asyncio.run(_all(host, port, words, seconds, every))
