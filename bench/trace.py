"""System calls of running processes, as strace tells them."""

import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.rows import CannotMeasure

WRITES = ("pwrite64", "pwritev", "pwritev2")
SYNCS = ("fdatasync", "fsync")
SENDS = ("sendto", "sendmsg", "write", "writev")
RECEIVES = ("recvfrom", "read")
SHOWN = 262_144  # bytes of what is written
LINE = re.compile(r"(\d+) +(\d+\.\d+) (.*)")
TOOK = re.compile(r" <(\d+\.\d+)>$")
UNFINISHED = " <unfinished ...>"
RESUMED = re.compile(r"<\.\.\. (\w+) resumed>")


@dataclass(frozen=True)
class Call:
    """One system call; `begin` and `end` in seconds since 1970, `words` its arguments."""

    pid: int
    name: str
    words: str
    begin: float
    end: float


@dataclass
class Trace:
    """The calls of a time, in the order of their beginning."""

    calls: list[Call] = field(default_factory=list)

    def of(self, names: Sequence[str], *words: str) -> list[Call]:
        """The calls of these names in whose arguments all of the words stand."""
        return [
            call
            for call in self.calls
            if call.name in names and all(word in call.words for word in words)
        ]


@contextmanager
def traced(pids: Sequence[int]) -> Iterator[Trace]:
    """The calls that these processes, their threads and their later children make meanwhile; they
    are in the trace afterwards. Raises CannotMeasure where strace is absent or not allowed."""
    if shutil.which("strace") is None:
        raise CannotMeasure("strace is not on this machine (Debian: apt-get install strace)")
    found = Trace()
    with tempfile.TemporaryDirectory(prefix="lopso-trace-") as folder:
        target = Path(folder, "calls")
        names = ",".join((*WRITES, *SYNCS, *SENDS, *RECEIVES))
        command = ["strace", "-f", "-ttt", "-T", "-yy", "-s", str(SHOWN), "-o", str(target)]
        command += ["-e", f"trace={names}", *(f"--attach={pid}" for pid in pids)]
        with Path(folder, "said").open("wb") as said:
            tracer = subprocess.Popen(command, stderr=said)
        try:
            time.sleep(2)
            if tracer.poll() is not None:
                raise CannotMeasure(Path(folder, "said").read_text().strip()[-200:])
            yield found
            time.sleep(1)
        finally:
            if tracer.poll() is None:
                tracer.terminate()
                tracer.wait(20)
        found.calls = sorted(_read(target), key=lambda call: call.begin)


def _read(target: Path) -> Iterator[Call]:
    """Lines of strace as calls; a call that others interrupted stands in two of them."""
    begun: dict[tuple[int, str], tuple[float, str]] = {}
    with target.open(errors="replace") as lines:
        for line in lines:
            match = LINE.match(line.rstrip("\n"))
            if match is None:
                continue
            pid, at, rest = int(match[1]), float(match[2]), match[3]
            if resumed := RESUMED.match(rest):
                key = (pid, resumed[1])
                if key in begun:
                    begin, words = begun.pop(key)
                    yield Call(pid, resumed[1], words + rest[resumed.end() :], begin, at)
                continue
            name, _, words = rest.partition("(")
            if words.endswith(UNFINISHED):
                begun[pid, name] = (at, words.removesuffix(UNFINISHED))
            elif took := TOOK.search(words):
                yield Call(pid, name, words, at, at + float(took[1]))
