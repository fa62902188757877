"""Asking ClamAV, where it is there, whether a file holds a known virus.

Where it is configured or installed but does not answer, nothing is taken in. Where it is absent,
`flask doctor` and the librarian's pages say so.

The words of clamd (INSTREAM) are spoken here and not by a library: what there is sends a kilobyte
at a time, and takes "too large" for a broken line.
"""

import select
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from flask import current_app

from repository.hooks import FormatError
from suite.settings import current_settings

OFF, PROGRAM = "off", "clamscan"
SOCKETS = ("/run/clamav/clamd.ctl", "/run/clamd.scan/clamd.sock", "/var/run/clamav/clamd.ctl")
NOT_SCANNED = "not_scanned"
CHUNK = 1 << 18
PATIENCE, PROGRAM_PATIENCE, PAGE_PATIENCE = 60.0, 110.0, 2.0  # seconds
STATE, STATE_KEPT = "lopso.virus_scanner", 60.0
_MOST = ("--max-filesize=2000M", "--max-scansize=2000M")
_FOUND, _TOO_LARGE, _BEYOND = " FOUND", "size limit exceeded", "Heuristics.Limits.Exceeded"
_LONGEST_ANSWER = 4096


class Silent(FormatError):
    """The scanner is there and gives no verdict; `detail` is what happened."""

    def __init__(self, detail: str) -> None:
        super().__init__("scan_silent")
        self.detail = detail


class Scanner(Protocol):
    """Something that knows viruses."""

    name: str

    def scan(self, path: Path) -> str:
        """The virus in a file, "" for none. Raises Silent, and FormatError scan_too_large."""
        ...

    def version(self) -> str:
        """What answers there. Raises Silent."""
        ...


class Daemon:
    """clamd behind `address`: the path of its socket, or host and port."""

    def __init__(self, address: str | tuple[str, int]) -> None:
        self.address = address
        where = address if isinstance(address, str) else f"{address[0]}:{address[1]}"
        self.name = f"clamd ({where})"

    def scan(self, path: Path) -> str:
        with self._asked(b"zINSTREAM\0") as line, path.open("rb") as file:
            try:
                while chunk := file.read(CHUNK):
                    if select.select([line], [], [], 0)[0]:
                        break  # it has seen enough
                    line.sendall(struct.pack("!L", len(chunk)) + chunk)
                else:
                    line.sendall(struct.pack("!L", 0))
            except (BrokenPipeError, ConnectionResetError):
                pass  # it hangs up after its answer
            answer = _answer(line)
        if _TOO_LARGE in answer:
            raise FormatError("scan_too_large")
        return _verdict(answer)

    def version(self) -> str:
        with self._asked(b"zVERSION\0", PAGE_PATIENCE) as line:
            answer = _answer(line)
        if not answer.startswith("ClamAV"):
            raise Silent(answer or "no answer")
        return answer

    @contextmanager
    def _asked(self, word: bytes, patience: float = PATIENCE) -> Iterator[socket.socket]:
        family = socket.AF_UNIX if isinstance(self.address, str) else socket.AF_INET
        if not isinstance(self.address, str) and ":" in self.address[0]:
            family = socket.AF_INET6
        with socket.socket(family) as line:
            try:
                line.settimeout(patience)
                line.connect(self.address)
                line.sendall(word)
                yield line
            except OSError as error:
                raise Silent(str(error)) from error


class Program:
    """clamscan, which loads what it knows anew for each file: slow, but without a daemon."""

    name = PROGRAM

    def scan(self, path: Path) -> str:
        done = self._run("--no-summary", "--stdout", "--alert-exceeds-max=yes", *_MOST, str(path))
        if done.returncode not in (0, 1):
            raise Silent(done.stdout.strip()[-200:] or f"status {done.returncode}")
        return _verdict(done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "")

    def version(self) -> str:
        done = self._run("--version")
        # Without a list of viruses it knows its own number alone.
        if done.returncode or done.stdout.count("/") < 2:
            raise Silent(f"{done.stdout.strip()}: no list of viruses")
        return done.stdout.strip()

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                [PROGRAM, *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=PROGRAM_PATIENCE,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise Silent(str(error)) from error


def scanner() -> Scanner | None:
    """What is configured, else what is installed; None where there is nothing."""
    asked = current_settings().virus_scanner
    if asked == OFF:
        return None
    if asked == PROGRAM:
        return Program()
    kind, _, rest = asked.partition(":")
    if kind == "unix":
        return Daemon(rest)
    if kind == "tcp":
        host, _, port = rest.rpartition(":")
        return Daemon((host.strip("[]"), int(port)))
    there = next((path for path in SOCKETS if Path(path).exists()), None)
    if there is not None:
        return Daemon(there)
    if shutil.which(PROGRAM):
        return Program()
    # Installed and not running: what it would say is not known, so nothing is taken in.
    return Daemon(SOCKETS[0]) if shutil.which("clamd") else None


def ask(path: Path, *, lenient: bool) -> tuple[str, ...]:
    """Warnings of a file that may be taken in; raises FormatError (virus, scan_too_large), Silent.

    With `lenient` one that is too large for the scanner is taken, with a warning.
    """
    there = scanner()
    if there is None:
        return ()
    try:
        found = there.scan(path)
    except FormatError as error:
        if lenient and error.code == "scan_too_large":
            return (NOT_SCANNED,)
        raise
    if found:
        raise FormatError("virus", found=found[:100])
    return ()


def state() -> tuple[str, str]:
    """("absent" | "ready" | "silent", what is there or what is wrong with it)."""
    kept: tuple[float, tuple[str, str]] | None = current_app.extensions.get(STATE)
    if kept is None or kept[0] < time.monotonic():
        kept = time.monotonic() + STATE_KEPT, _state()
        current_app.extensions[STATE] = kept
    return kept[1]


def _state() -> tuple[str, str]:
    there = scanner()
    if there is None:
        return "absent", ""
    try:
        return "ready", f"{there.name}: {there.version()}"
    except Silent as error:
        return "silent", f"{there.name}: {error.detail}"


def _answer(line: socket.socket) -> str:
    said = bytearray()
    while len(said) < _LONGEST_ANSWER and b"\0" not in said:
        more = line.recv(_LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.partition(b"\0")[0].decode(errors="replace").strip()


def _verdict(answer: str) -> str:
    """The virus of "stream: NAME FOUND", "" of "stream: OK". Raises FormatError scan_too_large, and
    Silent for all else."""
    of, _, said = answer.rpartition(": ")
    if not of:
        raise Silent(answer or "no answer")
    if said.startswith(_BEYOND):
        raise FormatError("scan_too_large")
    if said.endswith(_FOUND):
        return said.removesuffix(_FOUND)
    if said != "OK":
        raise Silent(answer or "no answer")
    return ""
