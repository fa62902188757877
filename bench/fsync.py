"""Acknowledged means on disk: the calls of server and database, one answer after the other.

For each answer: the bytes that hold it are written to the write-ahead log, then a sync of that
log begins and returns, and only then the acknowledgement is written to the browser's socket (on
PostgreSQL: also the backend's reply to the server). Pupils save side by side, so that several
answers share a commit. Needs strace.
"""

import asyncio
import codecs
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import select, text

from bench.pupilside import Line
from bench.rows import Row
from bench.trace import RECEIVES, SENDS, SYNCS, WRITES, Call, Trace, traced
from bench.world import World, attempts, exam, pupils, world
from lms.exams.models import AnswerSave
from suite.db import db

PUPILS, EACH = 40, 6
COMMIT = re.compile(r"tx:\s+(\d+), lsn: ([0-9A-F]+)/([0-9A-F]+), .*desc: COMMIT")
RECORD = re.compile(r"len \(rec/tot\):\s*\d+/\s*(\d+)")
WROTE = re.compile(r'pg_wal/([0-9A-F]{24})>, "(.*)"(?:\.\.\.)?, \d+, (\d+)\)\s+= ')
SEGMENT, TAIL = 16 * 2**20, 8


@dataclass(frozen=True)
class Proof:
    """The calls for one answer; None for one that was not found."""

    written: Call | None
    synced: Call | None
    answered: Call | None
    replied: Call | None = None  # of the backend to the server

    def holds(self, postgres: bool) -> bool:
        """Whether the sync returned before anything was told."""
        told = [self.answered, self.replied] if postgres else [self.answered]
        if self.synced is None or None in told:
            return False
        return all(self.synced.end <= call.begin for call in told if call)


def run(*wanted: str) -> list[Row]:
    return [_measure(kind) for kind in wanted or ("sqlite", "postgresql")]


def _measure(kind: str) -> Row:
    with world(kind) as house:
        of = exam()
        tokens = attempts(of, pupils(PUPILS, of.school_id))
        processes = [psutil.Process(pid) for pid in (house.server.pid, house.postmaster) if pid]
        pids = [one.pid for top in processes for one in [top, *top.children(recursive=True)]]
        with traced(pids) as trace:
            acknowledged = asyncio.run(_saves(house.port, tokens))
        prove = _on_postgresql(house, trace) if house.postgres else _on_sqlite(trace)
        proofs = [prove(seq) for seq in acknowledged]
    held = sum(one.holds(kind == "postgresql") for one in proofs)
    syncs = {(one.synced.pid, one.synced.begin) for one in proofs if one.synced}
    spare = sorted(
        (one.answered.begin - one.synced.end) * 1000
        for one in proofs
        if one.synced and one.answered
    )
    return Row(
        f"{kind}: acknowledged answers whose sync returned before the acknowledgement was sent",
        f"{held} of {len(acknowledged)}", "all",
        f"{len(syncs)} syncs, so {len(acknowledged) / max(1, len(syncs)):.1f} answers each;"
        f" from the return of the sync to the sending {spare[0]:.2f} ms at the least"
        if spare else "no sync was seen",
    )  # fmt: skip


async def _saves(port: int, tokens: list[str]) -> list[int]:
    """Every pupil saves one answer after the other; the numbers of those acknowledged, each of
    which is in the response and is the seq, unlike any other."""
    found: list[int] = []

    async def one(place: int, token: str) -> None:
        line = Line(port)
        for turn in range(EACH):
            seq = 100_000 + place * EACH + turn
            answer = {"seq": seq, "item": turn + 1, "response": _marker(seq)}
            _, body = await line.ask("answers", f"X-Attempt: {token}", {"answers": [answer]})
            found.extend(ack["seq"] for ack in body["acks"] if ack["state"] == "counts")
        line.hang_up()

    await asyncio.gather(*(one(place, token) for place, token in enumerate(tokens)))
    return found


def _marker(seq: int) -> str:
    return f"proof{seq}end"


def _first(calls: list[Call], after: float) -> Call | None:
    return next((call for call in calls if call.begin >= after), None)


def _on_sqlite(trace: Trace) -> Callable[[int], Proof]:
    written = trace.of(WRITES, "-wal>")
    synced = trace.of(SYNCS, "-wal>")
    answered = trace.of(SENDS, "TCP", "receipt")

    def prove(seq: int) -> Proof:
        frame = next((call for call in written if _marker(seq) in call.words), None)
        own = [call for call in synced if frame and call.pid == frame.pid]
        # What else its commit writes comes before the same sync.
        sync = _first(own, frame.end) if frame else None
        return Proof(frame, sync, _told(answered, seq))

    return prove


def _told(answered: list[Call], seq: int) -> Call | None:
    return next((call for call in answered if f'seq\\":{seq},' in call.words), None)


def _on_postgresql(house: World, trace: Trace) -> Callable[[int], Proof]:
    """The commit record of each answer is looked up in the log; what counts is the first sync of
    its segment that began after bytes with the end of that record were written."""
    commits = _commits(house)
    written = [_wrote(call) for call in trace.of(WRITES, "pg_wal/")]
    synced = trace.of(SYNCS, "pg_wal/")
    received = trace.of(RECEIVES, "proof", "UNIX")
    sent, answered = trace.of(SENDS, "UNIX"), trace.of(SENDS, "TCP", "receipt")

    def prove(seq: int) -> Proof:
        record = commits[seq]
        holding = next((one.call for one in written if one.holds(record)), None)
        of_it = [call for call in synced if record.segment in call.words]
        sync = _first(of_it, holding.end) if holding else None
        asked = next((call for call in received if _marker(seq) in call.words), None)
        back = [call for call in sent if asked and call.pid == asked.pid]
        reply = _first(back, asked.end) if asked else None
        return Proof(holding, sync, _told(answered, seq), reply)

    return prove


@dataclass(frozen=True)
class Record:
    """The last bytes of a commit record, which hold its time, and where in its segment they end."""

    segment: str
    end: int
    tail: bytes


@dataclass(frozen=True)
class Wrote:
    """What a write put into a segment, and where."""

    call: Call
    segment: str
    begin: int
    content: bytes

    def holds(self, record: Record) -> bool:
        """Whether the end of the record is in what was written."""
        at = record.end - self.begin
        return self.segment == record.segment and self.content[:at].endswith(record.tail)


def _wrote(call: Call) -> Wrote:
    match = WROTE.search(call.words)
    if match is None:
        return Wrote(call, "", 0, b"")
    content, _ = codecs.escape_decode(match[2].encode())
    return Wrote(call, match[1], int(match[3]), content)


def _commits(house: World) -> dict[int, Record]:
    """By seq: its commit record."""
    query = select(AnswerSave.seq, text("lms_answer_save.xmin::text::bigint"))
    rows = db.session.execute(query).all()
    timeline = db.session.scalar(text("SELECT timeline_id FROM pg_control_checkpoint()"))
    db.session.rollback()
    server = house.postgres
    folder = Path(server.pgdata, "pg_wal")
    first = min(p.name for p in folder.iterdir() if re.fullmatch("[0-9A-F]{24}", p.name))
    command = [str(Path(server.bin_path, "pg_waldump")), "--path", str(folder)]
    told = subprocess.run([*command, "--rmgr=Transaction", first], capture_output=True, text=True)
    found: dict[int, Record] = {}
    for line in told.stdout.splitlines():
        if (match := COMMIT.search(line)) and (size := RECORD.search(line)):
            end = (int(match[2], 16) << 32) + int(match[3], 16) + int(size[1])
            number = (end - 1) // SEGMENT
            name = f"{timeline:08X}{number // 256:08X}{number % 256:08X}"
            at = (end - 1) % SEGMENT + 1
            with Path(folder, name).open("rb") as log:
                log.seek(at - TAIL)
                found[int(match[1])] = Record(name, at, log.read(TAIL))
    return {seq: found[xid] for seq, xid in rows}
